// Many small changes told as few: at most one call per interval, the first one soon, the last one always. Nothing
// runs while nothing changes.
import type { Clock } from './clock.ts';

export class Coalescer {
  readonly #clock: Clock;
  readonly #interval: number;
  readonly #tell: () => void;
  readonly #stopping = new AbortController();
  #pending: 'no' | 'yes' = 'no';
  /** Monotonic ms. */
  #toldAt = Number.NEGATIVE_INFINITY;

  /** @param interval ms */
  constructor(clock: Clock, interval: number, tell: () => void) {
    this.#clock = clock;
    this.#interval = interval;
    this.#tell = tell;
  }

  mark(): void {
    if (this.#pending === 'yes' || this.#stopping.signal.aborted) return;
    this.#pending = 'yes';
    const due = Math.max(0, this.#toldAt + this.#interval - this.#clock.monotonic());
    const tell = (): void => {
      this.flush();
    };
    this.#clock.sleep(due, this.#stopping.signal).then(tell, () => undefined);
  }

  /** Tells what was marked, now. */
  flush(): void {
    if (this.#pending === 'no') return;
    this.#pending = 'no';
    this.#toldAt = this.#clock.monotonic();
    this.#tell();
  }

  stop(): void {
    this.#stopping.abort(new Error('stopped'));
  }
}
