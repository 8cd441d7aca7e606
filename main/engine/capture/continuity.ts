// The decision on which everything hangs: do the log's next frames follow on what was captured?
// Never a guess: unless it is certain, the answer is to compare every page of the database (DESIGN §2.1).
import { sameGeneration, type WalHeader } from '../sqlite/wal-format.ts';
import type { WalPlace } from './position.ts';

/** What the log looks like now. */
export interface WalSight {
  /** The log's valid header, or undefined when SQLite would take the log for empty. */
  readonly header: WalHeader | undefined;
  /** Bytes in the file; 0 when it does not exist. */
  readonly size: number;
  /** The running checksum stored in the last frame before `offset`, if there is one. */
  readonly sumsBefore: (offset: number) => { readonly s0: number; readonly s1: number } | undefined;
}

/**
 * `held`: a read mark has been held without a break since everything up to `place` was captured (see read-mark.ts),
 * so the log was reset at most once since, and only after all of it had been captured. `suspect`: the database file
 * itself was written in a way that the log does not explain, so the log alone does not tell what is in it.
 */
export type Attendance = 'held' | 'away' | 'suspect';

export type Continuity =
  /** Nothing was added: the log is as it was, or still empty. */
  | { readonly kind: 'unchanged' }
  /** Go on at the captured place of this same log. */
  | { readonly kind: 'continue'; readonly header: WalHeader }
  /** The log was reset after all of it was captured: go on at its first frame. */
  | { readonly kind: 'restart'; readonly header: WalHeader }
  /** The log was emptied after all of it was captured. */
  | { readonly kind: 'emptied' }
  /** Not certain: compare the pages. */
  | { readonly kind: 'lost'; readonly reason: string };

export function judgeContinuity(place: WalPlace, sight: WalSight, attendance: Attendance): Continuity {
  if (attendance === 'suspect') return lost('the database file was changed from outside');
  switch (place.kind) {
    case 'none':
      return lost('the log was not followed before');
    case 'empty':
      return fromEmpty(sight, attendance);
    case 'at':
      return fromPlace(place, sight, attendance);
  }
}

function fromEmpty(sight: WalSight, attendance: Attendance): Continuity {
  if (attendance === 'away') return lost('the database may have been written while nobody watched');
  return sight.header === undefined ? { kind: 'unchanged' } : { kind: 'restart', header: sight.header };
}

function fromPlace(place: WalPlace & { kind: 'at' }, sight: WalSight, attendance: Attendance): Continuity {
  const { header } = sight;
  if (header === undefined) {
    if (attendance === 'held' && sight.size === 0) return { kind: 'emptied' };
    return lost('the log has gone');
  }
  if (sameGeneration(header, place)) return sameLog(place, header, sight);
  const resets = (header.salt1 - place.salt1) >>> 0;
  if (attendance === 'away') return lost('the log was reset while nobody watched');
  if (resets !== 1) return lost(`the log was reset ${resets} times`);
  return { kind: 'restart', header };
}

function sameLog(place: WalPlace & { kind: 'at' }, header: WalHeader, sight: WalSight): Continuity {
  if (header.order !== place.order) return lost('the log changed its byte order');
  const sums = sight.sumsBefore(place.offset);
  if (sums?.s0 !== place.s0 || sums.s1 !== place.s1) return lost('the last captured frame is not there any more');
  return { kind: 'continue', header };
}

function lost(reason: string): Continuity {
  return { kind: 'lost', reason };
}
