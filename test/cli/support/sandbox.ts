// A folder with databases and destinations, and the real bin/tidemark run in it.
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { run } from '../../../main/cli/run.ts';
import { Console } from '../../../main/cli/terminal/console.ts';
import { Interrupts } from '../../../main/cli/terminal/interrupts.ts';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { Recorder } from './streams.ts';

const root = join(import.meta.dirname, '../../..');
const launcher = join(root, 'bin/tidemark');
/** For programs that tests write into the sandbox. */
export const SQLITE_MODULE = join(root, 'node_modules/better-sqlite3/lib/index.js');

export interface Ended {
  /** Exit code; 128 + n after signal n, as a shell tells it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class Sandbox implements Disposable {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-cli-')));
  readonly #running = new Set<ChildProcess>();

  constructor() {
    if (!existsSync(join(root, 'dist/cli/main.js'))) throw new Error('not built: npm run build comes first');
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  /** A WAL database `name` with a table `t` of `rows` rows; more rows if it exists. */
  fill(name: string, rows: number): void {
    using db = this.open(name);
    db.sqlite.pragma('journal_mode = wal');
    db.sqlite.exec('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v TEXT)');
    const insert = db.sqlite.prepare('INSERT INTO t (v) VALUES (hex(randomblob(100)))');
    db.sqlite.transaction(() => {
      for (let i = 0; i < rows; i++) insert.run();
    })();
  }

  rows(name: string): number {
    using db = this.open(name);
    if (db.sqlite.pragma('integrity_check', { simple: true }) !== 'ok') throw new Error(`${name} is damaged`);
    return db.sqlite.prepare<[], number>('SELECT count(*) FROM t').pluck().get()!;
  }

  open(name: string): Disposable & { readonly sqlite: Sqlite.Database } {
    const sqlite = new Sqlite(this.path(name));
    return { sqlite, [Symbol.dispose]: () => sqlite.close() };
  }

  /** Runs `tidemark …` to its end. */
  run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** As `run`, but in this process: for words that are only understood, or not. A process takes half a second. */
  async ask(...args: string[]): Promise<Ended> {
    const [stdout, stderr] = [new Recorder(), new Recorder()];
    const code = await run(args, {
      console: new Console(stdout, stderr),
      interrupts: new Interrupts(new EventEmitter(), systemClock),
      terminal: 'none',
      env: this.#env({}),
      configured: new Map(),
      cwd: this.dir,
      clock: systemClock,
      random: systemRandom,
      disk: systemDisk,
    });
    return { code, stdout: stdout.text, stderr: stderr.text };
  }

  start(...args: string[]): Running {
    return this.startWith({}, ...args);
  }

  startWith(env: NodeJS.ProcessEnv, ...args: string[]): Running {
    const child = spawn(launcher, args, {
      cwd: this.dir,
      env: this.#env(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return new Running(child);
  }

  #env(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return { ...withoutOurs(process.env), TIDEMARK_HOME: this.path('home'), TZ: 'UTC', ...env };
  }

  [Symbol.dispose](): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export class Running {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();
  #stdout = '';
  #stderr = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      this.#look();
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      this.#look();
    });
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        const end = signal === null ? code! : 128 + SIGNALS[signal]!;
        resolve({ code: end, stdout: this.#stdout, stderr: this.#stderr });
        this.#look();
      });
    });
  }

  /** What it has said on both streams so far. */
  get output(): string {
    return this.#stdout + this.#stderr;
  }

  /** Waits until the process has said `text` on either stream. */
  async says(text: string): Promise<void> {
    while (!(this.#stdout + this.#stderr).includes(text)) {
      if (this.#child.exitCode !== null) throw new Error(`ended without saying "${text}":\n${this.#stderr}`);
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  /** Closes our end of its streams, as `| head` does. */
  hangUp(): void {
    this.#child.stdout!.destroy();
    this.#child.stderr!.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #look(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}

/** What the developer has set for himself is not for tests. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TIDEMARK_')));
}

const SIGNALS: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15, SIGSEGV: 11 };
