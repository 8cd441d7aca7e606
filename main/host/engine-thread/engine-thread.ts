// The engine in a thread of its own, seen from the main thread: started, started again when it dies, woken, stopped.
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Clock } from '../../engine/base/clock.ts';
import { messageOf } from '../../engine/base/errors.ts';
import { Emitter, type Event } from '../../engine/base/events.ts';
import type { SecretKeeper } from '../../engine/agent/secrets.ts';
import type { ErrorView } from '../../engine/agent/views.ts';
import type { Connection, MessageServer } from '../../ipc/connection.ts';
import type { ToFace } from '../../ipc/contract/wire.ts';
import { connectPort } from '../../ipc/port.ts';
import { answerKeyring } from '../secrets/vault-keeper.ts';
import type { EngineOrigin, FromThread, ToThread } from './messages.ts';

export type ThreadState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  /** Dead, or not able to open; tried again after `retryIn` ms. */
  | { readonly kind: 'down'; readonly reason: ErrorView; readonly retryIn: number }
  /** On purpose. `reason` when the last changes did not get everywhere. */
  | { readonly kind: 'stopped'; readonly reason?: ErrorView };

/** The sources run as they are; beside a built host the thread is built too. */
const MODULE_NAME = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js';
export const ENGINE_MODULE = new URL(MODULE_NAME, import.meta.url);

export interface EngineThreadOptions {
  /** The module of the thread. */
  readonly module: URL;
  readonly origin: EngineOrigin;
  readonly clock: Clock;
  /** Of the keys of destinations: its calls belong to this thread. */
  readonly keeper: SecretKeeper;
}

/** Ms before it is started again: the first time, and at most. Having lived for a while, it starts from the first. */
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 60_000;
const LIVED_WELL = 5 * 60_000;
/** Pages go through by the gigabyte and are let go of at once; a large young generation would only keep them longer. */
const YOUNG_MEGABYTES = 4;
/** Ms that the thread may take beyond the deadline it was given. */
const GRACE = 1000;

export class EngineThread implements MessageServer {
  readonly #options: EngineThreadOptions;
  readonly #changed = new Emitter<ThreadState>();
  readonly #end = new AbortController();
  readonly #gone = Promise.withResolvers<undefined>();
  #worker: Worker | undefined;
  #state: ThreadState = { kind: 'starting' };
  #failure: ErrorView | undefined;
  #startedAt = 0;
  #retryIn = FIRST_RETRY;

  constructor(options: EngineThreadOptions) {
    this.#options = options;
  }

  get changed(): Event<ThreadState> {
    return this.#changed;
  }

  get state(): ThreadState {
    return this.#state;
  }

  start(): void {
    const { module, origin, clock } = this.#options;
    this.#startedAt = clock.monotonic();
    this.#failure = undefined;
    const worker = new Worker(module, {
      workerData: origin,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
      name: 'engine',
    });
    this.#worker = worker;
    this.#enter({ kind: 'starting' });
    worker.on('message', (message: FromThread) => {
      this.#hear(message);
    });
    worker.on('error', (error) => {
      this.#failure = died(messageOf(error));
    });
    worker.on('exit', (code) => {
      this.#exited(code);
    });
  }

  /** A face may connect while the engine opens: what it says waits in its port. */
  connect(send: (message: ToFace) => void): Connection {
    const { port1, port2 } = new MessageChannel();
    this.#tell({ kind: 'face', port: port2 }, [port2]);
    return connectPort(port1, send);
  }

  wake(): void {
    this.#tell({ kind: 'wake' });
  }

  /** Final sync, at most `deadline` ms; then the thread is gone, whatever it was doing. Resolves to the last state. */
  async stop(deadline: number): Promise<ThreadState> {
    this.#end.abort();
    const worker = this.#worker;
    if (worker === undefined) this.#enter({ kind: 'stopped' });
    else {
      this.#tell({ kind: 'stop', deadline });
      await Promise.race([this.#gone.promise, this.#options.clock.sleep(deadline + GRACE)]);
      await worker.terminate();
      await this.#gone.promise;
    }
    return this.#state;
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case 'ready':
        this.#enter({ kind: 'running' });
        return;
      case 'failed':
        this.#failure = message.reason;
        return;
      case 'stopped':
        this.#enter(message);
        return;
      case 'secret':
        void this.#askKeyring(message);
        return;
      default:
        message satisfies never;
    }
  }

  async #askKeyring(question: FromThread & { kind: 'secret' }): Promise<void> {
    const answer = await answerKeyring(this.#options.keeper, question);
    this.#tell({ kind: 'secret', id: question.id, answer });
  }

  #exited(code: number): void {
    this.#worker = undefined;
    if (this.#end.signal.aborted) {
      if (this.#state.kind !== 'stopped') this.#enter({ kind: 'stopped', reason: this.#failure ?? LATE });
      this.#gone.resolve(undefined);
      return;
    }
    const { clock } = this.#options;
    if (clock.monotonic() - this.#startedAt > LIVED_WELL) this.#retryIn = FIRST_RETRY;
    const retryIn = this.#retryIn;
    this.#retryIn = Math.min(2 * retryIn, LONGEST_RETRY);
    this.#enter({ kind: 'down', reason: this.#failure ?? died(`exit code ${code}`), retryIn });
    void this.#startAgain(retryIn);
  }

  async #startAgain(wait: number): Promise<void> {
    const { signal } = this.#end;
    await this.#options.clock.sleep(wait, signal).catch(() => undefined);
    if (!signal.aborted) this.start();
  }

  #tell(message: ToThread, transfer: readonly MessagePort[] = []): void {
    this.#worker?.postMessage(message, [...transfer]);
  }

  #enter(state: ThreadState): void {
    this.#state = state;
    this.#changed.emit(state);
  }
}

function died(how: string): ErrorView {
  return {
    code: 'bug',
    message: `the engine ended unexpectedly: ${how}`,
    hint: 'Tidemark starts it again by itself. If it happens again, copy the report in Settings and send it to us.',
  };
}

const LATE: ErrorView = {
  code: 'aborted',
  message: 'the last changes were not copied in time',
  hint: 'They are kept on this computer and copied at the next start.',
};
