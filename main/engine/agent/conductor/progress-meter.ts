// Steps of long work, with how fast it goes and how long it still takes.
import type { Clock } from '../../base/clock.ts';
import type { Progress } from '../../base/progress.ts';
import { Rate } from '../../base/rate.ts';
import type { ProgressView } from '../views.ts';

export class ProgressMeter {
  readonly #clock: Clock;
  #rate = new Rate();
  #last: Progress | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(step: Progress): void {
    const last = this.#last;
    if (last?.step !== step.step || step.done < last.done) this.#rate = new Rate();
    this.#last = step;
    this.#rate.add(this.#clock.monotonic(), step.done);
  }

  /** Undefined before the first step, and at the end of the last. */
  view(): ProgressView | undefined {
    if (this.#last === undefined) return undefined;
    const { step, done, total } = this.#last;
    if (total !== undefined && done >= total) return undefined;
    const rate = this.#rate.perSecond();
    const remaining = total === undefined ? undefined : this.#rate.remaining(total);
    return {
      step,
      done,
      ...(total === undefined ? {} : { total }),
      ...(rate === undefined ? {} : { rate }),
      ...(remaining === undefined ? {} : { remaining }),
    };
  }
}
