// What is said about a restore: which point, proved by what, how much was read.
import { formatChecksum } from '../../engine/ltx/checksum.ts';
import { formatTxid } from '../../engine/ltx/txid.ts';
import { shownUrl } from '../bridge/destinations.ts';
import type { Check, From, RestorePlan, RestoreResult, Target } from '../bridge/restore.ts';
import { count, formatBytes, formatDuration } from '../text/sizes.ts';
import { formatPairs } from '../text/table.ts';
import { formatAge, formatMoment } from '../text/times.ts';

export interface Asked {
  readonly output: string;
  readonly target: Target;
  readonly check: Check;
  /** Wall clock, ms since the epoch. */
  readonly now: number;
}

export function describeRestore({ url, value: result }: From<RestoreResult>, asked: Asked): string {
  const { commit, pageSize, files, bytesRead, seconds, damaged } = result;
  const read = `${count(files, 'file')}, ${formatBytes(bytesRead)} from ${shownUrl(url)}`;
  const pairs: (readonly [string, string])[] = [
    describeProof(result, asked.check),
    ['size', `${formatBytes(commit * pageSize)}, ${count(commit, 'page')}`],
    ['read', `${read}, in ${formatDuration(seconds * 1000)}`],
    ...damaged.map(({ message }): [string, string] => ['went around', message]),
  ];
  return `Restored ${asked.output} ${describePoint(result, asked)}.\n${formatPairs(pairs, '  ')}`;
}

export function describeDryRun({ url, value: plan }: From<RestorePlan>, asked: Asked): string {
  const amount = `${count(plan.files.length, 'file')}, ${formatBytes(plan.bytes)} from ${shownUrl(url)}`;
  const what = `Would restore ${asked.output} ${describePoint(plan, asked)}`;
  return `${what},\nreading ${amount}. Nothing was changed.`;
}

/** The plan with the point it leads to; sizes in bytes, times in RFC 3339. */
export async function dryRunJson({ url, value: plan }: From<RestorePlan>, output: string): Promise<object> {
  const { describePlan } = await import('../../engine/restore/source.ts');
  const { files, ...ends } = describePlan(plan, url, output);
  const timestamp = new Date(plan.point.createdAt).toISOString();
  return { ...ends, txid: formatTxid(plan.point.txid), timestamp, fit: plan.fit, bytes: plan.bytes, files };
}

/** For programs; sizes in bytes, times in RFC 3339. */
export function restoreJson({ url, value: result }: From<RestoreResult>, { output, check }: Asked): object {
  return {
    source: url,
    target_path: output,
    txid: formatTxid(result.txid),
    timestamp: new Date(result.point.createdAt).toISOString(),
    fit: result.fit,
    checksum: formatChecksum(result.checksum),
    proved: result.proved,
    integrity_check: check,
    page_size: result.pageSize,
    pages: result.commit,
    files: result.files,
    bytes_read: result.bytesRead,
    seconds: result.seconds,
    damaged: result.damaged.map(({ message }) => message),
  };
}

function describePoint({ point, fit }: Pick<RestorePlan, 'point' | 'fit'>, { now }: Asked): string {
  const txid = `transaction ${formatTxid(point.txid)}`;
  const which = {
    exact: '',
    before: ', the newest state before the time given',
    newest: ', the newest state there is',
  };
  return `as of ${formatMoment(point.createdAt)} (${formatAge(point.createdAt, now)}), ${txid}${which[fit]}`;
}

function describeProof({ proved, checksum }: RestoreResult, check: Check): readonly [string, string] {
  const sum = `checksum ${formatChecksum(checksum)}`;
  const words = check === 'none' ? '' : `; SQLite’s ${check} check found no fault`;
  if (proved === 'recorded') return ['proved', `${sum} is the one recorded at capture${words}`];
  return ['checked', `${sum}, with none recorded at capture to compare${words}`];
}
