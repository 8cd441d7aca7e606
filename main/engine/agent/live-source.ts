// A database that is captured here as what others follow: its spool, and the database itself for those who need the whole.
import { Emitter, type Event } from '../base/events.ts';
import type { Ledger } from '../capture/ledger.ts';
import type { TxidRange } from '../ltx/name.ts';
import type { Txid } from '../ltx/txid.ts';
import type { Outbox } from '../replica/outbox.ts';
import type { NextLtx, StreamSnapshot, StreamSource } from '../stream/source.ts';

export class LiveSource implements StreamSource {
  readonly #ledger: Ledger;
  readonly #outbox: Outbox;
  readonly #changed = new Emitter<undefined>();
  readonly #wants = new Map<string, Txid>();
  /** What is being sent just now. */
  readonly #held = new Set<TxidRange>();

  constructor(ledger: Ledger, outbox: Outbox) {
    this.#ledger = ledger;
    this.#outbox = outbox;
  }

  get changed(): Event<undefined> {
    return this.#changed;
  }

  /** Where those are who follow, and who have something already. */
  get stands(): readonly Txid[] {
    return [...this.#wants.values()].filter((txid) => txid > 0n);
  }

  /** What is after it is needed: now by who is sent a file, later by who is behind. */
  needs(): { readonly now: Txid | undefined; readonly later: Txid | undefined } {
    return { now: leastOf([...this.#held].map(({ min }) => min - 1n)), later: leastOf(this.stands) };
  }

  /** Something was captured. */
  tell(): void {
    this.#changed.emit(undefined);
  }

  head(): ReturnType<StreamSource['head']> {
    return this.#outbox.head();
  }

  checksumAt(txid: Txid): bigint | undefined {
    return this.#outbox.checksumAt(txid);
  }

  /** The newest file may be there a moment before its transaction counts. */
  next(after: Txid): NextLtx {
    const next = this.#outbox.next(after);
    if (next.kind !== 'file' || next.range.max <= (this.head()?.txid ?? 0n)) return next;
    return { kind: 'none' };
  }

  hold(range: TxidRange): () => void {
    const kept = { ...range };
    const release = this.#outbox.hold(range);
    this.#held.add(kept);
    return () => {
      this.#held.delete(kept);
      release();
    };
  }

  open(range: TxidRange): AsyncIterable<Uint8Array> {
    return this.#ledger.spool.open(range);
  }

  snapshot(signal: AbortSignal): Promise<StreamSnapshot> {
    signal.throwIfAborted();
    return this.#outbox.snapshot(signal);
  }

  want(follower: string, txid: Txid): void {
    this.#wants.set(follower, txid);
  }

  unwant(follower: string): void {
    this.#wants.delete(follower);
  }
}

/** The least of them; undefined of none. */
export function leastOf(txids: readonly Txid[]): Txid | undefined {
  return txids.reduce<Txid | undefined>((least, txid) => (least === undefined || txid < least ? txid : least), undefined);
}
