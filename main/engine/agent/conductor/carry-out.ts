// Work that a person asked for, as an operation: in the journal from its first moment, to be followed and cancelled
// from everywhere, and always with an end.
import { asTidemarkError, isTidemarkError, TidemarkError, troubleOf } from '../../base/errors.ts';
import type { OnProgress } from '../../base/progress.ts';
import type { Work } from '../engine.ts';
import type { OperationLog } from '../operations/operation-log.ts';
import type { OperationAbout, RunningOperation } from '../operations/operation.ts';
import type { OperationFacts } from '../views.ts';
import type { Core } from './core.ts';

export interface Conduct {
  readonly operation: RunningOperation;
  /** Fires when whoever asked for it, or anybody in Activity, cancels it. */
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** `aborted` once the engine is being stopped: nothing new is begun. */
export function requireGoing({ stopping }: Pick<Core, 'stopping'>): void {
  if (!stopping.signal.aborted) return;
  throw new TidemarkError('aborted', 'Tidemark is being stopped', { hint: 'Start it again.', retry: 'later' });
}

/** Runs `body`; what it returns or throws is what comes back, and how the operation ended. */
export async function carryOut<T>(
  core: Pick<Core, 'log' | 'works' | 'stopping'>,
  facts: OperationFacts,
  about: OperationAbout,
  work: Work,
  body: (conduct: Conduct) => Promise<T>,
): Promise<T> {
  requireGoing(core);
  const { log, works } = core;
  const result = operate(log, facts, about, work, body);
  const ended = result.then(
    () => undefined,
    () => undefined,
  );
  works.add(ended);
  void ended.then(() => works.delete(ended));
  return result;
}

async function operate<T>(
  log: OperationLog,
  facts: OperationFacts,
  about: OperationAbout,
  work: Work,
  body: (conduct: Conduct) => Promise<T>,
): Promise<T> {
  const cancel = new AbortController();
  const operation = await log.begin(facts, about, () => {
    cancel.abort();
  });
  const onProgress: OnProgress = (step) => {
    operation.progress(step);
    work.onProgress(step);
  };
  try {
    const result = await body({ operation, signal: AbortSignal.any([work.signal, cancel.signal]), onProgress });
    await operation.done();
    return result;
  } catch (error) {
    if (isTidemarkError(error, 'aborted')) await operation.cancelled();
    else await operation.failed(troubleOf(asTidemarkError(error)));
    throw error;
  }
}
