// The signals that ask a process to stop, in order.
//
// Nobody listens before somebody asks, so that a command which has nothing to tidy up simply ends.
import type { Clock } from '../../engine/base/clock.ts';
import { Emitter, type Event } from '../../engine/base/events.ts';

/** The part of `process` that delivers signals. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

export interface Interrupt {
  readonly signal: NodeJS.Signals;
  /** 1 for the first. */
  readonly nth: number;
}

const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];
/**
 * A terminal and a parent such as npm may both deliver one Ctrl-C: the same signal within this time is one,
 * ms.
 */
const ECHO = 500;

export class Interrupts {
  readonly #source: SignalSource;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #arrived = new Emitter<Interrupt>();
  readonly #abort = new AbortController();
  readonly #received: NodeJS.Signals[] = [];
  #lastAt = -Infinity;
  #listening: 'yes' | 'no' = 'no';

  constructor(source: SignalSource, clock: Pick<Clock, 'monotonic'>) {
    this.#source = source;
    this.#clock = clock;
  }

  /** The first signal received, if any. */
  get first(): NodeJS.Signals | undefined {
    return this.#received[0];
  }

  /** Fires at the first signal. From the first use on, signals no longer end the process by themselves. */
  get signal(): AbortSignal {
    this.#listen();
    return this.#abort.signal;
  }

  get arrived(): Event<Interrupt> {
    this.#listen();
    return this.#arrived;
  }

  /** Resolves when the `nth` signal since the start arrives, or at once if it has. */
  nth(n: number): Promise<NodeJS.Signals> {
    this.#listen();
    const received = this.#received[n - 1];
    if (received !== undefined) return Promise.resolve(received);
    return new Promise((resolve) => {
      const stop = this.#arrived.on(({ signal, nth }) => {
        if (nth < n) return;
        stop();
        resolve(signal);
      });
    });
  }

  #listen(): void {
    if (this.#listening === 'yes') return;
    this.#listening = 'yes';
    const known =
      process.platform === 'win32' ? STOP_SIGNALS : STOP_SIGNALS.filter((name) => name !== 'SIGBREAK');
    for (const name of known) this.#source.on(name, this.#receive);
  }

  readonly #receive = (signal: NodeJS.Signals): void => {
    const now = this.#clock.monotonic();
    const isEcho = signal === this.#received.at(-1) && now - this.#lastAt < ECHO;
    this.#lastAt = now;
    if (isEcho) return;
    this.#received.push(signal);
    this.#abort.abort();
    this.#arrived.emit({ signal, nth: this.#received.length });
  };
}
