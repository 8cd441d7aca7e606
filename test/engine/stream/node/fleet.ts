// Nodes as processes of the real program, a program that writes wherever it may, and programs that read all the time.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requestJson } from '../../../../main/engine/stream/node/peer-request.ts';
import { parsePinnedUrl } from '../../../../main/engine/stream/server/address.ts';
import type { WriterReport } from './programs/writer.ts';

const TIDEMARK = join(import.meta.dirname, '../../../../bin/tidemark');
export const TOKEN = 'a-secret-that-all-nodes-of-the-tests-share';

/** What a node said, one line of its log. */
export interface Said {
  readonly time: string;
  readonly event: string;
  readonly message: string;
  readonly generation?: number;
  readonly url?: string;
  readonly path?: string;
}

export interface FleetNodeOptions {
  readonly flags: readonly string[];
  /** In front of the program: `ip netns exec …`. */
  readonly inside?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export class FleetNode {
  readonly name: string;
  readonly home: string;
  readonly path: string;
  readonly said: Said[] = [];
  readonly #options: FleetNodeOptions;
  readonly #tokenFile: string;
  #process: ChildProcess | undefined;
  #rest = '';

  constructor(dir: string, name: string, options: FleetNodeOptions) {
    this.name = name;
    this.home = join(dir, name);
    this.path = join(this.home, 'app.db');
    this.#options = options;
    this.#tokenFile = join(dir, 'token');
    mkdirSync(this.home, { recursive: true });
    writeFileSync(this.#tokenFile, TOKEN);
  }

  get roleFile(): string {
    return join(this.home, 'nodes', 'app.db', 'role.json');
  }

  get url(): string {
    return readFileSync(join(this.home, 'nodes', 'app.db', 'address'), 'utf8').trim();
  }

  get pid(): number {
    return this.#process!.pid!;
  }

  start(): void {
    const { flags, inside = [], env } = this.#options;
    const words = [...inside, TIDEMARK, 'follow', '-o', this.path, '-token-file', this.#tokenFile, '-name', this.name, '-json', ...flags];
    const child = spawn(words[0]!, words.slice(1), { env: { ...process.env, ...env, TIDEMARK_HOME: this.home }, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#read(text);
    });
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  get role(): { readonly role: string; readonly until?: number; readonly generation?: number } {
    try {
      return JSON.parse(readFileSync(this.roleFile, 'utf8')) as never;
    } catch {
      return { role: 'none' };
    }
  }

  get isPrimary(): boolean {
    const { role, until = 0 } = this.role;
    return role === 'primary' && until > Date.now();
  }

  /** What it is asked from where the test is. */
  async info(): Promise<{ txid: string; checksum: string; role: string }> {
    const { body } = await requestJson({ ...parsePinnedUrl(this.url), token: TOKEN, method: 'GET', path: '/info', patience: 2000 });
    const { databases } = body as { databases: Partial<Record<string, { txid: string; checksum: string; role: string }>> };
    return databases['app.db'] ?? { txid: '', checksum: '', role: 'none' };
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.said.push(parse(line));
  }
}

/** What is no JSON is what the program says when it fails. */
function parse(line: string): Said {
  try {
    return JSON.parse(line) as Said;
  } catch {
    return { time: '', event: 'words', message: line };
  }
}

export class Fleet {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-fleet-')));
  readonly nodes: FleetNode[] = [];
  readonly #children = new Set<ChildProcess>();

  node(name: string, options: FleetNodeOptions): FleetNode {
    const node = new FleetNode(this.dir, name, options);
    this.nodes.push(node);
    return node;
  }

  primary(): FleetNode | undefined {
    return this.nodes.find((node) => node.isPrimary);
  }

  /** Writes wherever it may, and keeps what it was told is committed. */
  async writer(perSecond: number): Promise<() => Promise<WriterReport>> {
    const places = this.nodes.map(({ path, roleFile }) => ({ path, roleFile }));
    const ask = await this.#program('writer', [JSON.stringify(places), String(perSecond)]);
    return async () => (await ask()) as WriterReport;
  }

  /** Reads a node's file all the time; resolves to how often, and rejects with what it saw that must not be. */
  async reader(node: FleetNode): Promise<() => Promise<number>> {
    const ask = await this.#program('watcher', [node.path]);
    return async () => {
      const { checks, trouble } = (await ask()) as { checks: number; trouble?: string };
      if (trouble !== undefined) throw new Error(`${node.name}: ${trouble}`);
      return checks;
    };
  }

  async #program(name: string, args: readonly string[]): Promise<() => Promise<unknown>> {
    const child = fork(join(import.meta.dirname, `programs/${name}.ts`), args, { execArgv: [] });
    this.#children.add(child);
    await new Promise((resolve) => child.once('message', resolve));
    return () =>
      new Promise((resolve, reject) => {
        child.once('message', resolve);
        child.once('exit', () => {
          reject(new Error(`the ${name} died`));
        });
        child.send('stop');
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(this.nodes.map((node) => node.kill()));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Ports that nobody has just now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => new Promise<ReturnType<typeof createServer>>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        resolve(server);
      });
    })),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) server.close();
  return ports;
}

/** The suite's own time-out ends it when it never happens. */
export async function until(happens: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await happens())) await sleep(20);
}

/** Times (ms) in which a node said that it was the primary. */
export interface Reign {
  readonly node: string;
  readonly generation: number;
  readonly from: number;
  readonly to: number;
}

/** From what the nodes wrote; a reign that a kill ended lasts until then. */
export function reignsOf(nodes: readonly FleetNode[], killed: ReadonlyMap<string, readonly number[]>, end: number): Reign[] {
  return nodes.flatMap((node) =>
    node.said.flatMap(({ event, generation = 0, time }, i) => {
      if (event !== 'primary') return [];
      const from = Date.parse(time);
      const next = node.said.slice(i + 1).find((said) => said.time !== '');
      const killedAt = (killed.get(node.name) ?? []).find((at) => at >= from) ?? end;
      return [{ node: node.name, generation, from, to: Math.min(killedAt, next === undefined ? end : Date.parse(next.time)) }];
    }),
  );
}
