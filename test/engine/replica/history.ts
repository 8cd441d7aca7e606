// A small database's life, as the real LTX files that capture would have made of it.
import { LtxEncoder, ChunkedSink } from '../../../main/engine/ltx/encoder.ts';
import { CHECKSUM_FLAG, pageChecksum, type Checksum } from '../../../main/engine/ltx/checksum.ts';
import { LTX_NO_CHECKSUM, type LtxHeader } from '../../../main/engine/ltx/header.ts';
import type { Pos } from '../../../main/engine/ltx/pos.ts';
import type { Txid } from '../../../main/engine/ltx/txid.ts';

const PAGE_SIZE = 512;
const PAGES = 4;
const START = Date.UTC(2026, 0, 1);

/** Whether files carry our checksums (`rolling`) or none, as Litestream's. */
export type Kind = 'ours' | 'litestream';

/**
 * Transaction 1 writes all pages, each later one a page; `seed` makes two histories differ from the first on.
 */
export class History {
  readonly #seed: number;
  readonly #kind: Kind;
  readonly #positions: Pos[] = [{ txid: 0n, postApplyChecksum: 0n }];
  readonly #files: Uint8Array[] = [];
  readonly #images: Uint8Array[][] = [[]];

  constructor(seed = 1, kind: Kind = 'ours') {
    this.#seed = seed;
    this.#kind = kind;
  }

  get head(): Pos {
    return this.#positions.at(-1)!;
  }

  /** Makes transactions up to and including `txid`. */
  growTo(txid: Txid): this {
    while (this.head.txid < txid) this.#commit();
    return this;
  }

  position(txid: Txid): Pos {
    return this.#positions[Number(txid)]!;
  }

  /** The file of one transaction. */
  file(txid: Txid): Uint8Array {
    return this.#files[Number(txid) - 1]!;
  }

  /** The whole database at `txid`, in pieces. */
  snapshot(txid: Txid): Uint8Array[] {
    const image = this.#images[Number(txid)]!;
    return this.#encode(1n, txid, new Map(image.map((page, i) => [i + 1, page])));
  }

  #commit(): void {
    const txid = this.head.txid + 1n;
    const changed = this.#changesOf(txid);
    const image = Array.from({ length: PAGES }, (_, i) => changed.get(i + 1) ?? this.#images.at(-1)![i]!);
    this.#images.push(image);
    this.#positions.push({ txid, postApplyChecksum: checksumOf(image) });
    this.#files.push(Buffer.concat(this.#encode(txid, txid, changed)));
  }

  #changesOf(txid: Txid): Map<number, Uint8Array> {
    const pgnos = txid === 1n ? [1, 2, 3, 4] : [1 + (Number(txid) % PAGES)];
    const fill = (pgno: number): Uint8Array =>
      Uint8Array.from(
        { length: PAGE_SIZE },
        (_, i) => i * 7 + pgno * 13 + Number(txid) * 31 + this.#seed * 101,
      );
    return new Map(pgnos.map((pgno) => [pgno, fill(pgno)]));
  }

  #encode(min: Txid, max: Txid, pages: ReadonlyMap<number, Uint8Array>): Uint8Array[] {
    const sink = new ChunkedSink();
    const encoder = new LtxEncoder(sink, this.#header(min, max));
    for (const [pgno, page] of pages) encoder.page(pgno, page);
    encoder.finish();
    return sink.take();
  }

  #header(min: Txid, max: Txid): LtxHeader {
    const pre = min === 1n ? 0n : this.position(min - 1n).postApplyChecksum;
    const rolling = { pre, post: this.position(max).postApplyChecksum };
    return {
      flags: LTX_NO_CHECKSUM,
      pageSize: PAGE_SIZE,
      commit: PAGES,
      min,
      max,
      timestamp: START + Number(max) * 1000,
      preApply: 0n,
      walOffset: 0,
      walSize: 0,
      walSalt1: 0,
      walSalt2: 0,
      nodeId: 0n,
      ...(this.#kind === 'ours' ? { rolling } : {}),
    };
  }
}

function checksumOf(image: readonly Uint8Array[]): Checksum {
  return image.reduce((sum, page, i) => CHECKSUM_FLAG | (sum ^ pageChecksum(i + 1, page)), CHECKSUM_FLAG);
}
