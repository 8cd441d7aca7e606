// A run of the built app in a Node process of its own, in which only the module `electron` is replaced.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operations } from './operations.ts';
import { type Setup, SETUP, USUAL } from './setup.ts';
import { stripStandIn } from './strip.ts';

const root = join(import.meta.dirname, '../../..');
const dist = join(root, process.env['TIDEMARK_TEST_DIST'] ?? 'dist');

export function distFile(name: string): string {
  return join(dist, name);
}

interface Reply {
  readonly id?: number;
  readonly value?: unknown;
  readonly error?: string;
  readonly ready?: true;
}

/** Folders of one person on one computer; apps are started in it, one after the other or at once. */
export class Computer implements AsyncDisposable {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-desktop-')));
  readonly userHome = join(this.dir, 'person');
  readonly home = join(this.dir, 'state');
  /** What is started. */
  readonly boot = stripStandIn(join(this.dir, 'stand-in'), dist);
  readonly #apps: DesktopRun[] = [];

  constructor() {
    if (!existsSync(join(dist, 'index.js'))) throw new Error('not built: npm run build comes first');
    mkdirSync(this.userHome);
  }

  path(name: string): string {
    return join(this.userHome, name);
  }

  log(): string {
    return readFileSync(join(this.home, 'logs/tidemark.log'), 'utf8');
  }

  async start(setup: Partial<Setup> = {}, ...args: string[]): Promise<DesktopRun> {
    const app = new DesktopRun(this, { ...USUAL, ...setup }, args);
    this.#apps.push(app);
    await app.started;
    return app;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#apps.map((app) => app.kill()));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export class DesktopRun {
  /** Resolves when the app's module has run and Electron is ready, or when it has ended before. */
  readonly started: Promise<void>;
  /** Exit code. */
  readonly ended: Promise<number | null>;
  output = '';
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #calls = 0;

  constructor(computer: Computer, setup: Setup, args: readonly string[]) {
    const env = {
      ...process.env,
      HOME: computer.userHome,
      TIDEMARK_HOME: computer.home,
      XDG_CONFIG_HOME: join(computer.userHome, '.config'),
      XDG_DATA_HOME: join(computer.userHome, '.local/share'),
      [SETUP]: JSON.stringify(setup),
    };
    const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const;
    this.#child = spawn(process.execPath, [computer.boot, join(dist, 'index.js'), ...args], {
      env,
      stdio: [...stdio],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on('data', (text: Buffer) => (this.output += text.toString()));
    }
    this.ended = new Promise((resolve) => this.#child.once('exit', resolve));
    const started = new Promise<void>((resolve) => {
      this.#child.on('message', (reply: Reply) => {
        if (reply.ready === true) resolve();
        else this.#waiting.get(reply.id!)?.(reply);
      });
    });
    this.started = Promise.race([started, this.ended.then(() => undefined)]);
  }

  async do<K extends keyof Operations>(
    name: K,
    ...args: Parameters<Operations[K]>
  ): Promise<Awaited<ReturnType<Operations[K]>>> {
    const id = this.#calls++;
    const reply = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve));
    this.#child.send({ id, name, args });
    const gone = this.ended.then((code): Reply => ({
      error: `the app has ended (${code ?? 'killed'})\n${this.output}`,
    }));
    const { value, error } = await Promise.race([reply, gone]);
    if (error !== undefined) throw new Error(`${name}: ${error}`);
    return value as Awaited<ReturnType<Operations[K]>>;
  }

  /** Asks until the answer is what is wanted; a test's own time limit ends it. */
  async until<K extends keyof Operations>(
    name: K,
    isWanted: (answer: Awaited<ReturnType<Operations[K]>>) => boolean,
    ...args: Parameters<Operations[K]>
  ): Promise<Awaited<ReturnType<Operations[K]>>> {
    for (;;) {
      const answer = await this.do(name, ...args).catch(() => undefined);
      if (answer !== undefined && isWanted(answer)) return answer;
      await sleep(50);
    }
  }

  /** Values of what happened, by name. */
  async happened(what: string): Promise<readonly unknown[]> {
    const all = await this.do('happenings');
    return all.filter((each) => each.what === what).map(({ value }) => value);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}
