// The system's clock, put forward as a test says: hours pass at once, sleeps and timers go on as they are.
import { type Clock, systemClock } from '../../main/engine/base/clock.ts';

export class ShiftedClock implements Clock {
  #ahead = 0;
  #jumped = 0;

  now(): number {
    return systemClock.now() + this.#ahead + this.#jumped;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#ahead;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }

  /** Moves the wall clock alone, as a person or a time server does. Ms. */
  jump(ms: number): void {
    this.#jumped += ms;
  }

  /** Ms. */
  advance(ms: number): void {
    this.#ahead += ms;
  }
}
