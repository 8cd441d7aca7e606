// The past comes into a live database as one transaction, whatever the two look like.
import { readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { inPlaceWay } from '../../../../main/engine/restore/in-place/live.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { makeHistory } from '../history.ts';
import { layered } from '../layered.ts';
import { contentOf, imageOf, type Journal, journalModeOf, makeDatabase, Setting, steady } from './setting.ts';

const KINDS: readonly Journal[] = ['wal', 'delete', 'truncate', 'persist'];

describe('puts back', () => {
  test.each(KINDS.flatMap((live) => (['wal', 'delete'] as const).map((past) => [live, past] as const)))(
    'into a %s database a past in %s mode, and its journal mode stays',
    async (live, past) => {
      const setting = new Setting();
      makeDatabase(setting.path, { journal: live });
      const mode = journalModeOf(setting.path);
      const before = imageOf(setting.path);
      const source = setting.past({ journal: past, rows: 300 });
      const result = await setting.restore();
      expect(setting.names).toEqual({ app: ['live.db'], scratch: [], safety: ['kept.db'] });
      expect(result).toMatchObject({ how: 'transaction', live: 'equal', safety: setting.safety });
      expect(contentOf(setting.path)).toBe('ok: past 300');
      expect(journalModeOf(setting.path)).toBe(mode);
      expect(imageOf(setting.path).equals(steady(readFileSync(source)))).toBe(true);
      expect(steady(readFileSync(setting.safety)).equals(before)).toBe(true);
      const undone = await setting.undo();
      expect(undone).toMatchObject({ how: 'transaction', live: 'equal' });
      expect(imageOf(setting.path).equals(before)).toBe(true);
      expect(journalModeOf(setting.path)).toBe(mode);
    },
  );

  test.each(
    [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536].flatMap((size) =>
      (['wal', 'delete'] as const).map((journal) => [size, journal] as const),
    ),
  )('pages of %i bytes in %s mode', async (pageSize, journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal, pageSize, rows: 50 });
    const before = imageOf(setting.path);
    setting.past({ journal, pageSize, rows: 500 });
    expect(await setting.restore()).toMatchObject({ how: 'transaction', live: 'equal', pageSize });
    expect(contentOf(setting.path)).toBe('ok: past 500');
    expect(await setting.undo()).toMatchObject({ how: 'transaction', live: 'equal', pageSize });
    expect(imageOf(setting.path).equals(before)).toBe(true);
    expect(contentOf(setting.path)).toBe('ok: old 50');
  });

  const modes = ['wal', 'delete'] as const;
  test.each(modes)('points of a history, growing and shrinking (%s)', async (journal) => {
    const history = makeHistory({ transactions: 20, pageSize: 1024, journal: 'wal' });
    const destination = layered(history);
    const setting = new Setting();
    makeDatabase(setting.path, { journal, pageSize: 1024, rows: 10 });
    for (const txid of [20, 3, 9, 20, 1]) {
      const target = { kind: 'txid', txid: BigInt(txid) } as const;
      const safety = `${setting.safety}.${txid}.${String(Math.random())}`;
      const result = await setting.restore({ from: { kind: 'history', destination, target }, safety });
      expect(result).toMatchObject({ how: 'transaction', live: 'equal', proved: 'recorded' });
      expect(result.txid).toBe(BigInt(txid));
      expect(result.commit).toBe(history.commit(txid));
      expect(imageOf(setting.path).equals(steady(history.images[txid]!))).toBe(true);
      expect(journalModeOf(setting.path)).toBe(journal);
    }
  });

  test.each(['wal', 'delete'] as const)('what lies on page 1 as well (%s)', async (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal });
    setting.past({
      journal,
      sql: `PRAGMA auto_vacuum = 2; PRAGMA encoding = 'UTF-16le';
        PRAGMA user_version = 77; PRAGMA application_id = 99;`,
    });
    await setting.restore();
    const database = new Sqlite(setting.path);
    const values = ['auto_vacuum', 'encoding', 'user_version', 'application_id'].map((name): unknown =>
      database.pragma(name, { simple: true }),
    );
    database.close();
    expect(values).toEqual([2, 'UTF-16le', 77, 99]);
    expect(contentOf(setting.path)).toBe('ok: past 200');
  });

  test.each(['wal', 'delete'] as const)('a past without pages (%s), and undoes that', async (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal, pageSize: 65536 });
    const before = imageOf(setting.path);
    setting.pastImage(new Uint8Array(0));
    const result = await setting.restore();
    expect(result).toMatchObject({ how: 'transaction', live: 'equal', commit: 1, pageSize: 65536 });
    const database = new Sqlite(setting.path);
    expect(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
    expect(journalModeOf(setting.path)).toBe(journal);
    await setting.undo();
    expect(imageOf(setting.path).equals(before)).toBe(true);
  });

  test('into an empty file, where there is nothing to keep', async () => {
    const setting = new Setting();
    new Sqlite(setting.path).exec('').close();
    systemDisk.closeSync(systemDisk.openSync(setting.path, 'w'));
    setting.past({ pageSize: 2048 });
    expect(await setting.restore()).toMatchObject({ how: 'transaction', live: 'equal', safety: '' });
    expect(contentOf(setting.path)).toBe('ok: past 200');
    expect(setting.names.safety).toEqual([]);
  });
});

describe('says how it would be done', () => {
  test('by the page size, where it is known', () => {
    const setting = new Setting();
    expect(inPlaceWay(systemDisk, setting.path)).toBe('replace');
    makeDatabase(setting.path, { pageSize: 4096 });
    expect(inPlaceWay(systemDisk, setting.path)).toBe('transaction');
    expect(inPlaceWay(systemDisk, setting.path, 4096)).toBe('transaction');
    expect(inPlaceWay(systemDisk, setting.path, 512)).toBe('replace');
  });
});
