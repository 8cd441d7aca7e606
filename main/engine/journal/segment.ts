// A segment as the open journal knows it, and what is said when one is not as it was written.
import { formatSegmentName, type SegmentName } from './segment-name.ts';

export interface Segment extends SegmentName {
  /** LSN of its first entry, or of the one that would be the first. */
  readonly firstLsn: bigint;
  /** Sound entries, without a gap from `firstLsn`. */
  readonly count: number;
  /** Bytes of them. */
  readonly size: number;
  /** `sealed`: nothing is appended to it any more. */
  readonly state: 'open' | 'sealed';
}

export interface JournalProblem {
  /**
   * `torn`: what a crash left was cut off, nothing that was promised is missing. `over-budget`: nothing is missing either, but more
   * is kept than should be, since it was not acknowledged. Otherwise entries are missing.
   */
  readonly kind: 'torn' | 'damaged' | 'missing' | 'position-lost' | 'over-budget';
  /** `before`: it was reported when it was found. */
  readonly found: 'now' | 'before';
  /** What happened, as errors say it. */
  readonly message: string;
  /** Name of the item in which what was found is kept. */
  readonly keptAs?: string;
}

/** No segment is longer; more of a longer one is not read. */
export const MAX_SEGMENT_SIZE = 2 ** 24;

/** LSN of its last entry; one below `firstLsn` when it has none. */
export function lastLsnOf({ firstLsn, count }: Segment): bigint {
  return firstLsn + BigInt(count) - 1n;
}

export function damage(segment: SegmentName, found: JournalProblem['found'], why: string): JournalProblem {
  const keptAs = formatSegmentName({ ...segment, condition: 'damaged' });
  const message = `a part of the journal is damaged (segment ${segment.number}): ${why}`;
  return { kind: 'damaged', found, message, keptAs };
}
