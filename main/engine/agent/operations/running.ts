// One operation while it runs: what it tells of itself, and whether it can still be stopped.
import type { Clock } from '../../base/clock.ts';
import type { Progress } from '../../base/progress.ts';
import { Rate } from '../../base/rate.ts';
import type { ErrorView, OperationFacts, OperationView, ProgressView } from '../views.ts';
import type { OperationEnd } from './entry.ts';
import type { RunningOperation } from './operation.ts';

/** The rate is reckoned from reports at least this far apart, ms. */
const PACE = 50;

export interface RunningHooks {
  readonly onChange: () => void;
  readonly onUpdate: (facts: OperationFacts) => void;
  readonly onEnd: (end: OperationEnd, facts: OperationFacts | undefined) => void;
  /** What asks the work to stop, if it can be asked. */
  readonly cancel: (() => void) | undefined;
}

export class Running implements RunningOperation {
  readonly id: string;
  readonly #hooks: RunningHooks;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #cancel: 'possible' | 'asked' | 'not any more';
  #phase: 'running' | 'over' = 'running';
  #last: Progress | undefined;
  #rate = new Rate();
  #rated = -Infinity;

  constructor(id: string, clock: Pick<Clock, 'monotonic'>, hooks: RunningHooks) {
    this.id = id;
    this.#hooks = hooks;
    this.#clock = clock;
    this.#cancel = hooks.cancel === undefined ? 'not any more' : 'possible';
  }

  get state(): OperationView['state'] & { kind: 'running' } {
    const progress = this.#progressView();
    const cancel = this.#cancel === 'possible' ? 'possible' : 'not any more';
    return { kind: 'running', ...(progress === undefined ? {} : { progress }), cancel };
  }

  progress(step: Progress): void {
    if (this.#phase === 'over') return;
    if (step.step !== this.#last?.step || step.done < this.#last.done) this.#beginStep();
    this.#last = step;
    const now = this.#clock.monotonic();
    if (now - this.#rated >= PACE) {
      this.#rated = now;
      this.#rate.add(now, step.done);
    }
    this.#hooks.onChange();
  }

  tooLateToCancel(): void {
    this.#cancel = 'not any more';
    this.#hooks.onChange();
  }

  update(facts: OperationFacts): void {
    if (this.#phase === 'running') this.#hooks.onUpdate(facts);
  }

  done(facts?: OperationFacts): void {
    this.#end({ kind: 'done' }, facts);
  }

  failed(error: ErrorView): void {
    this.#end({ kind: 'failed', reason: error });
  }

  cancelled(): void {
    this.#end({ kind: 'cancelled' });
  }

  /** Asks it to stop, once; it ends when it does. False if it cannot be asked any more. */
  askToStop(): boolean {
    if (this.#cancel === 'not any more') return false;
    const isFirst = this.#cancel === 'possible';
    this.#cancel = 'asked';
    if (isFirst) this.#hooks.cancel?.();
    this.#hooks.onChange();
    return true;
  }

  #beginStep(): void {
    this.#rate = new Rate();
    this.#rated = -Infinity;
  }

  #end(end: OperationEnd, facts?: OperationFacts): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#hooks.onEnd(end, facts);
  }

  #progressView(): ProgressView | undefined {
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
}
