// The system's clock, put forward as a test says: hours pass at once, sleeps and timers go on as they are.
import { type Clock, systemClock } from '../../main/engine/base/clock.ts';

export class ShiftedClock implements Clock {
  #ahead = 0;

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#ahead;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }

  /** Ms. */
  advance(ms: number): void {
    this.#ahead += ms;
  }
}
