// A sleep that can be cut short.
import type { Clock } from './clock.ts';

export class Alarm {
  readonly #clock: Clock;
  #rung = 0;
  #wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends the wait under way, or else the next one before it begins. */
  ring(): void {
    this.#rung += 1;
    this.#wake?.();
  }

  /** Resolves when rung, or after `ms`; without `ms` only when rung. One waiter at a time. */
  async wait(ms?: number): Promise<void> {
    if (this.#rung === 0) await this.#sleep(ms);
    this.#rung = 0;
  }

  async #sleep(ms: number | undefined): Promise<void> {
    const timer = new AbortController();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (ms !== undefined) this.#clock.sleep(ms, timer.signal).then(resolve, () => undefined);
    });
    this.#wake = undefined;
    timer.abort();
  }
}
