// Restoring from whichever of several destinations gets furthest.
import { isTidemarkError, type TidemarkError } from '../base/errors.ts';
import type { Destination } from '../destination/destination.ts';
import type { RestorePlan } from './plan.ts';

/**
 * The one with the newest point first; those that have none come last, so that their reasons are still found out. The
 * order given decides between equals.
 */
export async function bestFirst(
  stores: readonly Destination[],
  planAt: (store: Destination) => Promise<RestorePlan>,
): Promise<readonly Destination[]> {
  if (stores.length === 1) return stores;
  const plans = await Promise.allSettled(stores.map(planAt));
  const ranked = stores.map((store, i) => {
    const plan = plans[i];
    return { store, reached: plan?.status === 'fulfilled' ? plan.value.point.txid : -1n };
  });
  ranked.sort((a, b) => Number(a.reached < b.reached) - Number(a.reached > b.reached));
  return ranked.map(({ store }) => store);
}

export interface From<T> {
  readonly url: string;
  readonly value: T;
}

/** What `attempt` gives for the first store that works; `onSkipped` is told of those before it. Else the first reason. */
export async function firstThatWorks<T>(
  stores: readonly Destination[],
  onSkipped: (url: string, reason: TidemarkError) => void,
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
