// What one call tells on its way: progress with rate and time left, at a pace that screens can follow.
import { Coalescer } from '../engine/base/coalescer.ts';
import type { ProgressView } from '../engine/agent/views.ts';
import type { Clock } from '../engine/base/clock.ts';
import { Rate } from '../engine/base/rate.ts';
import type { CallNews } from './contract/wire.ts';

/** Ms between two progress messages of one call. */
const PACE = 100;

export class News {
  readonly #clock: Clock;
  readonly #tell: (news: CallNews) => void;
  readonly #pace: Coalescer;
  #rate = new Rate();
  #latest: ProgressView | undefined;

  constructor(clock: Clock, tell: (news: CallNews) => void) {
    this.#clock = clock;
    this.#tell = tell;
    this.#pace = new Coalescer(clock, PACE, () => {
      if (this.#latest !== undefined) tell({ kind: 'progress', progress: this.#latest });
    });
  }

  add(news: CallNews): void {
    if (news.kind === 'line') {
      this.#pace.flush();
      this.#tell(news);
      return;
    }
    this.#latest = this.#measured(news.progress);
    this.#pace.mark();
  }

  /** What was held back is told now, also that a step is complete: nothing comes after a call's result. */
  end(): void {
    this.#pace.flush();
    this.#pace.stop();
  }

  /** What was held back is dropped. */
  drop(): void {
    this.#pace.stop();
  }

  #measured(progress: ProgressView): ProgressView {
    const { step, done, total } = progress;
    const last = this.#latest;
    if (step !== last?.step || done < last.done) this.#rate = new Rate();
    this.#rate.add(this.#clock.monotonic(), done);
    const rate = this.#rate.perSecond();
    const remaining = total === undefined ? undefined : this.#rate.remaining(total);
    return {
      ...progress,
      ...(rate === undefined ? {} : { rate }),
      ...(remaining === undefined ? {} : { remaining }),
    };
  }
}
