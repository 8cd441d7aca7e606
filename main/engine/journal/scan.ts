// Reads the bytes of a segment: its sound entries, and how it ends.
//
// A record that is not sound is the end of what was being written when the power went, if nothing sound follows it;
// otherwise something has damaged the segment after it was written. The difference matters: the first was never
// promised to anybody and may be cut off, the second is kept as it is.
import { isSound, type JournalEntry, readFrame, readRecord } from './record.ts';

export type SegmentEnd =
  | { readonly kind: 'whole' }
  | { readonly kind: 'torn' }
  | { readonly kind: 'damaged'; readonly why: string };

export interface ScannedSegment {
  /** Their data are views of the bytes. */
  readonly entries: readonly JournalEntry[];
  /** Offset behind the last of them. */
  readonly size: number;
  readonly end: SegmentEnd;
}

/** Searching for a sound record gives up after so many bytes were summed, and takes it that there is one. */
const SEARCH_BYTES = 2 ** 26;

/** @param firstLsn LSN that the first entry must have; the others follow without a gap */
export function scanSegment(bytes: Uint8Array, firstLsn: bigint): ScannedSegment {
  const entries: JournalEntry[] = [];
  let at = 0;
  for (let lsn = firstLsn; at < bytes.length; lsn++) {
    const record = readRecord(bytes, at);
    if (record === undefined) return { entries, size: at, end: endAt(bytes, at) };
    if (record.lsn !== lsn) return { entries, size: at, end: wrongLsn(record.lsn, lsn) };
    entries.push(record);
    at = record.end;
  }
  return { entries, size: at, end: { kind: 'whole' } };
}

function wrongLsn(found: bigint, demanded: bigint): SegmentEnd {
  return { kind: 'damaged', why: `entry ${found} is where entry ${demanded} should be` };
}

function endAt(bytes: Uint8Array, at: number): SegmentEnd {
  if (!hasSoundRecord(bytes, at + 1)) return { kind: 'torn' };
  return { kind: 'damaged', why: `the entry at byte ${at} is not what was written, and others follow it` };
}

function hasSoundRecord(bytes: Uint8Array, from: number): boolean {
  let summed = 0;
  for (let at = from; at < bytes.length && summed < SEARCH_BYTES; at++) {
    const frame = readFrame(bytes, at);
    if (frame === undefined) continue;
    if (isSound(frame)) return true;
    summed += frame.body.length;
  }
  return summed >= SEARCH_BYTES;
}
