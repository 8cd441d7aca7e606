// Carries out restore where the history is in generations, the format of Litestream 0.3 and 0.4.
import { basename } from 'node:path';
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import { formatIndex, formatOffset } from '../../engine/generations/names.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { type GenerationPlan, planGenerationsAt, restoreGenerationAt } from '../bridge/generations.ts';
import { type From, planBest, type RestoreRequest } from '../bridge/restore.ts';
import type { Context } from '../context.ts';
import { ProgressLine } from '../terminal/progress-line.ts';
import { count, formatBytes, formatDuration } from '../text/sizes.ts';
import { formatPairs } from '../text/table.ts';
import { formatAge, formatMoment } from '../text/times.ts';
import type { RestoreFlags, Wanted } from './request.ts';

/**
 * What the generations there lead to, where they are what is asked for: named, or newer than the LTX files, or all there is. Undefined when
 * LTX files are to be used.
 */
export async function chooseGenerations(wanted: Wanted, request: RestoreRequest, context: Context): Promise<From<GenerationPlan> | undefined> {
  const { generations, source } = wanted;
  if (generations.kind === 'never') return undefined;
  const found = await planGenerationsAt(source.destinations, generations.target, context, request.onSkipped);
  if (generations.kind === 'always') {
    if (found.best !== undefined) return found.best;
    throw found.reason ?? noneThere(source.destinations);
  }
  if (found.any === 'no') return undefined;
  const files = await planBest(request, context).catch((error: unknown) => {
    if (isTidemarkError(error, 'restore-no-point') || isTidemarkError(error, 'restore-gap')) return undefined;
    throw error;
  });
  if (files === undefined && found.best === undefined && found.reason !== undefined) throw found.reason;
  if (found.best === undefined || (files !== undefined && files.value.point.createdAt >= found.best.value.createdAt)) return undefined;
  if (files !== undefined) context.console.say(`${shownUrl(found.best.url)} holds LTX files too; its generations are newer, and are used.`);
  return found.best;
}

/** Of a place that was named, or of all of a database's. */
function noneThere(urls: readonly string[]): TidemarkError {
  return new TidemarkError('restore-no-point', `there are no generations at ${urls.map(shownUrl).join(', ')}`, {
    hint: 'Leave out -generation to restore from the LTX files there.',
  });
}

export async function restoreChosen(chosen: From<GenerationPlan>, { output }: Wanted, request: RestoreRequest, flags: RestoreFlags, context: Context): Promise<void> {
  const { console, clock } = context;
  const line = new ProgressLine(console, clock, basename(output));
  const { generation, createdAt, fit } = chosen.value;
  const asked = { ...request, url: chosen.url, plan: chosen.value, onProgress: line.update };
  const { url, value: result } = await restoreGenerationAt(asked, context).finally(() => {
    line.end();
  });
  if (flags.json) {
    const { index, offset, snapshot, transactions, commit, pageSize, objects, bytesRead, seconds } = result;
    console.printJson({
      ...pointJson(chosen, output),
      index: formatIndex(index, 8),
      offset: formatOffset(offset, 8),
      snapshot: formatIndex(snapshot, 8),
      transactions,
      integrity_check: request.check,
      page_size: pageSize,
      pages: commit,
      objects,
      bytes_read: bytesRead,
      seconds,
    });
    return;
  }
  const words = request.check === 'none' ? '' : `; SQLite’s ${request.check} check found no fault`;
  const read = `${count(result.objects, 'object')}, ${formatBytes(result.bytesRead)} from ${shownUrl(url)}`;
  const where = `generation ${generation}, index ${formatIndex(result.index, 8)}, offset ${formatOffset(result.offset, 8)}`;
  const pairs = [
    ['format', `generations of Litestream 0.3 and 0.4`],
    ['checked', `every frame of the logs has its checksum${words}`],
    ['size', `${formatBytes(result.commit * result.pageSize)}, ${count(result.commit, 'page')}`],
    ['read', `${read}, in ${formatDuration(result.seconds * 1000)}`],
  ] as const;
  console.print(`Restored ${output} as of ${moment(createdAt, context)}, ${where}${FITS[fit]}.\n${formatPairs(pairs, '  ')}`);
}

export function printPlan(chosen: From<GenerationPlan>, { output }: Wanted, { json }: RestoreFlags, context: Context): void {
  const { url, value: plan } = chosen;
  const objects = [plan.snapshot, ...plan.logs.flatMap(({ segments }) => segments)];
  if (json) {
    context.console.printJson({
      ...pointJson(chosen, output),
      snapshot: formatIndex(plan.snapshot.index, 8),
      bytes: plan.bytes,
      objects: objects.map((object) => ({
        kind: 'offset' in object ? 'wal' : 'snapshot',
        index: formatIndex(object.index, 8),
        ...('offset' in object ? { offset: formatOffset(object.offset as number, 8) } : {}),
        size: object.size,
        timestamp: new Date(object.createdAt).toISOString(),
      })),
    });
    return;
  }
  const index = plan.logs.at(-1)?.index ?? plan.snapshot.index;
  const where = `generation ${plan.generation}, index ${formatIndex(index, 8)}`;
  const amount = `${count(objects.length, 'object')}, ${formatBytes(plan.bytes)} from ${shownUrl(url)}`;
  const what = `Would restore ${output} as of ${moment(plan.createdAt, context)}, ${where}${FITS[plan.fit]}`;
  context.console.print(`${what},\nreading ${amount}. Nothing was changed.`);
}

const FITS: Readonly<Record<GenerationPlan['fit'], string>> = {
  exact: '',
  before: ', the newest state before the time given',
  newest: ', the newest state there is',
};

function pointJson({ url, value }: From<GenerationPlan>, output: string): object {
  const { generation, createdAt, fit } = value;
  return { source: url, target_path: output, format: 'generations', generation, timestamp: new Date(createdAt).toISOString(), fit };
}

function moment(at: number, { clock }: Context): string {
  return `${formatMoment(at)} (${formatAge(at, clock.now())})`;
}
