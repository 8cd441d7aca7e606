// Drives app.ts: another program that has a database open while we follow it.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { AppReply, AppRequest } from './app.ts';

const program = join(import.meta.dirname, 'app.ts');

export class AppProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: AppReply) => void>();
  readonly #exited: Promise<void>;
  #id = 0;

  constructor(path: string, options: { readonly busy?: number; readonly uid?: number } = {}) {
    const uid = options.uid === undefined ? {} : { uid: options.uid };
    this.#child = fork(program, [path, String(options.busy ?? 5000)], { execArgv: [], ...uid });
    this.#child.on('message', (reply: AppReply) => {
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        const error = `the app ended (${signal ?? String(code)})`;
        for (const [id, answer] of this.#waiting) answer({ id, error });
        resolve();
      });
    });
  }

  async exec(sql: string): Promise<void> {
    await this.#ask('exec', sql);
  }

  all<Row>(sql: string): Promise<readonly Row[]> {
    return this.#ask('all', sql) as Promise<readonly Row[]>;
  }

  /** Closes the connection and opens another. */
  async reopen(): Promise<void> {
    await this.#ask('reopen', '');
  }

  /** Closes the connection as a well-behaved program does, and ends. */
  async close(): Promise<void> {
    await this.#ask('close', '');
    this.#child.disconnect();
    await this.#exited;
  }

  /** SIGKILL, with whatever it has open. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  async #ask(verb: AppRequest['verb'], sql: string): Promise<readonly unknown[]> {
    const id = ++this.#id;
    const reply = await new Promise<AppReply>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, verb, sql } satisfies AppRequest);
    });
    if ('error' in reply) throw new Error(`${reply.error} in: ${sql.slice(0, 80)}`);
    return reply.rows;
  }
}
