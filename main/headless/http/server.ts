// The dashboard's HTTP server: on this computer alone, with bounds on everything that a caller could stretch.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Clock } from '../../engine/base/clock.ts';
import { isTidemarkError } from '../../engine/base/errors.ts';
import { boundedOptions, hostAndPort, keepBounds, type ListenAddress, listenOn } from '../../engine/base/listen.ts';
import type { Random } from '../../engine/base/random.ts';
import type { MessageServer } from '../../ipc/connection.ts';
import { ownHosts } from './address.ts';
import { cookieName } from './cookie.ts';
import type { StaticFile } from '../../ipc/site/files.ts';
import { type Limits, LIMITS } from './limits.ts';
import { isStranger } from './peer.ts';
import { answerRequest, type Site } from './requests.ts';
import { Sessions } from './sessions.ts';
import { Sockets } from './sockets.ts';

export interface SiteOptions {
  /** With port 0, or when `ifTaken` is `any-port`, another port may be had. */
  readonly address: ListenAddress;
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
  readonly address: ListenAddress;
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
    invite: () => `http://${hostAndPort(address)}/?token=${sessions.invite()}`,
    close: () => close(server, sockets),
  };
}

function bounded(limits: Limits): Server {
  const server = createServer({ ...boundedOptions(limits), requireHostHeader: true });
  keepBounds(server, limits);
  return server;
}

async function listen(server: Server, { address, ifTaken }: SiteOptions): Promise<ListenAddress> {
  const choice = { port: 'port', address: 'address' };
  try {
    return await listenOn(server, address, choice);
  } catch (error) {
    if (isTidemarkError(error, 'busy') && ifTaken === 'any-port') return listenOn(server, { ...address, port: 0 }, choice);
    throw error;
  }
}

async function close(server: Server, sockets: Sockets): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  sockets.close();
  server.closeAllConnections();
  await closed;
}
