// One thing to be done later, that can be replaced, done now, or forgotten.
import type { Clock } from '../../base/clock.ts';

/** The wall clock may be set, and timers may stand still while a computer sleeps: it is looked at this often, ms. */
const LOOK_MS = 10 * 60_000;

export class Timer {
  readonly #clock: Clock;
  #waiting: AbortController | undefined;
  #work: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does `work` after `ms`, instead of what was set before. */
  set(ms: number, work: () => void): void {
    this.clear();
    this.#work = work;
    this.#sleep(ms, () => {
      this.#fire();
    });
  }

  /** Does `work` when the wall clock reads `at`, ms. */
  setUntil(at: number, work: () => void): void {
    this.clear();
    const look = (): void => {
      if (this.#clock.now() >= at) this.#fire();
      else this.#sleep(Math.min(LOOK_MS, at - this.#clock.now()), look);
    };
    this.#work = () => {
      if (this.#clock.now() >= at) work();
      else this.setUntil(at, work);
    };
    this.#sleep(Math.max(0, Math.min(LOOK_MS, at - this.#clock.now())), look);
  }

  /** What was set `after` some time is done now; what was set `until` a time only if that has come. */
  ring(): void {
    this.#fire();
  }

  clear(): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
    this.#work = undefined;
  }

  #fire(): void {
    const work = this.#work;
    this.clear();
    work?.();
  }

  #sleep(ms: number, then: () => void): void {
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#clock.sleep(ms, waiting.signal).then(then, () => undefined);
  }
}
