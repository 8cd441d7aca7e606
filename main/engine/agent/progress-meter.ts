// Steps of long work, with how fast it goes and how long it still takes.
import type { Clock } from '../base/clock.ts';
import type { Progress } from '../base/progress.ts';
import { Rate } from '../base/rate.ts';
import type { ProgressView } from './views.ts';

/** The rate is reckoned from reports at least this far apart, ms. */
const PACE = 50;

export class ProgressMeter {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #rate = new Rate();
  /** When the rate last heard of it, monotonic ms. */
  #rated = -Infinity;
  #last: Progress | undefined;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** As often as it likes. A step that begins again, or another one, is measured from its beginning. */
  add(step: Progress): void {
    if (step.step !== this.#last?.step || step.done < this.#last.done) this.#begin();
    this.#last = step;
    const now = this.#clock.monotonic();
    if (now - this.#rated < PACE) return;
    this.#rated = now;
    this.#rate.add(now, step.done);
  }

  /** Undefined before the first step. */
  view(): ProgressView | undefined {
    if (this.#last === undefined) return undefined;
    const { step, done, total } = this.#last;
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

  #begin(): void {
    this.#rate = new Rate();
    this.#rated = -Infinity;
  }
}
