// Which transactions no file holds.
import { type LtxRef, SNAPSHOT_LEVEL } from '../../destination/destination.ts';
import { compareRanges, type TxidRange } from '../../ltx/name.ts';
import { formatTxid, type Txid } from '../../ltx/txid.ts';

/**
 * The transactions of 1…`end` that are in none of the files that end at or before `end`, as ranges in order.
 * Empty exactly when a chain of these files from nothing to `end` exists and `end` is the end of one.
 */
export function missingRanges(files: readonly TxidRange[], end: Txid): TxidRange[] {
  const missing: TxidRange[] = [];
  let covered = 0n;
  const usable = files.filter((file) => file.max <= end).sort(compareRanges);
  for (const { min, max } of usable) {
    if (min > covered + 1n) missing.push({ min: covered + 1n, max: min - 1n });
    if (max > covered) covered = max;
  }
  if (covered < end) missing.push({ min: covered + 1n, max: end });
  return missing;
}

/**
 * Of `missingRanges`, those that are not in a merged file which leads past `end` either. None are where `end` cannot be had
 * because what comes before it was merged with it: Litestream removes changes by age, wherever that is in a merged file.
 */
export function lostRanges(files: readonly LtxRef[], end: Txid): TxidRange[] {
  const past = files.filter(({ level, max }) => level !== SNAPSHOT_LEVEL && max > end);
  return missingRanges(files, end).filter((range) => !past.some(({ min }) => min <= range.min));
}

const MOST_NAMED = 5;

/** Ranges in words, the first few of them. */
export function describeRanges(ranges: readonly TxidRange[]): string {
  const named = ranges.slice(0, MOST_NAMED).map(describeRange);
  const more = ranges.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}

function describeRange({ min, max }: TxidRange): string {
  return min === max ? formatTxid(min) : `${formatTxid(min)} to ${formatTxid(max)}`;
}
