// Lets others follow the databases of this computer: HTTP on loopback, HTTPS where others can reach it.
import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disk } from '../../base/disk.ts';
import { Emitter, type Event } from '../../base/events.ts';
import { boundedOptions, hostAndPort, isLoopback, keepBounds, type ListenAddress, listenOn } from '../../base/listen.ts';
import type { Random } from '../../base/random.ts';
import { type Offer, Offers } from '../pairing/offers.ts';
import type { FollowerView, ServingView } from '../views.ts';
import { formatPinnedUrl } from './address.ts';
import { type Certificate, fingerprintOf, ownCertificate } from './certificate.ts';
import { Door } from './door.ts';
import { FollowerBook } from './follower-book.ts';
import { STREAM_LIMITS, type StreamLimits } from './limits.ts';
import { ServedDatabases } from './served.ts';
import { Sessions } from './sessions.ts';
import { Strangers } from './strangers.ts';
import { type Guest, TokenBook } from './tokens.ts';

export interface StreamServerOptions {
  /** Tidemark's own folder. */
  readonly home: string;
  /** 16 upper-case hex digits: see `ownId`. */
  readonly id: string;
  /** As people call this computer. */
  readonly name: string;
  /** With port 0 any that is free. */
  readonly address: ListenAddress;
  /** `off-loopback` when absent: plain HTTP is spoken on loopback only. */
  readonly tls?: 'off-loopback' | 'always';
  /** Where others reach it, when that is not where it listens: `https://nas.example:7674`. */
  readonly advertise?: string;
  /** By which name or address others reach it, when it listens on all of them. */
  readonly host?: string;
  /** A secret that nodes share: lets in whoever knows it, besides those that were paired. */
  readonly shared?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  readonly limits?: Partial<StreamLimits>;
}

/** What is kept for those who follow, in Tidemark's home. */
export function liveDir(home: string): string {
  return join(home, 'live');
}

export class StreamServer {
  readonly databases = new ServedDatabases();
  readonly book: FollowerBook;
  readonly #options: StreamServerOptions;
  readonly #limits: StreamLimits;
  readonly #server: Server;
  readonly #certificate: Certificate | undefined;
  readonly #tokens: TokenBook;
  readonly #offers: Offers;
  readonly #sessions: Sessions;
  readonly #changed = new Emitter<undefined>();
  #port = 0;

  private constructor(options: StreamServerOptions, certificate: Certificate | undefined) {
    const { home, id, name, clock, random, disk, shared } = options;
    this.#options = options;
    this.#limits = { ...STREAM_LIMITS, ...options.limits };
    this.#certificate = certificate;
    this.#tokens = new TokenBook({ dir: liveDir(home), disk, random });
    this.#offers = new Offers(clock, random);
    this.#sessions = new Sessions(clock);
    this.book = new FollowerBook({ clock, limits: this.#limits });
    for (const event of [this.book.changed, this.databases.changed]) {
      event.on(() => {
        this.#changed.emit(undefined);
      });
    }
    const onPaired = (): void => {
      this.#changed.emit(undefined);
    };
    const parts = { databases: this.databases, tokens: this.#tokens, offers: this.#offers, book: this.book, sessions: this.#sessions };
    const strangers = new Strangers(this.#limits.strangers);
    const onKnown = ({ socket }: IncomingMessage): void => {
      strangers.letIn(socket);
    };
    const door = new Door({ ...parts, id, name, shared, clock, limits: this.#limits, url: () => this.url, onKnown, onPaired });
    this.#server = bounded(certificate, this.#limits);
    this.#server.on('connection', (socket: Socket) => {
      strangers.arrive(socket);
    });
    this.#server.on('request', (request, response) => void door.answer(request, response));
    this.#server.on('checkContinue', (request, response) => void door.answer(request, response));
  }

  /** `busy` when the port is taken. */
  static async open(options: StreamServerOptions): Promise<StreamServer> {
    const { home, address, tls, disk, random, clock } = options;
    const plain = tls !== 'always' && isLoopback(address.host);
    const certificate = plain ? undefined : await ownCertificate({ dir: liveDir(home), disk, random, now: clock.now() });
    const server = new StreamServer(options, certificate);
    const { port } = await listenOn(server.#server, address, { port: 'port', address: 'address of this computer' });
    server.#port = port;
    return server;
  }

  /** Of what `serving`, `followers` and `guests` tell. Often: gather it. */
  get changed(): Event<undefined> {
    return this.#changed;
  }

  get port(): number {
    return this.#port;
  }

  /** Where others reach it, with its pin. */
  get url(): string {
    const pin = this.#certificate && fingerprintOf(this.#certificate);
    return formatPinnedUrl({ address: this.address, ...(pin === undefined ? {} : { pin }) });
  }

  /** Without the pin. */
  get address(): string {
    const { advertise, address, host = address.host } = this.#options;
    if (advertise !== undefined) return advertise;
    return `${this.#certificate === undefined ? 'http' : 'https'}://${hostAndPort({ host, port: this.#port })}`;
  }

  get serving(): ServingView {
    const pairing = this.#offers.current;
    const fingerprint = this.#certificate && fingerprintOf(this.#certificate);
    return { kind: 'on', address: this.address, ...(fingerprint && { fingerprint }), ...(pairing && { pairing }) };
  }

  /** By id. */
  get followers(): Readonly<Record<string, FollowerView>> {
    return this.book.views();
  }

  /** Computers that were let in. */
  get guests(): readonly Guest[] {
    return this.#tokens.guests;
  }

  /** A new code that lets one computer in. */
  pair(): Offer {
    const offer = this.#offers.make(this.#certificate?.digest);
    this.#changed.emit(undefined);
    return offer;
  }

  /** The code that is good now is not any more. */
  endPairing(): void {
    this.#offers.end();
    this.#changed.emit(undefined);
  }

  /** Its token is not good any more, and what it is sent ends now. */
  revoke(guest: string): void {
    this.#tokens.revoke(guest);
    this.#sessions.dismiss(guest);
    this.#changed.emit(undefined);
  }

  /** Tells a follower to take over the lease of `name`. */
  handOff(name: string, follower: string, lease: string): 'told' | 'away' {
    return this.#sessions.handOff(name, follower, lease);
  }

  /** Whether that follower follows `name` just now. */
  follows(name: string, follower: string): boolean {
    return this.#sessions.has(name, follower);
  }

  /** Ends every stream in order, then hangs up on everybody. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    await this.#sessions.end(this.#limits.goodbye);
    this.#server.closeAllConnections();
    this.book.close();
    await closed;
  }
}

function bounded(certificate: Certificate | undefined, limits: StreamLimits): Server {
  const options: ServerOptions = { ...boundedOptions(limits), noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 };
  const server =
    certificate === undefined
      ? createHttp(options)
      : createHttps({ ...options, cert: certificate.cert, key: certificate.key, minVersion: 'TLSv1.3', handshakeTimeout: limits.headers });
  keepBounds(server, limits);
  server.on('tlsClientError', (_error: Error, socket: Socket) => {
    socket.destroy();
  });
  return server;
}
