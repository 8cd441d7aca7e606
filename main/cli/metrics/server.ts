// Serves /metrics, one page for programs that scrape it, and /stream (stream.ts), and nothing else.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { isLoopback, type ListenAddress, listenOn } from '../../engine/base/listen.ts';
import { ownHosts } from '../../headless/http/address.ts';
import { hostOf, objectionTo } from '../../headless/http/guard.ts';
import { CONTENT_TYPE } from './exposition.ts';
import { answerStream, type FindCopy, STREAM_PATH } from './stream.ts';

export interface MetricsServer {
  readonly address: ListenAddress;
  close(): Promise<void>;
}

const PATH = '/metrics';
const LONGEST_REQUEST = 10_000;

/**
 * @param page made anew for each scrape
 * @param find the copies whose live stream is served, on this computer alone. `busy` if the port is taken.
 */
export async function serveMetrics(address: ListenAddress, page: () => string, find: FindCopy = () => undefined): Promise<MetricsServer> {
  const server = createServer({ headersTimeout: LONGEST_REQUEST, requestTimeout: LONGEST_REQUEST });
  server.maxConnections = 64;
  const at = await listenOn(server, address, { port: '"addr:"', address: '"addr:"' });
  server.on('request', (request, response) => {
    answer(request, response, { address: at, page, find });
  });
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { address: at, close };
}

interface Served {
  readonly address: ListenAddress;
  readonly page: () => string;
  readonly find: FindCopy;
}

function answer(request: IncomingMessage, response: ServerResponse, { address, page, find }: Served): void {
  const objection = objectionTo(request, hostsFor(request, address));
  const isStream = request.url?.split('?')[0] === STREAM_PATH;
  if (objection !== undefined) {
    send(response, objection.status, 'text/plain; charset=utf-8', `${objection.reason}\n`, objection.headers);
  } else if (isStream && isLoopback(address.host)) {
    void answerStream(request, response, find);
  } else if (request.url?.split('?')[0] !== PATH) {
    send(response, 404, 'text/plain; charset=utf-8', `there is only ${PATH} here\n`);
  } else {
    send(response, 200, CONTENT_TYPE, request.method === 'HEAD' ? '' : page());
  }
}

/** Where others may come, they come by its address: a web page that was led here by a name of its own has that name. */
function hostsFor(request: IncomingMessage, address: ListenAddress): ReadonlySet<string> {
  const own = ownHosts(address);
  if (isLoopback(address.host)) return own;
  const host = hostOf(request) ?? '';
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(name) === 0 ? own : new Set([...own, host]);
}

function send(response: ServerResponse, status: number, type: string, body: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}
