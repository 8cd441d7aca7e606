// Where a database's history is kept: a store of immutable LTX files in numbered levels (FACTS A.13, B.13).
// Level 0 holds what capture wrote, level 9 snapshots, 1–8 merged files.
import type { Txid } from '../ltx/txid.ts';
import type { TxidRange } from '../ltx/name.ts';

export const SNAPSHOT_LEVEL = 9;
export const LEVELS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, SNAPSHOT_LEVEL];

/** Names one file at a destination. */
export interface LtxRef extends TxidRange {
  readonly level: number;
}

export interface LtxInfo extends LtxRef {
  /** Bytes. */
  readonly size: number;
  /** When its last change was captured: milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

export interface ListOptions {
  /** Only files whose min is at least this. */
  readonly seek?: Txid;
  /**
   * `listed` takes creation times from the listing (cheap; wrong after a copy that did not keep them),
   * `exact` from the files' own headers or metadata.
   */
  readonly times?: 'listed' | 'exact';
  readonly signal?: AbortSignal;
}

export interface ByteRange {
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes; to the end of the file when absent. */
  readonly length?: number;
}

export interface OpenOptions {
  readonly range?: ByteRange;
  readonly signal?: AbortSignal;
}

export interface WriteOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes written so far. */
  readonly onBytes?: (bytes: number) => void;
  /** Called with each piece of the source that is not needed any more; not every destination knows of its pieces. */
  readonly onSpent?: (piece: Uint8Array) => void;
  /** Called right before each request that changes something there; what it throws ends the writing. */
  readonly permit?: () => void;
}

export interface RemoveOptions {
  readonly signal?: AbortSignal;
  /** As for `write`. */
  readonly permit?: () => void;
}

/**
 * One store. All methods may be called at the same time. Errors are TidemarkErrors: `destination-absent` (the disk or
 * server is not there: retry later), `destination-denied`, `destination-untrusted`, `destination-clock`, `destination-full`,
 * `destination-failed`, `object-exists`, `object-missing`, `aborted`.
 */
export interface Destination {
  /** Short name of the kind, as in configuration: `file`, `s3`, `sftp`, `webdav`. */
  readonly type: string;
  /** What a person would paste to name this place again. Never holds secrets. */
  readonly url: string;
  /** `costly`: each byte read passes a network and may be paid for; what is still here is not read from there. */
  readonly reading: 'cheap' | 'costly';
  /** `proved`: what `write` resolved to is known to be there byte for byte, since the place told a digest of what it stored. */
  readonly storing: 'proved' | 'unproved';

  /** Tells that a history was kept here before: should it not be found, the place is absent, and not empty. */
  expectHistory(): void;

  /** Files of a level in order of (min, max). A level that is not there is empty; foreign names are skipped. */
  list(level: number, options?: ListOptions): Promise<LtxInfo[]>;

  /** The file's bytes in order, in pieces of any size. */
  open(ref: LtxRef, options?: OpenOptions): AsyncIterable<Uint8Array>;

  /**
   * Stores a file whole or not at all, durable when the promise resolves. Never overwrites: `object-exists` if the
   * name is taken. The creation time is the header's timestamp.
   */
  write(ref: LtxRef, bytes: AsyncIterable<Uint8Array>, options?: WriteOptions): Promise<LtxInfo>;

  /** Removes the named files; those already gone are no error. When some stay, the error names the first of them. */
  remove(refs: readonly LtxRef[], options?: RemoveOptions): Promise<void>;

  /** Lets go of connections. What is called afterwards connects again. */
  close(): Promise<void>;
}
