// Which transactions no file holds.
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
