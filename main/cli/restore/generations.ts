// Carries out restore where the history is in generations, the format of Litestream 0.3 and 0.4.
import { basename } from 'node:path';
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { type GenerationPlan, planGenerationsAt, restoreGenerationAt } from '../bridge/generations.ts';
import { type From, planBest, type RestorePlan, type RestoreRequest } from '../bridge/restore.ts';
import type { Context } from '../context.ts';
import { ProgressLine } from '../terminal/progress-line.ts';
import {
  type AskedOfGenerations,
  describeGenerationPlan,
  describeGenerationRestore,
  generationPlanJson,
  generationRestoreJson,
} from './generations-report.ts';
import type { RestoreFlags, Wanted } from './request.ts';

/**
 * What the generations there lead to, where they are what is asked for: named, or newer than the LTX files, or all there is.
 * Undefined when LTX files are to be used.
 */
export async function chooseGenerations(
  { generations, source }: Wanted,
  request: RestoreRequest,
  context: Context,
): Promise<From<GenerationPlan> | undefined> {
  if (generations.kind === 'never') return undefined;
  const { any, best, reason, skipped } = await planGenerationsAt(source.destinations, generations.target, context);
  if (generations.kind === 'newer') {
    if (any === 'no') return undefined;
    const files = await planOfFiles(request, context);
    if (files === undefined && best === undefined && reason !== undefined) throw reason;
    if (best === undefined || (files !== undefined && files.value.point.createdAt >= best.value.createdAt)) return undefined;
    if (files !== undefined) context.console.say(`${shownUrl(best.url)} holds LTX files too; its generations are newer, and are used.`);
  }
  if (best === undefined) throw reason ?? noneThere(source.destinations);
  for (const one of skipped) request.onSkipped(one.url, one.reason);
  return best;
}

/** Undefined where LTX files lead to no such point. */
async function planOfFiles(request: RestoreRequest, context: Context): Promise<From<RestorePlan> | undefined> {
  try {
    return await planBest({ ...request, onSkipped: () => undefined }, context);
  } catch (error) {
    if (isTidemarkError(error, 'restore-no-point') || isTidemarkError(error, 'restore-gap')) return undefined;
    throw error;
  }
}

function noneThere(urls: readonly string[]): TidemarkError {
  return new TidemarkError('restore-no-point', `there are no generations at ${urls.map(shownUrl).join(', ')}`, {
    hint: 'Leave out -generation to restore from the LTX files there.',
  });
}

/** Restores exactly what was chosen, whatever is added meanwhile; or tells what that would take. */
export async function restoreChosen(
  chosen: From<GenerationPlan>,
  request: RestoreRequest,
  { json, 'dry-run': isDry }: Pick<RestoreFlags, 'json' | 'dry-run'>,
  context: Context,
): Promise<void> {
  const { console, clock } = context;
  const asked: AskedOfGenerations = { output: request.output, check: request.check, now: clock.now() };
  if (isDry) {
    if (json) console.printJson(generationPlanJson(chosen, asked));
    else console.print(describeGenerationPlan(chosen, asked));
    return;
  }
  const line = new ProgressLine(console, clock, basename(request.output));
  const { url, value: plan } = chosen;
  const result = await restoreGenerationAt({ ...request, url, plan, onProgress: line.update }, context).finally(() => {
    line.end();
  });
  if (json) console.printJson(generationRestoreJson(result, asked));
  else console.print(describeGenerationRestore(result, asked));
}
