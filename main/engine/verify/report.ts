// What a verification found.
import type { LtxInfo } from '../destination/destination.ts';
import type { Checksum } from '../ltx/checksum.ts';
import type { Txid } from '../ltx/txid.ts';
import { describeFile } from '../restore/damage.ts';

export type ProblemKind =
  /** A file that cannot be read to its end, or whose content is not what its checksums say. */
  | 'damaged'
  /** A file whose header says other transactions than its name. */
  | 'misnamed'
  /** Transactions missing between two files of a level. */
  | 'gap'
  /** Two files of a level that hold the same transactions. */
  | 'overlap'
  /** Two files that disagree about what the database summed to after a transaction. */
  | 'chain'
  /** The newest state cannot be put together. */
  | 'unrestorable';

export interface Problem {
  readonly kind: ProblemKind;
  readonly file?: LtxInfo;
  readonly message: string;
}

/** Worth knowing, but no fault: a file whose time, as the destination tells it, is not the one in its header. */
export interface Note {
  readonly kind: 'time';
  readonly file: LtxInfo;
  readonly message: string;
}

export interface VerifyReport {
  readonly files: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** How many points the files that are whole and rightly named lead to. */
  readonly points: number;
  /** The newest of these points. */
  readonly latest?: Txid;
  /** The newest state, put together from the files; absent when that failed or there is none. */
  readonly newest?: NewestState;
  readonly problems: readonly Problem[];
  readonly notes: readonly Note[];
  /** `sound` when there is no problem of any kind, `empty` when there is nothing to be sound. */
  readonly verdict: 'sound' | 'unsound' | 'empty';
}

export interface NewestState {
  readonly txid: Txid;
  /** Rolling checksum of the database. */
  readonly checksum: Checksum;
  /** Whether it equals what was recorded at capture, or nothing was recorded. */
  readonly proved: 'recorded' | 'computed';
}

/** A problem of one file; the message names it. */
export function problemOf(kind: ProblemKind, file: LtxInfo, words: string): Problem {
  return { kind, file, message: `${describeFile(file)}: ${words}` };
}
