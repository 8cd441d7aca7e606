// Between places that people name and the engine's generations, the format of Litestream 0.3 and 0.4.
import type { TidemarkError } from '../../engine/base/errors.ts';
import type { OnProgress } from '../../engine/base/progress.ts';
import { openObjectStore } from '../../engine/destination/open.ts';
import type { GenerationClient } from '../../engine/generations/client.ts';
import type { ListedGeneration } from '../../engine/generations/find.ts';
import type { GenerationPlan, GenerationTarget } from '../../engine/generations/plan.ts';
import type { From } from '../../engine/restore/best.ts';
import type { Check } from '../../engine/restore/check.ts';
import type { GenerationRestoreResult } from '../../engine/restore/generations/restore.ts';
import type { Overwrite } from '../../engine/restore/publish.ts';
import type { Context } from '../context.ts';
import { depsOf, type Place } from './destinations.ts';
import { openJobs } from './jobs.ts';
import { knownPlace } from './known-place.ts';

export type { GenerationPlan, GenerationRestoreResult, GenerationTarget, ListedGeneration };

/** Does `work` with the generations of a place, and lets go of it. `unsupported` for a place of a kind that has none. */
export async function withGenerations<T>(
  place: string | Place,
  context: Context,
  work: (client: GenerationClient) => Promise<T>,
): Promise<T> {
  const { generationClient } = await import('../../engine/generations/stored.ts');
  const { location, secrets } = typeof place === 'string' ? await knownPlace(place, context) : place;
  const client = generationClient(openObjectStore(location, depsOf(secrets, context)), { naming: 'flat-8' });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** `unsupported` for a place of a kind that has none. Nothing is contacted. */
export function requireGenerationPlace({ location, secrets }: Place, context: Context): void {
  openObjectStore(location, depsOf(secrets, context));
}

/** All generations of a place, with what is in them; none where the place is of a kind that has none. */
export async function listedAt(place: string | Place, context: Context): Promise<readonly ListedGeneration[]> {
  const { location } = typeof place === 'string' ? await knownPlace(place, context) : place;
  if (location.kind !== 'folder' && location.kind !== 's3') return [];
  const { listGenerations } = await import('../../engine/generations/find.ts');
  return withGenerations(place, context, (client) => listGenerations(client, { signal: context.interrupts.signal }));
}

export interface GenerationsFound {
  /** Whether there are generations anywhere, whatever is in them. */
  readonly any: 'yes' | 'no';
  /** The newest state that fits, and where. */
  readonly best: From<GenerationPlan> | undefined;
  /** Why there is none, of the first place that has generations, else of the first that could not be looked at. */
  readonly reason: TidemarkError | undefined;
  readonly skipped: readonly { readonly url: string; readonly reason: TidemarkError }[];
}

/** Which of the places gets furthest with its generations. */
export async function planGenerationsAt(
  urls: readonly string[],
  target: GenerationTarget,
  context: Context,
): Promise<GenerationsFound> {
  const { planGenerations } = await import('../../engine/generations/plan.ts');
  const { asTidemarkError } = await import('../../engine/base/errors.ts');
  let [any, best, reason]: [GenerationsFound['any'], GenerationsFound['best'], GenerationsFound['reason']] = ['no', undefined, undefined];
  const skipped: { readonly url: string; readonly reason: TidemarkError }[] = [];
  for (const url of urls) {
    let listed: readonly ListedGeneration[];
    try {
      listed = await listedAt(url, context);
    } catch (error) {
      skipped.push({ url, reason: asTidemarkError(error) });
      continue;
    }
    if (listed.length === 0) continue;
    any = 'yes';
    try {
      const plan = planGenerations(listed, target, url);
      if (best === undefined || plan.createdAt > best.value.createdAt) best = { url, value: plan };
    } catch (error) {
      reason ??= asTidemarkError(error);
    }
  }
  return { any, best, reason: reason ?? skipped[0]?.reason, skipped };
}

export interface GenerationRequest {
  readonly url: string;
  readonly plan: GenerationPlan;
  readonly output: string;
  readonly overwrite: Overwrite;
  readonly check: Check;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Throws what `restoreGeneration` throws. */
export async function restoreGenerationAt(request: GenerationRequest, context: Context): Promise<From<GenerationRestoreResult>> {
  const { restoreGeneration } = await import('../../engine/restore/generations/restore.ts');
  const { systemOutputDisk: disk } = await import('../../engine/restore/output-disk.ts');
  const jobs = await openJobs();
  try {
    const value = await withGenerations(request.url, context, (client) =>
      restoreGeneration({ ...request, ...context, target: { kind: 'plan', plan: request.plan }, client, jobs, disk }),
    );
    return { url: request.url, value };
  } finally {
    await jobs.close();
  }
}
