// A dashboard's site on a free port, with an engine that does nothing by itself, and ways to ask it rudely.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { SOCKET_PATH } from '../../../main/ipc/contract/dashboard.ts';
import { Gateway } from '../../../main/ipc/gateway.ts';
import { EngineServer } from '../../../main/ipc/server.ts';
import type { StaticFile } from '../../../main/ipc/site/files.ts';
import type { Limits } from '../../../main/headless/http/limits.ts';
import { openSite, type OpenSite } from '../../../main/headless/http/server.ts';
import { FakeClock } from '../../engine/fake-clock.ts';
import { FakeEngine } from '../../ipc/fake-engine.ts';
import { FakeShell } from '../../ipc/fake-shell.ts';

const file = (text: string, type: string): StaticFile => ({ body: Buffer.from(text), type, keep: 'no-cache' });

export const FILES: ReadonlyMap<string, StaticFile> = new Map([
  ['/', file('<p>the app</p>', 'text/html; charset=utf-8')],
  ['/assets/index.js', file('go();', 'text/javascript; charset=utf-8')],
]);

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

export class Rig implements AsyncDisposable {
  readonly engine: FakeEngine;
  /** Ages of addresses and sessions. */
  readonly clock: FakeClock;
  readonly site: OpenSite;
  readonly #sockets: Socket[] = [];

  private constructor(engine: FakeEngine, clock: FakeClock, site: OpenSite) {
    this.engine = engine;
    this.clock = clock;
    this.site = site;
  }

  static async open(limits: Partial<Limits> = {}, uid?: number): Promise<Rig> {
    const engine = new FakeEngine();
    const clock = new FakeClock();
    const faces = new Gateway(new FakeShell(), new EngineServer(engine, systemClock), systemClock);
    const site = await openSite({
      address: { host: '127.0.0.1', port: 0 },
      ifTaken: 'refuse',
      files: FILES,
      faces,
      clock,
      random: systemRandom,
      uid,
      limits: { goodbye: 200, ...limits },
    });
    return new Rig(engine, clock, site);
  }

  get port(): number {
    return this.site.address.port;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** The path of a fresh address. */
  invited(): string {
    return this.site.invite().slice(`http://${this.host}`.length);
  }

  /** A cookie that lets in. */
  async enter(): Promise<string> {
    const { headers } = await this.ask(this.invited());
    return headers['set-cookie']![0]!.split(';')[0]!;
  }

  async ask(path: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Answer> {
    const asked = request({ host: '127.0.0.1', port: this.port, path, method, headers, agent: false });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return { status: response.statusCode!, headers: response.headers, body: text };
  }

  /** Sends bytes as they are, and answers all that comes until the server hangs up. */
  async raw(bytes: string): Promise<string> {
    const socket = this.dial();
    socket.write(bytes);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text;
  }

  dial(): Socket {
    const socket = connect(this.port, '127.0.0.1').setEncoding('utf8');
    socket.on('error', () => undefined);
    this.#sockets.push(socket);
    return socket;
  }

  /** The status that a handshake is turned away with, or the open socket. */
  async knock(headers: Readonly<Record<string, string>>, path: string = SOCKET_PATH): Promise<WebSocket | number> {
    const socket = new WebSocket(`ws://${this.host}${path}`, { headers });
    socket.on('error', () => undefined);
    return new Promise((resolve) => {
      socket.once('open', () => {
        resolve(socket);
      });
      socket.once('unexpected-response', (_request, response) => {
        resolve(response.statusCode!);
      });
    });
  }

  /** An open WebSocket of a page that has a session. */
  async open(): Promise<WebSocket> {
    const socket = await this.knock({ origin: `http://${this.host}`, cookie: await this.enter() });
    if (typeof socket === 'number') throw new Error(`turned away: ${socket}`);
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.site.close();
  }
}

/** The code a WebSocket is closed with. */
export async function closeCode(socket: WebSocket): Promise<number> {
  if (socket.readyState === WebSocket.CLOSED) throw new Error('closed already');
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

/** However it ends. */
export function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
    socket.resume();
  });
}
