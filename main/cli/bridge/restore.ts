// Restoring from whichever of several destinations gets furthest.
import type { Destination } from '../../engine/destination/destination.ts';
import type { OnProgress } from '../../engine/base/progress.ts';
import type { TidemarkError } from '../../engine/base/errors.ts';
import type { From } from '../../engine/restore/best.ts';
import type { Check } from '../../engine/restore/check.ts';
import type { RestorePlan } from '../../engine/restore/plan.ts';
import type { Target } from '../../engine/restore/point.ts';
import type { Overwrite } from '../../engine/restore/publish.ts';
import type { RestoreResult } from '../../engine/restore/restore.ts';
import type { Context } from '../context.ts';
import type { Place } from './destinations.ts';
import { openJobs } from './jobs.ts';
import { withStores } from './known-place.ts';

export type { Check, From, RestorePlan, RestoreResult, Target };

export interface RestoreRequest {
  /** At least one; URLs are canonical. */
  readonly destinations: readonly (string | Place)[];
  readonly target: Target;
  readonly output: string;
  readonly overwrite: Overwrite;
  readonly check: Check;
  readonly onProgress: OnProgress;
  /** Told of a destination that could not be used, when another one is. */
  readonly onSkipped: (url: string, reason: TidemarkError) => void;
  readonly signal: AbortSignal;
}

/** Throws what `restoreToFile` throws; with several destinations, what the first one threw. */
export async function restoreBest(request: RestoreRequest, context: Context): Promise<From<RestoreResult>> {
  const { restoreToFile } = await import('../../engine/restore/restore.ts');
  const { systemOutputDisk: disk } = await import('../../engine/restore/output-disk.ts');
  const jobs = await openJobs();
  try {
    return await best(request, context, (destination) =>
      restoreToFile({ ...request, ...context, destination, jobs, disk }),
    );
  } finally {
    await jobs.close();
  }
}

/** What `restoreBest` would read, and from where. */
export async function planBest(request: RestoreRequest, context: Context): Promise<From<RestorePlan>> {
  const { planOf } = await import('../../engine/restore/source.ts');
  const { target, signal } = request;
  return best(request, context, (store) => planOf(store, target, signal));
}

async function best<T>(
  { destinations, target, signal, onSkipped }: RestoreRequest,
  context: Context,
  attempt: (store: Destination) => Promise<T>,
): Promise<From<T>> {
  const { bestFirst, firstThatWorks } = await import('../../engine/restore/best.ts');
  const { planOf } = await import('../../engine/restore/source.ts');
  return withStores(destinations, context, async (stores) => {
    const ranked = await bestFirst(stores, (store) => planOf(store, target, signal));
    return firstThatWorks(ranked, onSkipped, attempt);
  });
}

/** Whether every destination answers and holds nothing at all. */
export async function areEmpty(places: readonly (string | Place)[], context: Context): Promise<boolean> {
  const { listAll } = await import('../../engine/restore/source.ts');
  return withStores(places, context, async (stores) => {
    const lists = await Promise.all(stores.map((store) => listAll(store, 'listed')));
    return lists.every((files) => files.length === 0);
  });
}
