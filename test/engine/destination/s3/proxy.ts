// A man in the middle between a destination and the S3 server: passes requests on as they are, and on demand answers in the
// server's place, cuts an answer short, or says nothing.
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { afterEach } from 'vitest';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export type Action =
  | 'pass'
  /** The connection is kept, and nothing comes. */
  | 'silence'
  /** The connection is closed without an answer. */
  | 'hang-up'
  | {
      readonly answer: number;
      readonly code?: string;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** The server's answer, of which so many bytes come before the connection is cut. */
  | { readonly cutAfter: number }
  /** The server does it, and nobody is told. */
  | 'lose-answer';

export interface TlsKeys {
  readonly key: string;
  readonly cert: string;
}

export class Proxy {
  readonly #target: URL;
  readonly #server: Server;
  /** What becomes of each request. */
  decide: (seen: Seen) => Action = () => 'pass';
  /** All requests, in order of their coming. */
  readonly seen: Seen[] = [];

  readonly #scheme: 'http' | 'https';

  /** @param tls with these it speaks TLS to who comes, and HTTP to the server */
  constructor(target: string, tls?: TlsKeys) {
    this.#target = new URL(target);
    this.#scheme = tls === undefined ? 'http' : 'https';
    const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
      this.#handle(incoming, outgoing);
    };
    this.#server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle);
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `${this.#scheme}://127.0.0.1:${address.port}`;
  }

  /** The next `count` requests that match are treated so, all others pass. */
  once(matches: (seen: Seen) => boolean, action: Action, count = 1): void {
    let left = count;
    this.decide = (seen) => (left > 0 && matches(seen) && left-- > 0 ? action : 'pass');
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const url = new URL(incoming.url ?? '/', 'http://proxy');
    const seen = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
    };
    this.seen.push(seen);
    const action = this.decide(seen);
    if (action === 'silence') return;
    if (action === 'hang-up') outgoing.destroy();
    else if (typeof action === 'object' && 'answer' in action) answer(incoming, outgoing, action);
    else this.#pass(incoming, outgoing, action);
  }

  #pass(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    action: 'pass' | 'lose-answer' | { readonly cutAfter: number },
  ): void {
    const { hostname, port } = this.#target;
    const { method, url, headers } = incoming;
    const onward = request({ hostname, port, method, path: url, headers, agent: false }, (response) => {
      if (action === 'lose-answer') {
        response.resume().once('end', () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      if (action === 'pass') response.pipe(outgoing);
      else cut(response, outgoing, action.cutAfter);
    });
    onward.once('error', () => outgoing.destroy());
    outgoing.once('close', () => onward.destroy());
    incoming.pipe(onward);
  }
}

type Answer = Extract<Action, { readonly answer: number }>;

/** Once the request is there whole: who still sends would take the answer for a broken connection. */
function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { answer: status, code, body, headers = {} }: Answer,
): void {
  incoming.resume().once('end', () => {
    outgoing.writeHead(status, { date: new Date().toUTCString(), ...headers });
    if (incoming.method === 'HEAD') outgoing.end();
    else
      outgoing.end(
        body ?? `<?xml version="1.0"?><Error><Code>${code ?? ''}</Code><Message>said the proxy</Message></Error>`,
      );
  });
}

function cut(response: IncomingMessage, outgoing: ServerResponse, after: number): void {
  let left = after;
  response.on('data', (piece: Buffer) => {
    if (left <= 0) return;
    const part = piece.subarray(0, left);
    left -= part.length;
    outgoing.write(part, () => {
      if (left <= 0) outgoing.destroy();
    });
  });
  response.once('end', () => outgoing.end());
}

/** Ended after the test. */
export function useProxies(): (
  target: string,
  tls?: TlsKeys,
) => Promise<{ readonly proxy: Proxy; readonly endpoint: string }> {
  const open: Proxy[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((proxy) => proxy.close()));
  });
  return async (target, tls) => {
    const proxy = new Proxy(target, tls);
    open.push(proxy);
    return { proxy, endpoint: await proxy.listen() };
  };
}
