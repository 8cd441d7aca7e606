// What time it is at the place where the pen lies. All writers meet there, so nobody's own clock has to be right
// (FACTS C.3, race 7).
import type { Clock } from '../base/clock.ts';
import { type Moment, momentNow } from './terms.ts';

/** Ms. Two good clocks do not drift apart by more than a second in this time. */
const LIFE = 6 * 3_600_000;

/** Ms by which both clocks here may disagree on how long ago it was. More, and one jumped or the machine slept. */
const DISAGREEMENT = 2000;

export class CommonTime {
  readonly #clock: Clock;
  #learned: { readonly time: number; readonly at: Moment } | undefined;
  #told: 'yes' | 'no' | 'unknown' = 'unknown';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param asked when it was asked, so that the place's time is guessed too late and never too early. */
  learn(time: number | undefined, asked: Moment): void {
    this.#told = time === undefined ? 'no' : 'yes';
    this.#learned = time === undefined ? undefined : { time, at: asked };
  }

  /** Ms since the epoch; `unknown` when the place has to be asked again. Our own clock when it never tells. */
  now(): number | 'unknown' {
    if (this.#told === 'no') return this.#clock.now();
    if (this.#learned === undefined) return 'unknown';
    const { time, at } = this.#learned;
    const { monotonic, wall } = momentNow(this.#clock);
    const passed = monotonic - at.monotonic;
    if (passed > LIFE || Math.abs(wall - at.wall - passed) > DISAGREEMENT) return 'unknown';
    return time + passed;
  }
}
