// Makes a database of a wanted size, fast: for benchmarks and for tests of big files.
import { closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Filler } from './filler.ts';

export interface DatabaseSpec {
  /** Must not exist yet. */
  readonly path: string;
  /** Wanted size of the file; the result is within a few percent of it, or the smallest there can be. */
  readonly bytes: number;
  /** Default 4096. */
  readonly pageSize?: number;
  /** What it is left in; default `wal`. No -wal or -journal file is left beside it. */
  readonly journal?: 'wal' | 'delete';
  /** The same seed gives the same rows. Default 1. */
  readonly seed?: number;
}

export interface MadeDatabase {
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
}

/** Of the wanted size, what the index that is made last will take. */
const INDEX_SHARE = 0.03;
const ROWS_PER_BATCH = 200;

/**
 * One table of orders (numbers, words, a blob that does not compress) with one index. A page of it compresses
 * about 2–3 times with LZ4. Everything is on the disk on return.
 */
export function makeDatabase(spec: DatabaseSpec): MadeDatabase {
  const db = new Database(spec.path);
  db.pragma(`page_size = ${spec.pageSize ?? 4096}`);
  db.pragma('journal_mode = off');
  db.pragma('synchronous = off');
  db.pragma('locking_mode = exclusive');
  db.exec(`CREATE TABLE orders (id INTEGER PRIMARY KEY, placed_at INTEGER NOT NULL, account INTEGER NOT NULL,
    state TEXT NOT NULL, total REAL, note TEXT, label BLOB)`);
  const rows = db.transaction(() => fill(db, spec))();
  db.exec('CREATE INDEX orders_by_account ON orders (account, placed_at)');
  db.pragma('locking_mode = normal');
  db.pragma(`journal_mode = ${spec.journal ?? 'wal'}`);
  db.close();
  bringToDisk(spec.path);
  return { path: spec.path, bytes: statSync(spec.path).size, rows };
}

function fill(db: Database.Database, spec: DatabaseSpec): number {
  const filler = new Filler(spec.seed ?? 1);
  const insert = db.prepare('INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)');
  const pages = db.prepare<[], number>('SELECT page_count FROM pragma_page_count()').pluck();
  const enough = (spec.bytes / (spec.pageSize ?? 4096)) * (1 - INDEX_SHARE);
  let id = 0;
  while (pages.get()! < enough) {
    for (let i = 0; i < ROWS_PER_BATCH; i++) insert.run(...order(++id, filler));
  }
  return id;
}

function order(id: number, filler: Filler): (number | string | Uint8Array)[] {
  const state = ['new', 'paid', 'shipped', 'returned'][filler.below(4)]!;
  const total = filler.below(1_000_000) / 100;
  const note = filler.text(250 + filler.below(400));
  return [
    id,
    1_700_000_000_000 + id * 977,
    filler.below(50_000),
    state,
    total,
    note,
    filler.bytes(filler.below(64)),
  ];
}

function bringToDisk(path: string): void {
  const fd = openSync(path, 'r+');
  fsyncSync(fd);
  closeSync(fd);
}
