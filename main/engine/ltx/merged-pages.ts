// The pages of several files in one order: of each page the newest, none past the newest end of the database.
import { type Checksum, CHECKSUM_FLAG_HI } from './checksum.ts';
import { joinHalves } from './crc64.ts';
import type { PageCursor } from './cursor.ts';
import type { PageChunk } from './encode-chunk.ts';
import { isSnapshot, type LtxHeader } from './header.ts';
import { PageBatch } from './page-batch.ts';
import { PageOrder } from './page-order.ts';

const BATCH_BYTES = 256 * 1024;

/** Reads every cursor to its proved end, pages it has no use for included. */
export class MergedPages {
  readonly #cursors: readonly PageCursor[];
  readonly #header: LtxHeader;
  readonly #order: PageOrder;
  readonly #batch: PageBatch;
  /** XOR of the page sums. */
  #hi = 0;
  #lo = 0;

  /** `cursors`: started, oldest file first. `header`: of the merged file. */
  constructor(cursors: readonly PageCursor[], header: LtxHeader) {
    this.#cursors = cursors;
    this.#header = header;
    this.#order = new PageOrder(header, 'ltx-incomplete');
    this.#batch = new PageBatch(header.pageSize, BATCH_BYTES);
  }

  /** `ltx-incomplete` when a snapshot and the changes after it leave a page open. */
  async *chunks(): AsyncGenerator<PageChunk, void, undefined> {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const { pgno } = next;
      if (pgno <= this.#header.commit) this.#take(next);
      for (const cursor of this.#cursors) {
        if (cursor.pgno === pgno && !cursor.step()) await cursor.load();
      }
      if (this.#batch.isFull) yield this.#batch.take()!;
    }
    this.#order.finish();
    const last = this.#batch.take();
    if (last !== undefined) yield last;
  }

  /** The cursor with the lowest page; of several the newest. Undefined when all are past their ends. */
  #next(): PageCursor | undefined {
    let lowest = Infinity;
    let chosen: PageCursor | undefined;
    for (const cursor of this.#cursors) {
      if (cursor.pgno > lowest || cursor.pgno === Infinity) continue;
      lowest = cursor.pgno;
      chosen = cursor;
    }
    return chosen;
  }

  #take(cursor: PageCursor): void {
    this.#order.admit(cursor.pgno);
    this.#batch.add(cursor.pgno, cursor.page);
    const [hi, lo] = cursor.sum;
    this.#hi ^= hi;
    this.#lo ^= lo;
  }

  /**
   * After the last chunk of a snapshot: what its pages sum to. Undefined for changes, whose sum needs a
   * database.
   */
  get checksum(): Checksum | undefined {
    return isSnapshot(this.#header) ? joinHalves(this.#hi | CHECKSUM_FLAG_HI, this.#lo) : undefined;
  }
}
