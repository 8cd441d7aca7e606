// Captured transactions as frames of a write-ahead log: each captured file is one transaction, its last frame the commit.
import { throwIfAborted } from '../../base/abort.ts';
import { readHeader } from '../../destination/batch.ts';
import { decodeLtx } from '../../ltx/decoder.ts';
import type { LtxHeader } from '../../ltx/header.ts';
import type { TxidRange } from '../../ltx/name.ts';
import type { Txid } from '../../ltx/txid.ts';
import { framesIn } from '../../sqlite/wal-format.ts';
import { WalWriter } from '../../sqlite/wal-writer.ts';
import type { CapturedFiles } from './captured.ts';
import type { Standing } from './standing.ts';

export interface SegmentBounds {
  /** A segment takes no further transaction once it has this many bytes, uncompressed. */
  readonly bytes: number;
  /** Nor one once the log has this many frames. */
  readonly frames: number;
  /** Nor one after this. */
  readonly until: Txid | undefined;
}

/** One segment while it is made. Everything in it was proved whole when `bytes` has ended. */
export class SegmentMaker {
  readonly #captured: CapturedFiles;
  readonly #from: Standing;
  readonly #bounds: SegmentBounds;
  readonly #writer: WalWriter;
  #to: Pick<Standing, 'txid' | 'checksum'>;

  constructor(captured: CapturedFiles, from: Standing, bounds: SegmentBounds) {
    this.#captured = captured;
    this.#from = from;
    this.#bounds = bounds;
    this.#writer = new WalWriter(from, from.end);
    this.#to = from;
  }

  /** Whether there is a transaction in it. */
  get isEmpty(): boolean {
    return this.#to.txid === this.#from.txid;
  }

  /** Where writing stands once it is there. */
  get standing(): Standing {
    const { txid, checksum } = this.#to;
    const offsets = [...this.#from.offsets, this.#from.end.offset];
    return { ...this.#from, offsets, end: this.#writer.end, txid, checksum };
  }

  /** Whether the next captured file can go on in this log as it is. */
  async next(): Promise<TxidRange | undefined> {
    const next = this.#captured.next(this.#to.txid);
    if (next.kind !== 'file') return undefined;
    const { until } = this.#bounds;
    if (until !== undefined && next.range.max > until) return undefined;
    const release = this.#captured.hold(next.range);
    try {
      return this.#fits(await readHeader(this.#captured.open(next.range))) ? next.range : undefined;
    } finally {
      release();
    }
  }

  /** The log's bytes from where it stands on. */
  async *bytes(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    if (this.#from.end.offset === 0) yield this.#writer.header();
    for (let range = await this.next(); range !== undefined && !this.#isFull(); range = await this.next()) {
      throwIfAborted(signal, 'copying');
      const release = this.#captured.hold(range);
      try {
        if ((yield* this.#transaction(range)) === 'nothing') return;
      } finally {
        release();
      }
    }
  }

  /** A log has no words for a database without pages, nor for pages of another size. */
  #fits({ pageSize, commit, min, rolling }: LtxHeader): boolean {
    if (pageSize !== this.#from.pageSize || commit === 0 || rolling === undefined) return false;
    return min !== this.#to.txid + 1n || rolling.pre === this.#to.checksum;
  }

  #isFull(): boolean {
    const { offset } = this.#writer.end;
    const { bytes, frames } = this.#bounds;
    return !this.isEmpty && (offset - this.#from.end.offset >= bytes || framesIn(offset, this.#from.pageSize) >= frames);
  }

  /** The last frame waits until the file is proved: before it nothing is committed. */
  async *#transaction(range: TxidRange): AsyncGenerator<Uint8Array, 'written' | 'nothing'> {
    const { pageSize } = this.#from;
    const runs = decodeLtx(this.#captured.open(range));
    let held: { readonly pgno: number; readonly page: Uint8Array } | undefined;
    for (;;) {
      const next = await runs.next();
      if (next.done === true) {
        const { commit, rolling, max } = next.value.header;
        if (held === undefined) return 'nothing';
        yield this.#writer.frame(held.pgno, commit, held.page);
        this.#to = { txid: max, checksum: rolling!.post };
        return 'written';
      }
      const { pgnos, pages } = next.value;
      for (const [i, pgno] of pgnos.entries()) {
        if (held !== undefined) yield this.#writer.frame(held.pgno, 0, held.page);
        held = { pgno, page: pages.subarray(i * pageSize, (i + 1) * pageSize) };
      }
    }
  }
}
