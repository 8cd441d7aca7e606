// Answers to requests: the pages for whoever has a session, a way in for whoever has a fresh address.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readCookie, setCookie } from './cookie.ts';
import type { StaticFile } from '../../ipc/site/files.ts';
import { hostOf, objectionTo } from './guard.ts';
import { pageHeaders } from '../../ipc/site/headers.ts';
import { NO_SESSION_PAGE } from './pages.ts';
import type { Sessions } from './sessions.ts';

export interface Site {
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly sessions: Sessions;
  /** What may stand in `Host`. */
  readonly hosts: ReadonlySet<string>;
  readonly cookie: string;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer | string;
  readonly headers: Readonly<Record<string, string>>;
}

export function answerRequest(site: Site, request: IncomingMessage, response: ServerResponse): void {
  const { status, type, body, headers } = answerTo(site, request);
  const host = hostOf(request);
  response.writeHead(status, {
    ...pageHeaders(`ws://${host !== undefined && site.hosts.has(host) ? host : 'localhost'}`),
    'cache-control': 'no-store',
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

export function hasSession(site: Site, request: IncomingMessage): boolean {
  const session = readCookie(request.headers.cookie, site.cookie);
  return session !== undefined && site.sessions.knows(session);
}

function answerTo(site: Site, request: IncomingMessage): Answer {
  const objection = objectionTo(request, site.hosts);
  if (objection !== undefined) {
    const { status, reason, headers } = objection;
    return plain(status, reason, { connection: 'close', ...headers });
  }
  const { path, token } = read(request);
  if (path === '/' && token !== undefined) return enter(site, request, token);
  if (!hasSession(site, request)) return path === '/' ? html(401, NO_SESSION_PAGE) : plain(401, 'no session');
  const file = site.files.get(path);
  if (file === undefined) return plain(404, 'there is nothing here');
  return { status: 200, type: file.type, body: file.body, headers: { 'cache-control': file.keep } };
}

/** A token is used up by a visit alone: what only looks ahead must not spend it. */
function enter(site: Site, request: IncomingMessage, token: string): Answer {
  if (request.method === 'HEAD') return plain(405, 'a visit is a GET', { allow: 'GET' });
  const session = site.sessions.enter(token);
  if (session !== undefined) return redirect({ 'set-cookie': setCookie(site.cookie, session) });
  return hasSession(site, request) ? redirect({}) : html(401, NO_SESSION_PAGE);
}

/** The token leaves the address bar and the history with it. */
function redirect(headers: Readonly<Record<string, string>>): Answer {
  return plain(303, '', { location: '/', ...headers });
}

function html(status: number, body: string): Answer {
  return { status, type: 'text/html; charset=utf-8', body, headers: {} };
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: text === '' ? '' : `${text}\n`, headers };
}

function read({ url = '/' }: IncomingMessage): { readonly path: string; readonly token: string | undefined } {
  const end = url.indexOf('?');
  if (end === -1) return { path: url, token: undefined };
  return { path: url.slice(0, end), token: new URLSearchParams(url.slice(end)).get('token') ?? undefined };
}
