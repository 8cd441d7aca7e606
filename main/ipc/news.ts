// What one call tells on its way: progress with rate and time left, at a pace that screens can follow.
import type { Clock } from '../engine/base/clock.ts';
import { Coalescer } from '../engine/base/coalescer.ts';
import { ProgressMeter } from '../engine/agent/progress-meter.ts';
import type { CallNews } from './contract/wire.ts';

/** Ms between two progress messages of one call. */
const PACE = 100;

export class News {
  readonly #tell: (news: CallNews) => void;
  readonly #pace: Coalescer;
  readonly #meter: ProgressMeter;

  constructor(clock: Clock, tell: (news: CallNews) => void) {
    this.#tell = tell;
    this.#meter = new ProgressMeter(clock);
    this.#pace = new Coalescer(clock, PACE, () => {
      const progress = this.#meter.view();
      if (progress !== undefined) tell({ kind: 'progress', progress });
    });
  }

  add(news: CallNews): void {
    if (news.kind === 'line') {
      this.#pace.flush();
      this.#tell(news);
      return;
    }
    this.#meter.add(news.progress);
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
}
