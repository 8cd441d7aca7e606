// What can be followed: one database's transactions, one LTX file after the other, as a primary captured them or a follower
// received them. Whoever serves a stream reads from it; so does a node that must catch up before it takes over.
import type { Event } from '../base/events.ts';
import type { TxidRange } from '../ltx/name.ts';
import type { Pos } from '../ltx/pos.ts';
import type { Txid } from '../ltx/txid.ts';

/** The file that leads on from a transaction. */
export type NextLtx =
  /** There is nothing after it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly range: TxidRange; readonly size: number }
  /** It is not kept any more, or was never part of this history: only a snapshot leads on. */
  | { readonly kind: 'gap' };

export interface StreamSnapshot {
  readonly max: Txid;
  /** One LTX file with min 1. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Called exactly once, also when `bytes` was not read to the end. */
  dispose(): void;
}

export interface StreamSource {
  /** Newest position; undefined before the first transaction. */
  head(): Pos | undefined;
  /** Checksum of the whole database after that transaction, while it is known. */
  checksumAt(txid: Txid): bigint | undefined;
  next(after: Txid): NextLtx;
  /** The file stays until the function that it returns is called. */
  hold(range: TxidRange): () => void;
  open(range: TxidRange): AsyncIterable<Uint8Array>;
  /** The whole database at `head()` or later. */
  snapshot(signal: AbortSignal): Promise<StreamSnapshot>;
  /** After every transaction. */
  readonly changed: Event<void>;
  /** Files after `txid` are still of use to somebody who follows; called again as that moves on. Returns how to let go. */
  want(follower: string, txid: Txid): void;
  unwant(follower: string): void;
}
