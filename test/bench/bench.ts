// The place a row works in: a folder of its own, the built CLI as child processes, and the end of both.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDatabase } from '../tools/make-db.ts';
import { cpuMs, peakMemory } from './proc.ts';

/** A command that takes this long hangs, seconds. */
const TOO_LONG = 300;

const launcher = join(import.meta.dirname, '../../bin/tidemark');

export interface BenchOptions {
  /** `quick` is for trying a row: small sizes, figures of little worth. */
  readonly scale: 'full' | 'quick';
  /** Where the row's own folder is made; its file system is what is measured. */
  readonly parent: string;
  readonly log: (text: string) => void;
}

export class Bench {
  readonly scale: BenchOptions['scale'];
  readonly log: BenchOptions['log'];
  readonly #folder: string;
  readonly #closers: (() => unknown)[] = [];
  #names = 0;

  constructor({ scale, parent, log }: BenchOptions) {
    this.scale = scale;
    this.log = log;
    this.#folder = mkdtempSync(join(parent, 'tidemark-bench-'));
  }

  pick(full: number, quick: number): number {
    return this.scale === 'full' ? full : quick;
  }

  /** A path in the row's folder that nothing has used before. */
  fresh(name: string): string {
    return join(this.#folder, `${++this.#names}-${name}`);
  }

  database(bytes: number): string {
    return this.databaseAt(this.fresh('app.db'), bytes);
  }

  databaseAt(path: string, bytes: number): string {
    if (bytes >= 2 ** 24) this.log(`making a database of ${Math.round(bytes / 2 ** 20)} MB`);
    return makeDatabase({ path, bytes }).path;
  }

  /**
   * Runs `tidemark` to its end, with empty state; seconds it took, start-up included. Throws if it fails or
   * never ends.
   */
  async tidemark(...args: string[]): Promise<number> {
    const began = performance.now();
    const run = this.start(...args);
    const tooLong = setTimeout(() => void run.kill(), TOO_LONG * 1000);
    await run.ended().finally(() => {
      clearTimeout(tooLong);
    });
    return (performance.now() - began) / 1000;
  }

  /** Starts `tidemark`, with empty state. */
  start(...args: string[]): Running {
    const home = this.fresh('home');
    mkdirSync(home);
    return this.#follow(
      spawn(launcher, args, { env: { ...process.env, TIDEMARK_HOME: home }, stdio: STDIO }),
    );
  }

  /** Starts a Node that does nothing but stay: what any Node program pays. */
  startBareNode(): Running {
    return this.#follow(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: STDIO }));
  }

  /** Starts `tidemark replicate` for many databases, each with the folder it goes to. */
  replicateAll(pairs: readonly { readonly db: string; readonly destination: string }[]): Running {
    const config = this.fresh('tidemark.yml');
    const dbs = pairs.map(({ db, destination }) => ({ path: db, replicas: [{ path: destination }] }));
    writeFileSync(config, JSON.stringify({ dbs }));
    return this.start('replicate', '-config', config);
  }

  /** Brings to the disk what earlier runs left to be written, so that the next one does not pay for it. */
  settle(): void {
    spawnSync('sync', ['-f', this.#folder]);
  }

  /** Does `work` when the row is over, however it ends. */
  atEnd(work: () => unknown): void {
    this.#closers.push(work);
  }

  #follow(child: ChildProcess): Running {
    const run = new Running(child);
    this.atEnd(() => run.kill());
    return run;
  }

  /** Ends what still runs and removes the folder. */
  async close(): Promise<void> {
    await Promise.all(this.#closers.splice(0).map((work) => work()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const STDIO = ['ignore', 'ignore', 'pipe'] as const satisfies ('ignore' | 'pipe')[];

/** A child process, and what the kernel knows of it. */
export class Running {
  readonly #child: ChildProcess;
  readonly #exit: Promise<string | undefined>;
  #errors = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.#exit = new Promise((resolve) => {
      child.once('error', (error) => {
        resolve(error.message);
      });
      child.once('close', (code, signal) => {
        resolve(code === 0 ? undefined : `it ended with ${signal ?? String(code)}`);
      });
    });
  }

  get cpuMs(): number {
    return cpuMs(this.#pid());
  }

  get peakMemory(): number {
    return peakMemory(this.#pid());
  }

  /** Waits for its own end; throws with what it said on stderr if that was not success. */
  async ended(): Promise<void> {
    const failure = await this.#exit;
    if (failure !== undefined)
      throw new Error(`${this.#child.spawnargs.join(' ')}: ${failure}\n${this.#errors}`);
  }

  /** Throws if it has ended, otherwise returns at once: to be asked while waiting for what it should do. */
  async mustRun(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) return;
    await this.ended();
    throw new Error(`${this.#child.spawnargs.join(' ')}: it ended too early\n${this.#errors}`);
  }

  /** SIGTERM, then waits for a clean end. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended();
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  #pid(): number {
    if (this.#child.pid === undefined) throw new Error('it was never started');
    return this.#child.pid;
  }
}

/** Looks every `every` ms until `done` says so; throws after `atMost` seconds or when `run` ends. */
export async function until(
  done: () => boolean,
  run: Running,
  { every = 20, atMost = 120 }: { readonly every?: number; readonly atMost?: number } = {},
): Promise<void> {
  const deadline = performance.now() + atMost * 1000;
  while (!done()) {
    await run.mustRun();
    if (performance.now() > deadline) throw new Error(`what was waited for did not come within ${atMost} s`);
    await sleep(every);
  }
}
