// What is said about a restore from generations: which state, proved by what, how much was read.
import { formatIndex, formatOffset } from '../../engine/generations/names.ts';
import { shownUrl } from '../bridge/destinations.ts';
import type { GenerationPlan, GenerationRestoreResult } from '../bridge/generations.ts';
import type { Check, From } from '../bridge/restore.ts';
import { count, formatBytes, formatDuration } from '../text/sizes.ts';
import { formatPairs } from '../text/table.ts';
import { formatAge, formatMoment } from '../text/times.ts';

export interface AskedOfGenerations {
  readonly output: string;
  readonly check: Check;
  /** Wall clock, ms since the epoch. */
  readonly now: number;
}

type Result = From<GenerationRestoreResult>;
type Plan = From<GenerationPlan>;

export function describeGenerationRestore({ url, value: result }: Result, { output, check, now }: AskedOfGenerations): string {
  const { generation, index, offset, fit, createdAt, commit, pageSize, objects, bytesRead, seconds } = result;
  const words = check === 'none' ? '' : `; SQLite’s ${check} check found no fault`;
  const where = `generation ${generation}, index ${formatIndex(index, 8)}, offset ${formatOffset(offset, 8)}`;
  const read = `${count(objects, 'object')}, ${formatBytes(bytesRead)} from ${shownUrl(url)}, in ${formatDuration(seconds * 1000)}`;
  const pairs = [
    ['format', 'generations of Litestream 0.3 and 0.4'],
    ['checked', `every frame of the logs has its checksum${words}`],
    ['size', `${formatBytes(commit * pageSize)}, ${count(commit, 'page')}`],
    ['read', read],
  ] as const;
  return `Restored ${output} as of ${moment(createdAt, now)}, ${where}${FITS[fit]}.\n${formatPairs(pairs, '  ')}`;
}

export function describeGenerationPlan({ url, value: plan }: Plan, { output, now }: AskedOfGenerations): string {
  const index = plan.logs.at(-1)?.index ?? plan.snapshot.index;
  const where = `generation ${plan.generation}, index ${formatIndex(index, 8)}`;
  const amount = `${count(objectsOf(plan).length, 'object')}, ${formatBytes(plan.bytes)} from ${shownUrl(url)}`;
  const what = `Would restore ${output} as of ${moment(plan.createdAt, now)}, ${where}${FITS[plan.fit]}`;
  return `${what},\nreading ${amount}. Nothing was changed.`;
}

/** For programs; numbers of the format in hex, sizes in bytes, times in RFC 3339. */
export function generationRestoreJson({ url, value: result }: Result, { output, check }: AskedOfGenerations): object {
  return {
    ...pointJson(url, result, output),
    index: formatIndex(result.index, 8),
    offset: formatOffset(result.offset, 8),
    snapshot: formatIndex(result.snapshot, 8),
    transactions: result.transactions,
    integrity_check: check,
    page_size: result.pageSize,
    pages: result.commit,
    objects: result.objects,
    bytes_read: result.bytesRead,
    seconds: result.seconds,
  };
}

/** As `generationRestoreJson`, of what would be read. */
export function generationPlanJson({ url, value: plan }: Plan, { output }: AskedOfGenerations): object {
  return {
    ...pointJson(url, plan, output),
    snapshot: formatIndex(plan.snapshot.index, 8),
    bytes: plan.bytes,
    objects: objectsOf(plan).map(({ offset, index, size, createdAt }) => ({
      kind: offset === undefined ? 'snapshot' : 'wal',
      index: formatIndex(index, 8),
      ...(offset === undefined ? {} : { offset: formatOffset(offset, 8) }),
      size,
      timestamp: new Date(createdAt).toISOString(),
    })),
  };
}

interface Stored {
  readonly index: number;
  /** Of a segment. */
  readonly offset?: number;
  readonly size: number;
  readonly createdAt: number;
}

function objectsOf({ snapshot, logs }: GenerationPlan): readonly Stored[] {
  return [snapshot, ...logs.flatMap(({ segments }) => segments)];
}

const FITS: Readonly<Record<GenerationPlan['fit'], string>> = {
  exact: '',
  before: ', the newest state before the time given',
  newest: ', the newest state there is',
};

function pointJson(url: string, { generation, createdAt, fit }: GenerationPlan | GenerationRestoreResult, output: string): object {
  return { source: url, target_path: output, format: 'generations', generation, timestamp: new Date(createdAt).toISOString(), fit };
}

function moment(at: number, now: number): string {
  return `${formatMoment(at)} (${formatAge(at, now)})`;
}
