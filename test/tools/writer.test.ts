import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseArguments, toArguments, WRITER_DEFAULTS } from './writer-options.ts';
import { runWriter, startWriter } from './writer-process.ts';

let folder: string;
let db: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-writer-'));
  db = join(folder, 'app.db');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Rows of each transaction in the database, in order of transaction. */
function rowsByTransaction(): number[] {
  const reader = new Database(db);
  try {
    const query = reader.prepare<[], number>(
      'SELECT count(*) FROM writes GROUP BY transaction_no ORDER BY transaction_no',
    );
    return query.pluck().all();
  } finally {
    reader.close();
  }
}

describe('the writer', () => {
  test('makes as many transactions of as many rows as it is told, and says so', async () => {
    const report = await runWriter({ db, transactions: 25, rows: 7 });
    expect(report).toMatchObject({ transactions: 25, rows: 175, busy: 0 });
    expect(report.worstMs).toBeGreaterThanOrEqual(report.p99Ms);
    expect(report.p99Ms).toBeGreaterThanOrEqual(report.p50Ms);
    expect(rowsByTransaction()).toEqual(Array<number>(25).fill(7));
  });

  test('goes on where an earlier one ended, in the journal mode of the database', async () => {
    await runWriter({ db, transactions: 2, rows: 1, journal: 'delete' });
    await runWriter({ db, transactions: 3, rows: 1, journal: 'keep' });
    expect(rowsByTransaction()).toEqual([1, 1, 1, 1, 1]);
    const reader = new Database(db);
    expect(reader.pragma('journal_mode', { simple: true })).toBe('delete');
    reader.close();
  });

  test('updates the share of the rows it is told', async () => {
    await runWriter({ db, transactions: 10, rows: 4, updates: 0.5 });
    expect(rowsByTransaction()).toEqual(Array<number>(10).fill(2));
  });

  test('stops when asked, with its report', async () => {
    const writer = startWriter({ db, seconds: 0, rate: 20 });
    await writer.ready();
    const report = await writer.stop();
    expect(rowsByTransaction()).toHaveLength(report.transactions);
    expect(existsSync(`${db}-wal`)).toBe(false);
  });

  test('leaves every transaction it acknowledged when it is killed, and no half of one', async () => {
    const writer = startWriter({ db, seconds: 0, rows: 50, acks: 'each' });
    await writer.ready();
    while (writer.acknowledged < 100) await new Promise(setImmediate);
    await writer.kill();
    await expect(writer.report()).rejects.toThrow('SIGKILL');
    const rows = rowsByTransaction();
    expect(rows.length).toBeGreaterThanOrEqual(writer.acknowledged);
    expect(new Set(rows)).toEqual(new Set([50]));
  });

  test('shares a database with another', async () => {
    const both = { db, transactions: 200, rows: 2, busy: 10_000 };
    const reports = await Promise.all([runWriter(both), runWriter(both)]);
    expect(reports.map((report) => report.transactions)).toEqual([200, 200]);
    expect(rowsByTransaction().reduce((a, b) => a + b)).toBe(800);
  });

  test('says why it cannot start', async () => {
    await expect(runWriter({ db: join(folder, 'no/such/folder.db') })).rejects.toThrow(
      'directory does not exist',
    );
  });
});

describe('its command line', () => {
  test('gives back what was put in', () => {
    const options = {
      ...WRITER_DEFAULTS,
      db: 'a b.db',
      rowBytes: 1,
      journal: 'persist',
      acks: 'each',
    } as const;
    expect(parseArguments(toArguments(options))).toEqual(options);
  });

  test.each([
    [['--rows', '3'], '--db PATH'],
    [['--db', 'x', '--rows', 'many'], '--rows is a number'],
    [['--db', 'x', '--row-bytes', '-1'], '--row-bytes'],
    [['--db', 'x', '--journal', 'war'], '--journal is one of'],
    [['--db', 'x', '--speed', '3'], '--speed'],
  ])('refuses %j', (args, reason) => {
    expect(() => parseArguments(args)).toThrow(reason);
  });
});
