// Computers that take turns with one database: each with its home, its agent, its door and its node; the pen in a folder.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { Agent } from '../../../../main/engine/agent/agent.ts';
import { AgentPrimaryHost } from '../../../../main/engine/agent/live/primary-host.ts';
import { keptPen } from '../../../../main/engine/agent/conductor/kept-pen.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { fileLeaser } from '../../../../main/engine/lease/file/leaser.ts';
import type { Leaser } from '../../../../main/engine/lease/leaser.ts';
import { StreamNode } from '../../../../main/engine/stream/node/node.ts';
import type { NodeTimes } from '../../../../main/engine/stream/node/options.ts';
import { ReplicaCopies } from '../../../../main/engine/stream/node/replica-copy.ts';
import { StreamServer } from '../../../../main/engine/stream/server/server.ts';
import { systems, TOKEN } from '../server/rig.ts';

const TTL = 6000;

export interface ComputerOptions {
  readonly candidate?: 'yes' | 'no';
  readonly peers?: readonly string[];
  readonly leaser?: (url: string) => Leaser;
  readonly times?: Partial<NodeTimes>;
}

export class Computer {
  readonly id: string;
  readonly home: string;
  readonly path: string;
  readonly server: StreamServer;
  readonly node: StreamNode;
  readonly #agent: Agent;

  private constructor(world: World, id: string, server: StreamServer, options: ComputerOptions) {
    this.id = id;
    this.home = join(world.dir, id);
    this.path = join(this.home, 'app.db');
    this.server = server;
    const who = { id, name: `computer ${id.slice(-1)}` };
    this.#agent = new Agent({ home: this.home, ...systems, jobs: new InlineRunner() });
    const dir = join(this.home, 'nodes', 'app');
    const leaser = options.leaser?.(server.url) ?? world.leaser(who.name, server.url);
    this.node = new StreamNode({
      name: 'app.db',
      path: this.path,
      dir,
      who,
      leaser,
      keeper: keptPen({ ...systems, home: this.home, url: leaser.url }),
      candidate: options.candidate ?? 'yes',
      server,
      peers: options.peers ?? [],
      token: TOKEN,
      copies: new ReplicaCopies({ name: 'app.db', path: this.path, dir: join(dir, 'copy'), who, ...systems }),
      host: new AgentPrimaryHost({ agent: this.#agent, add: { settings: { monitorInterval: 20 } } }),
      ...systems,
      times: { tick: 50, poll: 100, turn: 150, rest: 2000, acquaint: 200, ...options.times },
    });
  }

  static async start(world: World, id: string, options: ComputerOptions): Promise<Computer> {
    const home = join(world.dir, id);
    mkdirSync(home, { recursive: true });
    const port = world.portOf(id);
    const address = { host: '127.0.0.1', port };
    const server = await StreamServer.open({ home, id, name: id, address, shared: TOKEN, ...systems });
    world.ports.set(id, Number(new URL(server.url).port));
    return new Computer(world, id, server, options);
  }

  get role(): string {
    return this.node.view.role.kind;
  }

  /** As a program on this computer reads it. */
  get word(): { role: string; until?: number; primary?: string } {
    return JSON.parse(readFileSync(join(this.home, 'nodes', 'app', 'role.json'), 'utf8')) as never;
  }

  async until(kind: string): Promise<void> {
    await eventually(() => this.role === kind);
  }

  /** What a program writes. */
  write(value: string): void {
    const db = new Sqlite(this.path);
    db.pragma('journal_mode = wal');
    db.exec('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, a)');
    db.prepare('INSERT INTO t (a) VALUES (?)').run(value);
    db.close();
  }

  /** What a program reads. */
  read(): string[] {
    let db: Sqlite.Database | undefined;
    try {
      db = new Sqlite(this.path, { readonly: true });
      return db.prepare<[], string>('SELECT a FROM t ORDER BY id').pluck().all();
    } catch {
      return [];
    } finally {
      db?.close();
    }
  }

  async shows(...values: string[]): Promise<void> {
    await eventually(() => this.read().join() === values.join());
  }

  async stop(): Promise<void> {
    await this.node.stop();
    await this.server.close();
    await this.#agent.stop();
  }
}

export class World {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-nodes-')));
  readonly ports = new Map<string, number>();
  readonly #computers = new Set<Computer>();

  portOf(id: string): number {
    return this.ports.get(id) ?? 0;
  }

  leaser(owner: string, advertise: string): Leaser {
    const terms = { ttl: TTL, skew: TTL / 4, maxTtl: 60_000 };
    return fileLeaser({ dir: join(this.dir, 'pen'), owner, advertise, ...terms, ...systems });
  }

  /** The last digit is the computer's. */
  async computer(digit: string, options: ComputerOptions = {}): Promise<Computer> {
    const computer = await Computer.start(this, digit.padStart(16, '0'), options);
    this.#computers.add(computer);
    return computer;
  }

  async stop(computer: Computer): Promise<void> {
    this.#computers.delete(computer);
    await computer.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const computer of this.#computers) await computer.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The suite's own time-out ends it when it never happens. */
export async function eventually(happens: () => boolean): Promise<void> {
  while (!happens()) await sleep(10);
}
