// Reads the bytes of a segment: its sound entries, and how it ends.
//
// A record that is not sound is the end of what was being written when the power went, if nothing sound follows it;
// otherwise something has damaged the segment after it was written. The difference matters: the first was never
// promised to anybody and may be cut off, the second is kept as it is.
import { isSound, type JournalEntry, LSN_TAG, MIN_RECORD_SIZE, readFrame, readRecord } from './record.ts';

export type SegmentEnd =
  | { readonly kind: 'whole' }
  | { readonly kind: 'torn' }
  | { readonly kind: 'damaged'; readonly why: string };

export interface ScannedSegment {
  /** Without a gap between their LSNs. Their data are views of the bytes. */
  readonly entries: readonly JournalEntry[];
  /** Offset behind the last of them. */
  readonly size: number;
  readonly end: SegmentEnd;
  /** A record that is sound but not among the entries: higher LSNs than these were given. */
  readonly beyond: bigint | undefined;
}

/** Searching for a sound record gives up after so many bytes were summed, and takes it that there is one. */
const SEARCH_BYTES = 2 ** 26;

export function scanSegment(bytes: Uint8Array): ScannedSegment {
  const entries: JournalEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const record = readRecord(bytes, at);
    const last = entries.at(-1)?.lsn;
    if (record === undefined) return { entries, size: at, ...endAt(bytes, at) };
    if (last !== undefined && record.lsn !== last + 1n) return { entries, size: at, ...wrongLsn(record.lsn, last + 1n) };
    entries.push(record);
    at = record.end;
  }
  return { entries, size: at, end: { kind: 'whole' }, beyond: undefined };
}

/** No LSN in so many unsound bytes is further from the last known one. */
export function mostEntriesIn(bytes: number): bigint {
  return BigInt(Math.ceil(bytes / MIN_RECORD_SIZE));
}

type Ending = Pick<ScannedSegment, 'end' | 'beyond'>;

function wrongLsn(found: bigint, demanded: bigint): Ending {
  return { end: { kind: 'damaged', why: `entry ${found} is where entry ${demanded} should be` }, beyond: found };
}

function endAt(bytes: Uint8Array, at: number): Ending {
  const sound = nextSound(bytes, at + 1);
  if (sound === 'none') return { end: { kind: 'torn' }, beyond: undefined };
  const why = `the entry at byte ${at} is not what was written, and others follow it`;
  return { end: { kind: 'damaged', why }, beyond: sound === 'not looked for' ? undefined : sound.lsn };
}

/** Looks only where the first tag of a record stands, behind its length of 1 to 3 bytes. */
function nextSound(bytes: Uint8Array, from: number): JournalEntry | 'none' | 'not looked for' {
  let summed = 0;
  for (let tag = bytes.indexOf(LSN_TAG, from + 1); tag !== -1; tag = bytes.indexOf(LSN_TAG, tag + 1)) {
    for (let at = Math.max(from, tag - 3); at < tag; at++) {
      const frame = readFrame(bytes, at);
      if (frame === undefined) continue;
      if (isSound(frame)) return frame;
      summed += frame.body.length;
      if (summed >= SEARCH_BYTES) return 'not looked for';
    }
  }
  return 'none';
}
