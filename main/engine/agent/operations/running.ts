// One operation while it runs: what it tells of itself, and whether it can still be stopped.
import type { Clock } from '../../base/clock.ts';
import type { Progress } from '../../base/progress.ts';
import { ProgressMeter } from '../progress-meter.ts';
import type { ErrorView, OperationFacts, OperationView } from '../views.ts';
import type { OperationEnd } from './entry.ts';
import type { RunningOperation } from './operation.ts';

export interface RunningHooks {
  readonly onChange: () => void;
  readonly onEnd: (end: OperationEnd, facts: OperationFacts | undefined) => Promise<void>;
  /** What asks the work to stop, if it can be asked. */
  readonly cancel: (() => void) | undefined;
}

export class Running implements RunningOperation {
  readonly id: string;
  readonly #hooks: RunningHooks;
  readonly #meter: ProgressMeter;
  #cancel: 'possible' | 'asked' | 'not any more';
  #phase: 'running' | 'over' = 'running';

  constructor(id: string, clock: Pick<Clock, 'monotonic'>, hooks: RunningHooks) {
    this.id = id;
    this.#hooks = hooks;
    this.#meter = new ProgressMeter(clock);
    this.#cancel = hooks.cancel === undefined ? 'not any more' : 'possible';
  }

  get state(): OperationView['state'] & { kind: 'running' } {
    const progress = this.#meter.view();
    const cancel = this.#cancel === 'possible' ? 'possible' : 'not any more';
    return { kind: 'running', ...(progress === undefined ? {} : { progress }), cancel };
  }

  progress(step: Progress): void {
    if (this.#phase === 'over') return;
    this.#meter.add(step);
    this.#hooks.onChange();
  }

  tooLateToCancel(): void {
    this.#cancel = 'not any more';
    this.#hooks.onChange();
  }

  done(facts?: OperationFacts): Promise<void> {
    return this.#end({ kind: 'done' }, facts);
  }

  failed(error: ErrorView): Promise<void> {
    return this.#end({ kind: 'failed', reason: error });
  }

  cancelled(): Promise<void> {
    return this.#end({ kind: 'cancelled' });
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

  async #end(end: OperationEnd, facts?: OperationFacts): Promise<void> {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    await this.#hooks.onEnd(end, facts);
  }
}
