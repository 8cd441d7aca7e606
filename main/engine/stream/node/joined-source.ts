// The history of a node that took over: what it captures itself, and before that what it had received from the primary before
// it, so that the others need not get the whole database for the sake of a few transactions.
import type { TxidRange } from '../../ltx/name.ts';
import type { Pos } from '../../ltx/pos.ts';
import type { Txid } from '../../ltx/txid.ts';
import type { NextLtx, StreamSnapshot, StreamSource } from '../source.ts';

/** Files as they were received. */
export type Received = Pick<StreamSource, 'checksumAt' | 'next' | 'hold' | 'open'>;

export class JoinedSource implements StreamSource {
  readonly #own: StreamSource;
  readonly #before: Received;
  readonly #from: Pos;

  /** @param from where `before` ends and `own` begins */
  constructor(own: StreamSource, before: Received, from: Pos) {
    this.#own = own;
    this.#before = before;
    this.#from = from;
  }

  get changed(): StreamSource['changed'] {
    return this.#own.changed;
  }

  head(): Pos | undefined {
    return this.#own.head();
  }

  checksumAt(txid: Txid): bigint | undefined {
    const { txid: from, postApplyChecksum } = this.#from;
    if (txid === from) return postApplyChecksum;
    return txid < from ? this.#before.checksumAt(txid) : this.#own.checksumAt(txid);
  }

  next(after: Txid): NextLtx {
    if (after >= this.#from.txid) return this.#own.next(after);
    const next = this.#before.next(after);
    return next.kind === 'file' && next.range.max <= this.#from.txid ? next : { kind: 'gap' };
  }

  hold(range: TxidRange): () => void {
    return this.#of(range).hold(range);
  }

  open(range: TxidRange): AsyncIterable<Uint8Array> {
    return this.#of(range).open(range);
  }

  snapshot(signal: AbortSignal): Promise<StreamSnapshot> {
    return this.#own.snapshot(signal);
  }

  want(follower: string, txid: Txid): void {
    this.#own.want(follower, txid);
  }

  unwant(follower: string): void {
    this.#own.unwant(follower);
  }

  #of({ max }: TxidRange): Received {
    return max <= this.#from.txid ? this.#before : this.#own;
  }
}
