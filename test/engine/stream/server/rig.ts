// A database that is captured, a server that lets others follow it, and callers who are not to be trusted.
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Agent, type DatabaseAgent } from '../../../../main/engine/agent/agent.ts';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { Emitter } from '../../../../main/engine/base/events.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { decodeHeader, type LtxHeader } from '../../../../main/engine/ltx/header.ts';
import type { Pos } from '../../../../main/engine/ltx/pos.ts';
import type { ServedState } from '../../../../main/engine/stream/server/served.ts';
import { StreamServer, type StreamServerOptions } from '../../../../main/engine/stream/server/server.ts';
import type { StreamFrame } from '../../../../main/engine/stream/wire/frame.ts';
import { encodePosMap } from '../../../../main/engine/stream/wire/pos-map.ts';
import { readFrames } from '../../../../main/engine/stream/wire/reader.ts';

export const TOKEN = 'a-secret-that-the-nodes-of-the-tests-share';
export const NODE = '00000000000000AA';
export const systems = { clock: systemClock, random: systemRandom, disk: systemDisk };

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One frame as a test looks at it; of a file its header and its bytes. */
export type Seen = StreamFrame & { readonly header?: LtxHeader; readonly bytes?: Uint8Array };

export class ServerRig {
  readonly dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
  readonly path = join(this.dir, 'app.db');
  readonly home = join(this.dir, 'home');
  readonly changed = new Emitter<undefined>();
  /** In the place of what the agent captures. */
  state: ServedState | undefined;
  #agent: Agent | undefined;
  #database: DatabaseAgent | undefined;
  #server: StreamServer | undefined;
  #app: Sqlite.Database | undefined;

  async start(options: Partial<StreamServerOptions> = {}, destinations: readonly Destination[] = []): Promise<void> {
    this.#app = new Sqlite(this.path);
    this.#app.exec('PRAGMA journal_mode = wal; CREATE TABLE t (id INTEGER PRIMARY KEY, a)');
    this.#agent = new Agent({ home: this.home, ...systems, jobs: new InlineRunner() });
    this.#database = await this.#agent.add({ path: this.path, destinations, settings: { monitorInterval: 20 } });
    await this.#database.captureNow();
    const address = { host: '127.0.0.1', port: 0 };
    const who = { home: this.home, id: '00000000000000FF', name: 'Desk', shared: TOKEN };
    this.#server = await StreamServer.open({ ...who, address, ...systems, ...options });
    const { source } = this.#database;
    const state = (): ServedState => this.state ?? { kind: 'primary', source, generation: 3 };
    this.#server.databases.add({ name: 'app.db', state, pageSize: () => 4096, changed: this.changed });
  }

  get server(): StreamServer {
    return this.#server!;
  }

  get database(): DatabaseAgent {
    return this.#database!;
  }

  get head(): Pos {
    return this.database.source.head()!;
  }

  /** Commits `bytes` random bytes, and captures them. */
  async commit(bytes = 100): Promise<Pos> {
    this.#app!.prepare('INSERT INTO t (a) VALUES (randomblob(?))').run(bytes);
    await this.database.captureNow();
    return this.head;
  }

  ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const request = this.#request(path, method, { authorization: `Bearer ${TOKEN}`, 'litefs-id': NODE, ...headers });
      request.on('error', reject);
      request.on('response', (response) => {
        readAll(response).then((text) => {
          resolve({ status: response.statusCode!, headers: response.headers, body: text });
        }, reject);
      });
      request.end(body);
    });
  }

  /** A follower with what `positions` says. */
  follow(positions: Readonly<Record<string, Pos>> = {}, query = '?filter=app.db', id = NODE, more: Ask['headers'] = {}): Promise<Follower> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${TOKEN}`, 'litefs-id': id, 'tidemark-name': 'L%C3%A4ptop', ...more };
      const request = this.#request(`/stream${query}`, 'POST', headers);
      request.on('error', reject);
      request.on('response', (response) => {
        resolve(new Follower(response, () => request.destroy()));
      });
      request.end(encodePosMap(new Map(Object.entries(positions))));
    });
  }

  acknowledge(pos: Pos, id = NODE, more: Ask['headers'] = {}): Promise<Reply> {
    return this.ask('/acknowledge', { method: 'POST', headers: { 'litefs-id': id, ...more }, body: encodePosMap(new Map([['app.db', pos]])) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.close();
    this.#app?.close();
    await this.#agent?.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  #request(path: string, method: string, headers: Readonly<Record<string, string>>): ReturnType<typeof httpRequest> {
    const { protocol, hostname, port } = new URL(this.server.url);
    const options = { host: hostname, port, path, method, headers, agent: false };
    return protocol === 'https:' ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options);
  }
}

export class Follower {
  readonly #response: IncomingMessage;
  readonly #frames: ReturnType<typeof readFrames>;
  readonly leave: () => void;

  constructor(response: IncomingMessage, leave: () => void) {
    this.#response = response;
    this.#response.on('error', () => undefined);
    this.#frames = readFrames(response);
    this.leave = leave;
  }

  get status(): number {
    return this.#response.statusCode!;
  }

  /** The next frame that is no heartbeat; undefined when the stream has ended in order. */
  async next(want: 'no heartbeat' | 'heartbeat' = 'no heartbeat'): Promise<Seen | undefined> {
    for (;;) {
      const step = await this.#frames.next();
      if (step.done === true) return undefined;
      const { frame, body } = step.value;
      if ((frame.kind === 'heartbeat') !== (want === 'heartbeat')) continue;
      if (frame.kind !== 'ltx') return frame;
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(Uint8Array.from(piece));
      const bytes = Buffer.concat(pieces);
      return { ...frame, header: decodeHeader(bytes), bytes };
    }
  }

  /** Stops reading. */
  pause(): void {
    this.#response.pause();
  }
}

async function readAll(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of response as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
