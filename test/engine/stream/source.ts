// A real database that somebody writes to, and each of its transactions as the LTX file that capture would make of it:
// found by comparing whole images, so that it owes nothing to what is tested.
import Sqlite from 'better-sqlite3';
import { EMPTY_DATABASE, pageSumInto } from '../../../main/engine/ltx/checksum.ts';
import type { CompactionInput } from '../../../main/engine/ltx/compact.ts';
import { LTX_NO_CHECKSUM } from '../../../main/engine/ltx/header.ts';
import type { TxidRange } from '../../../main/engine/ltx/name.ts';
import { PageSums } from '../../../main/engine/ltx/page-sums.ts';
import type { Pos } from '../../../main/engine/ltx/pos.ts';
import { encodeFile, headerOf } from '../ltx/files.ts';

export interface SourceFile extends CompactionInput {
  readonly bytes: Uint8Array;
  /** After it. */
  readonly pos: Pos;
  /** The whole source after it. */
  readonly image: Uint8Array;
}

export type Mode = 'wal' | 'delete';

/** As many accounts as money moves between: their sum never changes. */
export const ACCOUNTS = 40;
export const TOTAL = ACCOUNTS * 100;

export class Source {
  readonly db: Sqlite.Database;
  readonly files: SourceFile[] = [];
  #image: Uint8Array = new Uint8Array(0);
  #sums = new PageSums();
  #txid = 0n;
  #pageSize: number;

  constructor(path: string, { pageSize = 4096, mode = 'wal' }: { readonly pageSize?: number; readonly mode?: Mode } = {}) {
    this.#pageSize = pageSize;
    this.db = new Sqlite(path);
    this.db.pragma(`page_size = ${pageSize}`);
    this.db.pragma(`journal_mode = ${mode}`);
  }

  /** The usual beginning: the accounts, as transaction 1. */
  begin(): SourceFile {
    const values = Array.from({ length: ACCOUNTS }, (_, i) => `(${i}, 100)`).join();
    return this.commit(`CREATE TABLE accounts(id INTEGER PRIMARY KEY, amount INTEGER); CREATE TABLE log(note TEXT);
      INSERT INTO accounts VALUES ${values}`);
  }

  /** Moves money from one account to the next, and writes a note of so many bytes. */
  transfer(bytes = 100): SourceFile {
    const from = Number(this.#txid) % ACCOUNTS;
    return this.commit(`BEGIN; UPDATE accounts SET amount = amount - 1 WHERE id = ${from};
      UPDATE accounts SET amount = amount + 1 WHERE id = ${(from + 7) % ACCOUNTS};
      INSERT INTO log VALUES (hex(zeroblob(${bytes / 2}))); COMMIT`);
  }

  /** Runs the statements; all that they changed is the next transaction. */
  commit(sql: string): SourceFile {
    this.db.exec(sql);
    return this.record(this.db.serialize());
  }

  /** The state is the next transaction, however it came about. */
  record(image: Uint8Array): SourceFile {
    const pre = this.#sums.checksum();
    const changed = this.#changedPages(image);
    this.#image = image;
    this.#txid += 1n;
    const file = this.#file({ min: this.#txid, max: this.#txid }, changed, pre);
    this.files.push(file);
    return file;
  }

  /** The whole, as of now. */
  snapshot(): SourceFile {
    const { length } = this.#image;
    const pages = new Map<number, Uint8Array>();
    for (let pgno = 1; pgno <= length / this.#pageSize; pgno++) pages.set(pgno, this.#page(this.#image, pgno));
    return this.#file({ min: 1n, max: this.#txid }, pages, 0n);
  }

  #changedPages(image: Uint8Array): Map<number, Uint8Array> {
    const changed = new Map<number, Uint8Array>();
    const sum = new Uint32Array(2);
    const commit = image.length / this.#pageSize;
    for (let pgno = 1; pgno <= commit; pgno++) {
      const page = this.#page(image, pgno);
      pageSumInto(pgno, page, sum, 0);
      if (!this.#sums.equals(pgno, sum, 0)) changed.set(pgno, page);
      this.#sums.setFrom(pgno, sum, 0);
    }
    this.#sums.truncate(commit);
    return changed;
  }

  #page(image: Uint8Array, pgno: number): Uint8Array {
    return image.subarray((pgno - 1) * this.#pageSize, pgno * this.#pageSize);
  }

  #file(range: TxidRange, pages: Map<number, Uint8Array>, pre: bigint): SourceFile {
    const commit = this.#image.length / this.#pageSize;
    const post = this.#sums.checksum();
    const before = range.min === 1n ? 0n : pre;
    const empty = { flags: 0, preApply: before };
    const header = headerOf({
      ...range,
      pageSize: this.#pageSize,
      commit,
      flags: LTX_NO_CHECKSUM,
      rolling: { pre: before, post },
      ...(commit === 0 ? empty : {}),
    });
    const bytes = encodeFile(header, pages, commit === 0 ? EMPTY_DATABASE : undefined);
    const pos = { txid: range.max, postApplyChecksum: post };
    return { range, bytes, pos, image: this.#image, open: () => once(bytes) };
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- as from a disk
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
