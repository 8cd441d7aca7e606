// What a replica sends from: the files captured from one database that are still kept on this computer.
import type { Checksum } from '../ltx/checksum.ts';
import type { TxidRange } from '../ltx/name.ts';
import type { Pos } from '../ltx/pos.ts';
import type { Txid } from '../ltx/txid.ts';

export type NextFile =
  /** Nothing has been captured after the given transaction. */
  | { readonly kind: 'none' }
  /** The file that follows; `size` in bytes. */
  | { readonly kind: 'file'; readonly range: TxidRange; readonly size: number }
  /** The file that follows is not kept here any more, or the given transaction was never ours. */
  | { readonly kind: 'gap' };

/** One captured file; `size` in bytes. */
export interface OutboxFile {
  readonly range: TxidRange;
  readonly size: number;
}

/** What waits to be sent; `bytes` as it lies here. */
export interface Pending {
  readonly files: number;
  readonly bytes: number;
}

export interface Snapshot {
  /** The transaction it shows the database at. */
  readonly max: Txid;
  /** Bytes of the database: an estimate of the file's size, which compression makes smaller. */
  readonly size: number;
  /** One LTX file, min 1. Pieces are given away: their memory is not used again. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Lets go of the database. Called exactly once, also when `bytes` was not read or not to the end. */
  dispose(): void;
}

/** One database's captured files. Transactions are numbered upwards for ever; files never change. */
export interface Outbox {
  /** Newest captured position; undefined before the first. */
  head(): Pos | undefined;
  next(after: Txid): NextFile;
  /** What is kept here of what was captured after a transaction. */
  pending(after: Txid): Pending;
  /** The files from the one named by `next(after)` on, each following the one before it; `most` of them at most. */
  following(after: Txid, most: number): readonly OutboxFile[];
  /** The files that together hold exactly these transactions, while all are still kept here. */
  tiles(range: TxidRange): readonly OutboxFile[] | undefined;
  /** The files of these transactions stay as they are until the function that it returns is called. */
  hold(range: TxidRange): () => void;
  /** Checksum of the whole database after that transaction, if still known. */
  checksumAt(txid: Txid): Checksum | undefined;
  /** A file named by `next`. Pieces are given away. */
  open(range: TxidRange): AsyncIterable<Uint8Array>;
  /** The whole database as it is now, at `head()` or later. */
  snapshot(signal: AbortSignal): Promise<Snapshot>;
}

/** Our checksum after `txid`: the head's own, or what was recorded. */
export function checksumAt(outbox: Outbox, txid: Txid): Checksum | undefined {
  const head = outbox.head();
  return head?.txid === txid ? head.postApplyChecksum : outbox.checksumAt(txid);
}
