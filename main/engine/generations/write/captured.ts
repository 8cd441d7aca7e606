// What histories of generations are written from: the part of a replica's outbox that it takes (main/engine/replica/outbox.ts
// says what each means; the two are of one rank and know nothing of each other).
import type { Checksum } from '../../ltx/checksum.ts';
import type { TxidRange } from '../../ltx/name.ts';
import type { Pos } from '../../ltx/pos.ts';
import type { Txid } from '../../ltx/txid.ts';

export interface CapturedSnapshot {
  /** The transaction it shows the database at. */
  readonly max: Txid;
  /** Bytes of the database. */
  readonly size: number;
  /** One LTX file, min 1. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Called exactly once, also when `bytes` was not read. */
  dispose(): void;
}

export interface CapturedFiles {
  head(): Pos | undefined;
  next(after: Txid): { readonly kind: 'none' | 'gap' } | { readonly kind: 'file'; readonly range: TxidRange };
  hold(range: TxidRange): () => void;
  checksumAt(txid: Txid): Checksum | undefined;
  open(range: TxidRange): AsyncIterable<Uint8Array>;
  snapshot(signal: AbortSignal): Promise<CapturedSnapshot>;
}

/** Who may write there: the pen of main/engine/replica/pen.ts. */
export interface WritingPen {
  readonly taken: number;
  ensure(signal: AbortSignal): Promise<number>;
  readonly check: () => void;
}

/** When changes may be sent: main/engine/replica/pacing/pace.ts. */
export interface WritingPace {
  delay(now: number): number;
  began(now: number): void;
}
