// The dashboard's HTTP server: on this computer alone, with bounds on everything that a caller could stretch.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../engine/base/clock.ts';
import { errnoOf, TidemarkError } from '../../engine/base/errors.ts';
import type { Random } from '../../engine/base/random.ts';
import type { MessageServer } from '../../ipc/connection.ts';
import { type Address, ownHosts, urlHost } from './address.ts';
import { cookieName } from './cookie.ts';
import type { StaticFile } from '../../ipc/site/files.ts';
import { type Limits, LIMITS } from './limits.ts';
import { isStranger } from './peer.ts';
import { answerRequest, type Site } from './requests.ts';
import { Sessions } from './sessions.ts';
import { Sockets } from './sockets.ts';

export interface SiteOptions {
  /** With port 0, or when `ifTaken` is `any-port`, another port may be had. */
  readonly address: Address;
  readonly ifTaken: 'any-port' | 'refuse';
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly faces: MessageServer;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly random: Pick<Random, 'token'>;
  /** The user whose programs may come, where the system can tell. */
  readonly uid?: number | undefined;
  readonly limits?: Partial<Limits>;
}

export interface OpenSite {
  /** Where it listens. */
  readonly address: Address;
  /** An address that lets one browser in, within ten minutes. */
  invite(): string;
  close(): Promise<void>;
}

/** `busy` if the port is taken and must be this one. */
export async function openSite(options: SiteOptions): Promise<OpenSite> {
  const limits = { ...LIMITS, ...options.limits };
  const server = bounded(limits);
  server.prependListener('connection', (socket) => {
    if (isStranger(socket, options.uid)) socket.destroy();
  });
  const address = await listen(server, options);
  const sessions = new Sessions(options.clock, options.random);
  const site: Site = { files: options.files, sessions, hosts: ownHosts(address), cookie: cookieName(address.port) };
  const sockets = new Sockets(site, options.faces, limits);
  server.on('request', (request, response) => {
    answerRequest(site, request, response);
  });
  server.on('checkContinue', (request, response) => {
    answerRequest(site, request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    sockets.upgrade(request, socket, head);
  });
  return {
    address,
    invite: () => `http://${urlHost(address)}/?token=${sessions.invite()}`,
    close: () => close(server, sockets),
  };
}

function bounded(limits: Limits): Server {
  const server = createServer({
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    connectionsCheckingInterval: Math.min(1000, limits.headers),
    keepAliveTimeout: 5000,
    maxHeaderSize: limits.headerBytes,
    requireHostHeader: true,
  });
  server.maxConnections = limits.connections;
  server.timeout = limits.silence;
  server.on('clientError', (_error, socket) => {
    if (!socket.writable) socket.destroy();
    else
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => {
        socket.destroy();
      });
  });
  return server;
}

async function listen(server: Server, { address, ifTaken }: SiteOptions): Promise<Address> {
  try {
    return await listenOn(server, address);
  } catch (cause) {
    const taken = errnoOf(cause) === 'EADDRINUSE';
    if (taken && ifTaken === 'any-port') return listenOn(server, { ...address, port: 0 });
    throw new TidemarkError(taken ? 'busy' : 'refused', `${urlHost(address)} cannot be listened on`, {
      hint: taken ? 'Another program has it: choose another port.' : 'Choose another address.',
      cause,
    });
  }
}

async function listenOn(server: Server, { host, port }: Address): Promise<Address> {
  server.listen({ host, port, exclusive: true });
  await once(server, 'listening');
  return { host, port: (server.address() as AddressInfo).port };
}

async function close(server: Server, sockets: Sockets): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  sockets.close();
  server.closeAllConnections();
  await closed;
}
