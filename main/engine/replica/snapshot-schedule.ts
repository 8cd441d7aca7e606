// When a snapshot is due by age: counted from the newest one at the destination, whoever made it and whenever.
import type { Clock } from '../base/clock.ts';

export class SnapshotSchedule {
  readonly #clock: Clock;
  readonly #every: () => number;
  /** When we took one ourselves, ms since the epoch. */
  #takenAt = -Infinity;
  /** The same, or else our start, in monotonic ms. */
  #since: number;

  /** `every`: ms between two snapshots, 0 for never; asked each time. */
  constructor(clock: Clock, every: () => number) {
    this.#clock = clock;
    this.#every = every;
    this.#since = clock.monotonic();
  }

  /**
   * Whether the newest snapshot, made at `createdAt` (ms since the epoch), is too old. A snapshot bears the time of the
   * last change in it, which may be long ago when it is taken: that alone does not make the next one due. One from the
   * future tells nothing; then time counts as it has passed for us.
   */
  isDue(createdAt: number): boolean {
    const every = this.#every();
    if (every === 0) return false;
    const age = this.#clock.now() - Math.max(createdAt, this.#takenAt);
    return (age < 0 ? this.#clock.monotonic() - this.#since : age) >= every;
  }

  taken(): void {
    this.#takenAt = this.#clock.now();
    this.#since = this.#clock.monotonic();
  }
}
