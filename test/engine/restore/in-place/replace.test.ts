// Where a transaction is not possible the file is replaced, and what was there is kept, as it was.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AppProcess } from '../../../tools/app-process.ts';
import { refusalOf } from '../harness.ts';
import { contentOf, imageOf, makeDatabase, Setting, steady } from './setting.ts';

describe('replaces', () => {
  test.each(['wal', 'delete'] as const)('a database of another page size (%s), and back', async (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal, pageSize: 1024 });
    const before = imageOf(setting.path);
    const past = setting.past({ journal, pageSize: 8192 });
    const ways: string[] = [];
    const beforeChange = (way: string): Promise<void> => {
      ways.push(way);
      return Promise.resolve();
    };
    const result = await setting.restore({ beforeChange });
    expect(result).toMatchObject({ how: 'replace', safety: setting.safety, pageSize: 8192 });
    expect(ways).toEqual(['replace']);
    expect(setting.names).toEqual({ app: ['live.db'], scratch: [], safety: ['kept.db'] });
    expect(readFileSync(setting.path).equals(readFileSync(past))).toBe(true);
    expect(await setting.undo()).toMatchObject({ how: 'replace', pageSize: 1024 });
    expect(imageOf(setting.path).equals(before)).toBe(true);
  });

  test('nothing: a database that is missing comes back, in its journal mode', async () => {
    const setting = new Setting();
    const past = setting.past({ journal: 'wal' });
    expect(await setting.restore()).toMatchObject({ how: 'replace', safety: '' });
    expect(readFileSync(setting.path).equals(readFileSync(past))).toBe(true);
    expect(setting.names).toEqual({ app: ['live.db'], scratch: [], safety: [] });
  });

  test('what is no database, and keeps it with what lies beside it', async () => {
    const setting = new Setting();
    const broken = Buffer.from('this is not a database at all, whatever its name says. '.repeat(50));
    writeFileSync(setting.path, broken);
    writeFileSync(`${setting.path}-wal`, 'half a log');
    setting.past();
    expect(await setting.restore()).toMatchObject({ how: 'replace', safety: setting.safety });
    expect(contentOf(setting.path)).toBe('ok: past 200');
    expect(setting.names.app).toEqual(['live.db']);
    expect(readFileSync(setting.safety).equals(broken)).toBe(true);
    expect(readFileSync(`${setting.safety}-wal`, 'utf8')).toBe('half a log');
    expect((await refusalOf(setting.undo())).code).toBe('undo-not-possible');
  });

  test('a database whose header is damaged', async () => {
    const setting = new Setting();
    makeDatabase(setting.path);
    const damaged = readFileSync(setting.path).fill(0xff, 16, 100);
    writeFileSync(setting.path, damaged);
    setting.past();
    expect(await setting.restore()).toMatchObject({ how: 'replace' });
    expect(readFileSync(setting.safety).equals(damaged)).toBe(true);
    expect(contentOf(setting.path)).toBe('ok: past 200');
  });

  test('a database whose first page SQLite refuses only when it reads it', async () => {
    const setting = new Setting();
    makeDatabase(setting.path);
    // Payload fractions that no database has.
    const damaged = readFileSync(setting.path).fill(9, 21, 24);
    writeFileSync(setting.path, damaged);
    const past = setting.past({ journal: 'wal' });
    expect(await setting.restore()).toMatchObject({ how: 'replace' });
    expect(readFileSync(setting.safety).equals(damaged)).toBe(true);
    expect(readFileSync(setting.path).equals(readFileSync(past))).toBe(true);
  });
});

describe('does not replace', () => {
  test('a database of another page size that another program has open', async () => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal: 'wal', pageSize: 1024 });
    setting.past({ pageSize: 4096 });
    const app = new AppProcess(setting.path);
    onTestFinished(() => app.kill());
    await app.exec("INSERT INTO t (label) VALUES ('new')");
    const refusal = await refusalOf(setting.restore());
    expect(refusal.code).toBe('restore-output-busy');
    expect(setting.names).toMatchObject({ scratch: [], safety: [] });
    await app.exec("INSERT INTO t (label) VALUES ('newer')");
    await app.close();
    expect(contentOf(setting.path)).toBe('ok: old 202');
    expect(await setting.restore()).toMatchObject({ how: 'replace' });
  });

  test('a database that is damaged inside: its pages are kept, and a transaction mends it', async () => {
    const setting = new Setting();
    makeDatabase(setting.path, { rows: 2000 });
    const damaged = readFileSync(setting.path).fill(0x55, 8192, 9000);
    writeFileSync(setting.path, damaged);
    setting.past();
    expect(await setting.restore()).toMatchObject({ how: 'transaction', live: 'equal' });
    expect(contentOf(setting.path)).toBe('ok: past 200');
    expect(steady(readFileSync(setting.safety)).equals(steady(damaged))).toBe(true);
    expect((await refusalOf(setting.undo())).code).toBe('database-damaged');
    expect(contentOf(setting.path)).toBe('ok: past 200');
  });
});

describe('after another program died', () => {
  test('in the middle of a transaction, it is rolled back as the next program would', async () => {
    const setting = new Setting();
    makeDatabase(setting.path, { rows: 2000 });
    setting.past();
    const app = new AppProcess(setting.path);
    await app.exec("PRAGMA cache_size = 3; BEGIN; UPDATE t SET label = 'half done', body = randomblob(300)");
    await app.kill();
    expect(setting.names.app).toEqual(['live.db', 'live.db-journal']);
    expect(await setting.restore()).toMatchObject({ how: 'transaction', live: 'equal' });
    expect(contentOf(setting.safety)).toBe('ok: old 2000');
    expect(contentOf(setting.path)).toBe('ok: past 200');
  });

  test('with commits in its log, they are part of the present', async () => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal: 'wal' });
    setting.past();
    const app = new AppProcess(setting.path);
    await app.exec("INSERT INTO t (label) VALUES ('last words')");
    await app.kill();
    rmSync(`${setting.path}-shm`);
    expect(await setting.restore()).toMatchObject({ how: 'transaction', live: 'equal' });
    const kept = new Sqlite(setting.safety, { readonly: true });
    expect(kept.prepare("SELECT count(*) FROM t WHERE label = 'last words'").pluck().get()).toBe(1);
    kept.close();
    expect(contentOf(setting.path)).toBe('ok: past 200');
  });
});
