// Other programs have the database open while the past comes into it: none of them has to be closed, and
// nothing that one of them commits is lost without a trace.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AppProcess } from '../../../tools/app-process.ts';
import { refusalOf } from '../harness.ts';
import { contentOf, imageOf, type Journal, makeDatabase, Setting, steady } from './setting.ts';

const SEEN = "SELECT max(label) || ' ' || count(*) AS seen FROM t";

function openApp(path: string, busy = 20_000): AppProcess {
  const app = new AppProcess(path, { busy });
  onTestFinished(() => app.kill());
  return app;
}

async function seenBy(app: AppProcess): Promise<string> {
  return (await app.all<{ seen: string }>(SEEN))[0]!.seen;
}

describe('a reader in WAL mode', () => {
  test('keeps what it sees while it looks, then sees the past, then the present again', async () => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal: 'wal', rows: 500 });
    setting.past({ rows: 100 });
    const app = openApp(setting.path);
    await app.exec('BEGIN');
    expect(await seenBy(app)).toBe('old 500');
    expect(await setting.restore()).toMatchObject({ how: 'transaction', live: 'equal' });
    expect(await seenBy(app)).toBe('old 500');
    await app.exec('COMMIT');
    expect(await seenBy(app)).toBe('past 100');
    await setting.undo();
    expect(await seenBy(app)).toBe('old 500');
    expect(await app.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
});

describe('a program that has it open', () => {
  const journals = ['wal', 'delete', 'truncate', 'persist'] as const;
  test.each(journals)('goes on writing afterwards (%s)', async (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal, rows: 500 });
    setting.past({ rows: 100 });
    const app = openApp(setting.path);
    await app.exec(`PRAGMA journal_mode = ${journal}; INSERT INTO t (label) VALUES ('new')`);
    expect(await setting.restore()).toMatchObject({ how: 'transaction', live: 'equal' });
    await app.exec("INSERT INTO t (label) VALUES ('later')");
    expect(await seenBy(app)).toBe('past 101');
    expect(await app.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(await app.all('PRAGMA journal_mode')).toEqual([{ journal_mode: journal }]);
    await app.close();
    expect(contentOf(setting.path)).toBe('ok: past 101');
    expect(contentOf(setting.safety)).toBe('ok: old 501');
  });

  test.each(['wal', 'delete'] as const)('sees tables and columns as they were (%s)', async (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal });
    setting.past({ journal, sql: 'CREATE TABLE gone (a, b); INSERT INTO gone VALUES (1, 2)' });
    const app = openApp(setting.path);
    await app.exec('ALTER TABLE t ADD COLUMN more; CREATE INDEX by_label ON t (label)');
    await setting.restore();
    expect(await app.all('SELECT * FROM gone')).toEqual([{ a: 1, b: 2 }]);
    await app.exec("INSERT INTO t (label, body) VALUES ('more', NULL)");
    const wrong = app.exec("INSERT INTO t (label, more) VALUES ('x', 1)");
    await expect(wrong).rejects.toThrow(/no column named more/);
    expect(await app.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
});

describe('a program that writes all the time', () => {
  /** Commits numbered rows one by one, noting the last that it was told is committed. */
  async function writeUntil(app: AppProcess, signal: AbortSignal, committed: number[]): Promise<void> {
    for (let n = 1; !signal.aborted; n++) {
      await app.exec(`INSERT INTO t (label) VALUES ('w${n}')`);
      committed.push(n);
    }
  }

  test.each(['wal', 'delete'] as const)('finds each commit in one of the two (%s)', async (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal, rows: 2000 });
    setting.past({ rows: 1500 });
    const app = openApp(setting.path, 30_000);
    const [stop, committed] = [new AbortController(), [] as number[]];
    const writing = writeUntil(app, stop.signal, committed);
    while (committed.length < 20) await sleep(1);
    const result = await setting.restore({ patience: 30_000 });
    expect(result.how).toBe('transaction');
    const atEnd = committed.length;
    while (committed.length < atEnd + 20) await sleep(1);
    stop.abort();
    await writing;
    expect(await app.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    await app.close();
    const numbers = (path: string): number[] => {
      const database = new Sqlite(path, { readonly: true });
      const labels = database.prepare("SELECT label FROM t WHERE label LIKE 'w%' ORDER BY id").pluck().all();
      database.close();
      return labels.map((label) => Number(String(label).slice(1)));
    };
    expect([...numbers(setting.safety), ...numbers(setting.path)]).toEqual(committed);
  });
});

describe('a program that holds the lock', () => {
  test.each([
    ['wal', 'BEGIN IMMEDIATE'],
    ['delete', 'BEGIN IMMEDIATE'],
    ['delete', 'BEGIN EXCLUSIVE'],
    ['delete', 'BEGIN; SELECT count(*) FROM t'],
    ['wal', 'PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT'],
  ] as const)('in %s mode by %s is waited for, then the restore gives up', async (journal, sql) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal });
    setting.past();
    const before = imageOf(setting.path);
    const app = openApp(setting.path);
    await app.exec(sql);
    if (sql.includes('SELECT')) expect(await seenBy(app)).toBe('old 200');
    const steps = new Set<string>();
    const refusal = await refusalOf(
      setting.restore({ patience: 300, onProgress: ({ step }) => steps.add(step) }),
    );
    expect(refusal).toMatchObject({ code: 'database-locked', retry: 'later' });
    expect(refusal.hint).toContain('Nothing was changed');
    expect(steps).toContain('wait');
    await app.close();
    expect(imageOf(setting.path).equals(before)).toBe(true);
    expect(setting.names).toMatchObject({ scratch: [], safety: [] });
    expect(await setting.restore()).toMatchObject({ live: 'equal' });
  });

  test.each(['wal', 'delete'] as const)('and lets it go in time (%s)', async (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal });
    setting.past();
    const app = openApp(setting.path);
    await app.exec("BEGIN IMMEDIATE; INSERT INTO t (label) VALUES ('last words')");
    let waited: 'no' | 'yes' = 'no';
    const result = await setting.restore({
      onProgress: ({ step }) => {
        if (step === 'wait' && waited === 'no') void app.exec('COMMIT');
        if (step === 'wait') waited = 'yes';
      },
    });
    expect(waited).toBe('yes');
    expect(result).toMatchObject({ how: 'transaction', live: 'equal' });
    expect(contentOf(setting.safety)).toBe('ok: old 201');
    expect(await seenBy(app)).toBe('past 200');
  });
});

describe('what another program commits between the safety copy and the change is kept as well', () => {
  test.each([
    ['wal', 'stays open', ''],
    ['wal', 'stays open, and empties the log', 'PRAGMA wal_checkpoint(TRUNCATE)'],
    ['wal', 'closes, and removes the log', ''],
    ['delete', 'stays open', ''],
    ['delete', 'changes the journal mode', 'PRAGMA journal_mode = WAL'],
  ])('(%s, when it %s)', async (journal, how, sql) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal: journal as Journal });
    setting.past();
    const app = openApp(setting.path);
    let calls = 0;
    const beforeChange = async (): Promise<void> => {
      if (++calls > 1) return;
      await app.exec(`UPDATE t SET label = 'updated'; ${sql}`);
      if (how.startsWith('closes')) await app.close();
    };
    const result = await setting.restore({ beforeChange });
    expect(calls).toBe(2);
    expect(result.live).toBe('equal');
    expect(contentOf(setting.safety)).toBe('ok: updated 200');
    expect(contentOf(setting.path)).toBe('ok: past 200');
    await setting.undo();
    expect(imageOf(setting.path).equals(steady(readFileSync(setting.safety)))).toBe(true);
  });
});

test('two restores at the same time come one after the other', async () => {
  for (const journal of ['wal', 'delete'] as const) {
    const setting = new Setting();
    makeDatabase(setting.path, { journal });
    setting.past();
    const safeties = [`${setting.safety}.a`, `${setting.safety}.b`];
    const results = await Promise.all(safeties.map((safety) => setting.restore({ safety })));
    expect(results.map(({ how }) => how)).toEqual(['transaction', 'transaction']);
    expect(safeties.map(contentOf).sort()).toEqual(['ok: old 200', 'ok: past 200']);
    expect(contentOf(setting.path)).toBe('ok: past 200');
  }
});
