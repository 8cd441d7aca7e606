// Starts the writer program from a test or a benchmark, and follows it.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toArguments } from './writer-options.ts';
import type { WriterOptions } from './writer-options.ts';
import type { WriterMessage, WriterReport } from './writer.ts';

const program = join(import.meta.dirname, 'writer.ts');

export class WriterProcess {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #ready = Promise.withResolvers<undefined>();
  readonly #report = Promise.withResolvers<WriterReport>();
  readonly #exited: Promise<void>;
  #errors = '';
  #acknowledged = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? -1;
    this.#ready.promise.catch(() => undefined);
    this.#report.promise.catch(() => undefined);
    createInterface({ input: child.stdout! }).on('line', (line) => {
      this.#hear(JSON.parse(line) as WriterMessage);
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.#exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        const error = new Error(`the writer ended (${signal ?? String(code)}) before that: ${this.#errors}`);
        this.#ready.reject(error);
        this.#report.reject(error);
        resolve();
      });
    });
  }

  /** Number of the last transaction it said it committed (`acks: 'each'`); 0 before the first. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** The table is there and writing begins. Rejects if it ends before. */
  ready(): Promise<unknown> {
    return this.#ready.promise;
  }

  /** Waits for its end. Rejects if it ends without a report, as after `kill`. */
  report(): Promise<WriterReport> {
    return this.#report.promise;
  }

  /** Asks it to finish the transaction it is in and close the database. */
  stop(): Promise<WriterReport> {
    this.#child.kill('SIGTERM');
    return this.report();
  }

  /** SIGKILL, at once, whatever it is doing; resolves when it is gone and all it said has been heard. */
  kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    return this.#exited;
  }

  #hear(message: WriterMessage): void {
    if (message.kind === 'ready') this.#ready.resolve(undefined);
    else if (message.kind === 'commit') this.#acknowledged = message.transaction;
    else this.#report.resolve(message);
  }
}

/** What is not given is as in WRITER_DEFAULTS. */
export function startWriter(options: Partial<WriterOptions> & Pick<WriterOptions, 'db'>): WriterProcess {
  const args = [program, ...toArguments(options)];
  return new WriterProcess(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Runs one to its end. */
export function runWriter(
  options: Partial<WriterOptions> & Pick<WriterOptions, 'db'>,
): Promise<WriterReport> {
  return startWriter(options).report();
}
