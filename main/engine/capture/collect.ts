// What the page sums of a whole database are gathered into: a fresh table, or the list of pages that differ from one.
import { PageSums } from '../ltx/page-sums.ts';
import type { SummedChunk } from './chunks.ts';

export interface Collector {
  add(chunk: SummedChunk): void;
}

/** Builds the table of a database that is followed for the first time. */
export class TableCollector implements Collector {
  readonly table: PageSums;

  /** `pages`: about how many there will be. */
  constructor(pages: number) {
    this.table = PageSums.withRoom(pages);
  }

  add({ pgnos, sums }: SummedChunk): void {
    pgnos.forEach((pgno, i) => {
      this.table.setFrom(pgno, sums, i);
    });
  }
}

/** Lists the pages whose content is not the table's. */
export class DifferenceCollector implements Collector {
  readonly #table: PageSums;
  readonly #pgnos: number[] = [];
  readonly #sums: number[] = [];

  constructor(table: PageSums) {
    this.#table = table;
  }

  add({ pgnos, sums }: SummedChunk): void {
    pgnos.forEach((pgno, i) => {
      if (this.#table.equals(pgno, sums, i)) return;
      this.#pgnos.push(pgno);
      this.#sums.push(sums[2 * i]!, sums[2 * i + 1]!);
    });
  }

  /** Ascending. */
  get pgnos(): Uint32Array {
    return Uint32Array.from(this.#pgnos);
  }

  get sums(): Uint32Array {
    return Uint32Array.from(this.#sums);
  }
}
