// An app that writes to a SQLite database, in a process of its own:
//   node test/tools/writer.ts --db app.db --seconds 5 --rows 20 --rate 0 --journal wal --sync normal
// All options: writer-options.ts. Prints one JSON object per line: {"kind":"ready"} once the table is there,
// {"kind":"commit",…} for each commit with `--acks each`, and {"kind":"report",…} when the database is
// closed. Ends after --seconds, after --transactions, or on SIGTERM or SIGINT.
import { writeSync } from 'node:fs';
import { createHistogram } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { Filler } from './filler.ts';
import { parseArguments } from './writer-options.ts';
import type { WriterOptions } from './writer-options.ts';

/** What the program prints. */
export type WriterMessage =
  | { readonly kind: 'ready' }
  /** `transaction` is on the disk as far as `--sync` brings it there. */
  | { readonly kind: 'commit'; readonly transaction: number }
  | WriterReport;

export interface WriterReport {
  readonly kind: 'report';
  /** Commits made, and rows written in them. */
  readonly transactions: number;
  readonly rows: number;
  readonly seconds: number;
  /** Time from BEGIN to the end of COMMIT, ms, waiting for locks included; `worstMs` is the longest stall. */
  readonly worstMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Times the busy timeout ran out and the transaction was tried again. */
  readonly busy: number;
  /** CPU time of this process while it wrote, user and system. */
  readonly cpuMs: number;
}

/** How long the loop runs before it lets signals in, ms. */
const TURN = 5;

const options = parseArguments(process.argv.slice(2));
let told = false;
const stop = (): void => {
  told = true;
};
process.on('SIGTERM', stop).on('SIGINT', stop);
await main();

async function main(): Promise<void> {
  const db = open(options);
  const transaction = transactionOn(db);
  say({ kind: 'ready' });
  const report = await write(transaction);
  db.close();
  say(report);
}

function open({ db: path, busy, pageSize, journal, sync, checkpoint }: WriterOptions): Database.Database {
  const db = new Database(path, { timeout: busy });
  db.pragma(`page_size = ${pageSize}`);
  if (journal !== 'keep') db.pragma(`journal_mode = ${journal}`);
  db.pragma(`synchronous = ${sync}`);
  db.pragma(`wal_autocheckpoint = ${checkpoint}`);
  db.exec(`CREATE TABLE IF NOT EXISTS writes (
    id INTEGER PRIMARY KEY, transaction_no INTEGER NOT NULL, body TEXT NOT NULL, noise BLOB NOT NULL)`);
  return db;
}

/**
 * Writes one whole transaction per call and gives its number, which goes on from those already in the table.
 */
function transactionOn(db: Database.Database): () => number {
  const { rows, rowBytes, updates, seed } = options;
  const filler = new Filler(seed);
  const insert = db.prepare('INSERT INTO writes (transaction_no, body, noise) VALUES (?, ?, ?)');
  const update = db.prepare('UPDATE writes SET body = ? WHERE id = ?');
  const last = db.prepare<[], { id: number; no: number }>(
    'SELECT coalesce(max(id), 0) AS id, coalesce(max(transaction_no), 0) AS no FROM writes',
  );
  let { id, no } = last.get()!;
  const noise = Math.floor(rowBytes / 4);
  const updated = Math.round(rows * updates);
  const body = db.transaction((number: number) => {
    for (let i = 0; i < rows - updated; i++)
      insert.run(number, filler.text(rowBytes - noise), filler.bytes(noise));
    for (let i = 0; i < updated; i++) update.run(filler.text(rowBytes - noise), 1 + filler.below(id));
  });
  return () => {
    body.immediate(no + 1);
    id += rows - updated;
    return ++no;
  };
}

async function write(transaction: () => number): Promise<WriterReport> {
  const latencies = createHistogram({ figures: 3 });
  const cpu = process.cpuUsage();
  const began = performance.now();
  let turned = began;
  let count = 0;
  let busy = 0;
  while (!isOver(began, count)) {
    const start = performance.now();
    busy += commit(transaction);
    count++;
    latencies.record(Math.max(1, Math.round((performance.now() - start) * 1e6)));
    if (options.rate > 0) await until(began + (count * 1000) / options.rate);
    else if (performance.now() - turned > TURN) {
      await setImmediate();
      turned = performance.now();
    }
  }
  const used = process.cpuUsage(cpu);
  return {
    kind: 'report',
    transactions: count,
    rows: count * options.rows,
    seconds: (performance.now() - began) / 1000,
    worstMs: latencies.max / 1e6,
    p50Ms: latencies.percentile(50) / 1e6,
    p99Ms: latencies.percentile(99) / 1e6,
    busy,
    cpuMs: (used.user + used.system) / 1000,
  };
}

function isOver(began: number, count: number): boolean {
  if (told) return true;
  if (options.transactions > 0 && count >= options.transactions) return true;
  return options.seconds > 0 && performance.now() - began >= options.seconds * 1000;
}

/** Tries until the transaction is made; returns how often the busy timeout ran out. */
function commit(transaction: () => number): number {
  for (let busy = 0; ; busy++) {
    try {
      const no = transaction();
      if (options.acks === 'each') say({ kind: 'commit', transaction: no });
      return busy;
    } catch (error) {
      if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
    }
  }
}

/** Sleeps, in naps short enough for a signal to be heard, and always lets events in once. */
async function until(moment: number): Promise<void> {
  do await setTimeout(Math.min(50, Math.max(0, moment - performance.now())));
  while (!told && performance.now() < moment);
}

/** Straight to the descriptor: what was said stays said when the process is killed at once after. */
function say(message: WriterMessage): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}
