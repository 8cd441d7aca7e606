// Serves the built screens to our windows: all there is was read at the start, and nothing else can be asked for.
import type { StaticFile } from '../../ipc/site/files.ts';
import { pageHeaders } from '../../ipc/site/headers.ts';
import { ORIGIN } from './scheme.ts';

const HEADERS = { ...pageHeaders(), 'cache-control': 'no-store' };

type Page = Pick<StaticFile, 'body' | 'type'>;

/** One more page of HTML, made by us. */
export interface Extra {
  readonly path: string;
  readonly text: () => string;
}

/** What is looked at of a request. */
export type Asked = Pick<Request, 'method' | 'url'>;

/** Never throws: what is not known is 404, what is not asked with GET or HEAD is 405. */
export function answerPage(request: Asked, pages: ReadonlyMap<string, StaticFile>, extras: readonly Extra[]): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const page = URL.canParse(request.url) ? pageAt(new URL(request.url), pages, extras) : undefined;
  if (page === undefined) return refusal(404);
  const body = request.method === 'HEAD' ? null : new Uint8Array(page.body);
  return new Response(body, { headers: { ...HEADERS, 'content-type': page.type } });
}

function pageAt(url: URL, pages: ReadonlyMap<string, StaticFile>, extras: readonly Extra[]): Page | undefined {
  if (`${url.protocol}//${url.host}` !== ORIGIN) return undefined;
  const extra = extras.find(({ path }) => path === url.pathname);
  if (extra !== undefined) return { body: Buffer.from(extra.text()), type: 'text/html; charset=utf-8' };
  return pages.get(url.pathname);
}

function refusal(status: 404 | 405): Response {
  return new Response(null, { status, headers: HEADERS });
}
