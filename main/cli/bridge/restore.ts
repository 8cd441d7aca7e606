// Restoring from whichever of several destinations gets furthest.
import type { Destination } from '../../engine/destination/destination.ts';
import type { OnProgress } from '../../engine/base/progress.ts';
import { isTidemarkError, type TidemarkError } from '../../engine/base/errors.ts';
import type { Check } from '../../engine/restore/check.ts';
import type { RestorePlan } from '../../engine/restore/plan.ts';
import type { Target } from '../../engine/restore/point.ts';
import type { Overwrite } from '../../engine/restore/publish.ts';
import type { RestoreResult } from '../../engine/restore/restore.ts';
import type { Context } from '../context.ts';
import { openStore } from './destinations.ts';
import { openJobs } from './jobs.ts';

export type { Check, RestorePlan, RestoreResult, Target };

export interface RestoreRequest {
  /** Canonical URLs, at least one. */
  readonly destinations: readonly string[];
  readonly target: Target;
  readonly output: string;
  readonly overwrite: Overwrite;
  readonly check: Check;
  readonly onProgress: OnProgress;
  /** Told of a destination that could not be used, when another one is. */
  readonly onSkipped: (url: string, reason: TidemarkError) => void;
  readonly signal: AbortSignal;
}

export interface From<T> {
  readonly url: string;
  readonly value: T;
}

/** Throws what `restoreToFile` throws; with several destinations, what the first one threw. */
export async function restoreBest(request: RestoreRequest, context: Context): Promise<From<RestoreResult>> {
  const { restoreToFile } = await import('../../engine/restore/restore.ts');
  const { systemOutputDisk: disk } = await import('../../engine/restore/output-disk.ts');
  const jobs = await openJobs();
  try {
    return await firstThatWorks(await bestFirst(request, context), request, (destination) =>
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
  return firstThatWorks(await bestFirst(request, context), request, (store) => planOf(store, target, signal));
}

/** Whether every destination answers and holds nothing at all. */
export async function areEmpty(urls: readonly string[], context: Context): Promise<boolean> {
  const { listAll } = await import('../../engine/restore/source.ts');
  const lists = await Promise.all(urls.map((url) => listAll(openStore(url, context), 'listed')));
  return lists.every((files) => files.length === 0);
}

/**
 * The newest point first; destinations that have none come last, so that their reasons are still found out.
 */
async function bestFirst(
  { destinations, target, signal }: RestoreRequest,
  context: Context,
): Promise<Destination[]> {
  const stores = destinations.map((url) => openStore(url, context));
  if (stores.length === 1) return stores;
  const { planOf } = await import('../../engine/restore/source.ts');
  const plans = await Promise.allSettled(stores.map((store) => planOf(store, target, signal)));
  const ranked = stores.map((store, i) => {
    const plan = plans[i];
    return { store, reached: plan?.status === 'fulfilled' ? plan.value.point.txid : -1n };
  });
  ranked.sort((a, b) => Number(a.reached < b.reached) - Number(a.reached > b.reached));
  return ranked.map(({ store }) => store);
}

async function firstThatWorks<T>(
  stores: readonly Destination[],
  { onSkipped }: Pick<RestoreRequest, 'onSkipped'>,
  attempt: (store: Destination) => Promise<T>,
): Promise<From<T>> {
  const failed: { url: string; reason: TidemarkError }[] = [];
  for (const store of stores) {
    try {
      const value = await attempt(store);
      for (const { url, reason } of failed) onSkipped(url, reason);
      return { url: store.url, value };
    } catch (error) {
      if (!isTidemarkError(error) || !isOfTheDestination(error)) throw error;
      failed.push({ url: store.url, reason: error });
    }
  }
  throw failed[0]!.reason;
}

/** Another destination may do better; a taken output or a cancelled restore is the same everywhere. */
function isOfTheDestination({ code }: TidemarkError): boolean {
  const others = ['restore-no-point', 'restore-gap', 'restore-damaged', 'restore-checksum', 'object-missing'];
  return code.startsWith('destination-') || code.startsWith('ltx-') || others.includes(code);
}
