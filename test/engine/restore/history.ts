// Histories of real databases: an image after each transaction, and LTX files between any two of them.
import Sqlite from 'better-sqlite3';
import { LtxEncoder, ChunkedSink } from '../../../main/engine/ltx/encoder.ts';
import { LTX_NO_CHECKSUM } from '../../../main/engine/ltx/header.ts';
import { lockPgno } from '../../../main/engine/ltx/lock-page.ts';
import { PageSums } from '../../../main/engine/ltx/page-sums.ts';
import { pageSumInto } from '../../../main/engine/ltx/checksum.ts';
import type { Checksum } from '../../../main/engine/ltx/checksum.ts';
import { dice } from './plans.ts';

/**
 * What a file says of the database's checksum: our extension, the standard fields, or nothing as
 * Litestream's.
 */
export type Recorded = 'rolling' | 'standard' | 'nothing';

/** When transaction n was captured: seconds after this, in ms. */
export const EPOCH = Date.UTC(2026, 0, 1);

export class History {
  readonly pageSize: number;
  /** The database after each transaction; before the first at index 0. */
  readonly images: Uint8Array[] = [new Uint8Array(0)];

  readonly #files = new Map<string, Uint8Array>();

  constructor(pageSize: number) {
    this.pageSize = pageSize;
  }

  get end(): number {
    return this.images.length - 1;
  }

  commit(txid: number): number {
    return this.images[txid]!.length / this.pageSize;
  }

  page(txid: number, pgno: number): Uint8Array {
    return this.images[txid]!.subarray((pgno - 1) * this.pageSize, pgno * this.pageSize);
  }

  checksum(txid: number): Checksum {
    const sums = new PageSums();
    const pair = new Uint32Array(2);
    for (let pgno = 1; pgno <= this.commit(txid); pgno++) {
      if (pgno === lockPgno(this.pageSize)) continue;
      pageSumInto(pgno, this.page(txid, pgno).slice(), pair, 0);
      sums.setFrom(pgno, pair, 0);
    }
    return sums.checksum();
  }

  /** Pages that some transaction of min…max wrote and the database still has after max. */
  changed(min: number, max: number): number[] {
    const pgnos: number[] = [];
    for (let pgno = 1; pgno <= this.commit(max); pgno++) {
      if (pgno === lockPgno(this.pageSize)) continue;
      let isChanged = min === 1;
      for (let txid = min; txid <= max && !isChanged; txid++) {
        isChanged = Buffer.compare(this.page(txid - 1, pgno), this.page(txid, pgno)) !== 0;
      }
      if (isChanged) pgnos.push(pgno);
    }
    return pgnos;
  }

  /** The LTX file of the transactions min…max, with the pages it should have or those in `pgnos`. */
  file(min: number, max: number, recorded: Recorded = 'rolling', pgnos?: readonly number[]): Uint8Array {
    if (pgnos !== undefined) return this.#encode(min, max, recorded, pgnos);
    const key = `${min}-${max} ${recorded}`;
    const bytes = this.#files.get(key) ?? this.#encode(min, max, recorded, this.changed(min, max));
    this.#files.set(key, bytes);
    return bytes;
  }

  #encode(min: number, max: number, recorded: Recorded, pgnos: readonly number[]): Uint8Array {
    const sink = new ChunkedSink();
    const pre = min === 1 ? 0n : this.checksum(min - 1);
    const post = this.checksum(max);
    const encoder = new LtxEncoder(sink, {
      flags: recorded === 'standard' || this.commit(max) === 0 ? 0 : LTX_NO_CHECKSUM,
      pageSize: this.pageSize,
      commit: this.commit(max),
      min: BigInt(min),
      max: BigInt(max),
      timestamp: EPOCH + max * 1000,
      preApply: recorded === 'standard' || this.commit(max) === 0 ? pre : 0n,
      walOffset: 0,
      walSize: 0,
      walSalt1: 0,
      walSalt2: 0,
      nodeId: 0n,
      ...(recorded === 'rolling' ? { rolling: { pre, post } } : {}),
    });
    for (const pgno of pgnos) encoder.page(pgno, this.page(max, pgno).slice());
    encoder.finish(recorded === 'standard' ? post : undefined);
    return new Uint8Array(Buffer.concat(sink.take()));
  }
}

export interface Recipe {
  readonly pageSize?: number;
  readonly transactions?: number;
  readonly seed?: number;
  readonly journal?: 'wal' | 'delete';
}

/** Inserts, updates, deletes and now and then a VACUUM, as a program would make them. */
export function makeHistory({
  pageSize = 512,
  transactions = 20,
  seed = 1,
  journal = 'wal',
}: Recipe = {}): History {
  const roll = dice(seed);
  const history = new History(pageSize);
  const database = new Sqlite(':memory:');
  database.pragma(`page_size = ${pageSize}`);
  database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, body BLOB)');
  const insert = database.prepare('INSERT INTO t (n, body) VALUES (?, ?)');
  for (let n = 1; n <= transactions; n++) {
    if (n % 9 === 8) {
      database.exec('DELETE FROM t WHERE id % 3 <> 0');
      database.exec('VACUUM');
    } else {
      for (let rows = 1 + roll(6); rows > 0; rows--) insert.run(n, Buffer.alloc(roll(pageSize), roll(256)));
      database.prepare('UPDATE t SET n = n + 1 WHERE id % 7 = ?').run(roll(7));
    }
    history.images.push(asWritten(database.serialize(), journal));
  }
  database.close();
  return history;
}

/** The image as a database in that journal mode has it: bytes 18 and 19 of the header. */
function asWritten(image: Buffer, journal: 'wal' | 'delete'): Uint8Array {
  const bytes = new Uint8Array(image);
  bytes.fill(journal === 'wal' ? 2 : 1, 18, 20);
  return bytes;
}
