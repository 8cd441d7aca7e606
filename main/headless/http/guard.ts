// Who may ask at all, before anything is looked at: a browser on this computer, on a page of ours. A web page from
// elsewhere can make a browser send requests here; it cannot choose their Host, Origin or Sec-Fetch headers.
import type { IncomingMessage } from 'node:http';

/** Why a request is turned away. */
export interface Objection {
  readonly status: 400 | 403 | 405 | 413 | 421;
  readonly reason: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD']);

/** @param hosts what may stand in `Host`: a name that leads here by someone else's DNS is not among them */
export function objectionTo(request: IncomingMessage, hosts: ReadonlySet<string>): Objection | undefined {
  const host = hostOf(request);
  if (host === undefined || !hosts.has(host)) return { status: 421, reason: 'this is not the name of this server' };
  if (request.url?.startsWith('/') !== true) return { status: 400, reason: 'only paths are asked for here' };
  if (!METHODS.has(request.method)) {
    if (!isFromUs(request)) return { status: 403, reason: 'this does not come from a page of ours' };
    return { status: 405, reason: 'only GET and HEAD are answered', headers: { allow: 'GET, HEAD' } };
  }
  if (hasBody(request)) return { status: 413, reason: 'requests have no body here' };
  if (isFromElsewhere(request)) return { status: 403, reason: 'this does not come from a page of ours' };
  return undefined;
}

/** Whether it says that it comes from a page of ours: asked of what changes something, and of every WebSocket. */
export function isFromUs(request: IncomingMessage): boolean {
  const host = hostOf(request);
  return host !== undefined && single(request, 'origin')?.toLowerCase() === `http://${host}`;
}

/** In lower case; undefined unless there is exactly one. */
export function hostOf(request: IncomingMessage): string | undefined {
  return single(request, 'host')?.toLowerCase();
}

function single({ headersDistinct }: IncomingMessage, name: string): string | undefined {
  const values = headersDistinct[name];
  return values?.length === 1 ? values[0] : undefined;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** Following a link to here is allowed to everyone; using what is here in another page is not. */
function isFromElsewhere(request: IncomingMessage): boolean {
  if (request.headers.origin !== undefined && !isFromUs(request)) return true;
  const site = request.headers['sec-fetch-site'];
  const foreign = site === 'cross-site' || site === 'same-site';
  const visit = request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
  return foreign && !visit;
}
