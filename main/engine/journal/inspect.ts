// Tells of one segment found at the opening of a journal whether it is what was written.
import { type ScannedSegment, scanSegment } from './scan.ts';
import type { SegmentName } from './segment-name.ts';

/** What is known of a segment from elsewhere. */
export interface Expected {
  /** The last LSN before it. */
  readonly after: bigint;
  /** The LSN up to which its entries must go at least. */
  readonly leastEnd: bigint;
  /** Only the newest one can have been written to when the power went. */
  readonly place: 'newest' | 'earlier';
  /** Bytes of the item; more than were read when it is longer than any segment. */
  readonly itemSize: number;
}

export type Verdict =
  | { readonly kind: 'sound' }
  | { readonly kind: 'torn' }
  | { readonly kind: 'damaged'; readonly why: string };

export interface Inspected {
  readonly verdict: Verdict;
  /** Sound entries that are new, and the bytes of them. */
  readonly count: number;
  readonly size: number;
}

export function inspectSegment(name: SegmentName, bytes: Uint8Array, expected: Expected): Inspected {
  if (name.firstLsn <= expected.after) {
    return { verdict: { kind: 'damaged', why: 'its entries are there already' }, count: 0, size: 0 };
  }
  const scanned = scanSegment(bytes, name.firstLsn);
  const { entries, size } = scanned;
  return { verdict: verdictOn(name, scanned, expected, bytes.length), count: entries.length, size };
}

function verdictOn(
  { firstLsn }: SegmentName,
  { entries, end }: ScannedSegment,
  { leastEnd, place, itemSize }: Expected,
  read: number,
): Verdict {
  if (end.kind === 'damaged') return end;
  if (itemSize > read) return { kind: 'damaged', why: `it has ${itemSize} bytes, more than any segment` };
  const last = firstLsn + BigInt(entries.length) - 1n;
  if (last < leastEnd) return { kind: 'damaged', why: `entries ${last + 1n} to ${leastEnd} are missing at its end` };
  if (end.kind === 'whole') return { kind: 'sound' };
  if (place === 'newest') return { kind: 'torn' };
  return { kind: 'damaged', why: 'its end is not what was written' };
}
