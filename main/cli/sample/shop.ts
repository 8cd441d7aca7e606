// The sample's hold on the other program: starts it, hears from it, ends it.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Emitter, type Event } from '../../engine/base/events.ts';
import { abortedError, throwIfAborted } from '../../engine/base/abort.ts';
import { TidemarkError } from '../../engine/base/errors.ts';
import type { AppCommand, AppMessage } from './app.ts';

export class Shop {
  readonly #process: ChildProcess;
  readonly #heard = new Emitter<AppMessage>();
  readonly #ended: Promise<unknown>;

  /** @param database path of the database that the program is to make */
  constructor(database: string) {
    const program = join(import.meta.dirname, `app${extname(import.meta.filename)}`);
    this.#process = fork(program, [database], { execArgv: [] });
    this.#process.on('message', (message) => {
      this.#heard.emit(message as AppMessage);
    });
    this.#ended = once(this.#process, 'exit');
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get heard(): Event<AppMessage> {
    return this.#heard;
  }

  /** The next message of this kind; rejects if the program ends before, or with `aborted`. */
  async hear<K extends AppMessage['kind']>(
    kind: K,
    signal: AbortSignal,
  ): Promise<Extract<AppMessage, { kind: K }>> {
    throwIfAborted(signal, 'the sample');
    return new Promise((resolve, reject) => {
      const stop = this.#heard.on((message) => {
        if (message.kind !== kind) return;
        stop();
        resolve(message as Extract<AppMessage, { kind: K }>);
      });
      signal.addEventListener('abort', () => {
        reject(abortedError('the sample'));
      });
      void this.#ended.then(() => {
        reject(new TidemarkError('bug', 'the sample’s shop closed before its time'));
      });
    });
  }

  tell(command: AppCommand): void {
    if (this.#process.connected) this.#process.send(command);
  }

  async close(): Promise<void> {
    this.tell('close');
    await this.#ended;
  }
}
