// Looking for databases: what is found, what is passed over, and that it ends.
import { mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { appOf } from '../../../../main/engine/agent/find/apps.ts';
import { usualPlaces } from '../../../../main/engine/agent/find/places.ts';
import { walkFiles, type WalkOptions } from '../../../../main/engine/agent/find/walk.ts';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { EngineRig, quietWork } from '../conductor/rig.ts';

function makeDatabase(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Sqlite(path);
  db.exec('CREATE TABLE t (a)');
  db.close();
}

describe('find', () => {
  it('finds what apps and people keep, known apps first, and says what is protected', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    makeDatabase(rig.path('.config/google-chrome/Default/History'));
    makeDatabase(rig.path('Documents/deep/er/club.sqlite'));
    const engine = await rig.open();
    const id = await rig.protect('shop.db');
    await rig.untilState(id, 'safe');
    const found = await engine.find(undefined, quietWork());
    expect(found.map(({ path }) => path).sort()).toEqual([
      rig.path('.config/google-chrome/Default/History'),
      rig.path('Documents/deep/er/club.sqlite'),
      rig.path('shop.db'),
    ]);
    expect(found[0]).toMatchObject({ app: 'Google Chrome', pageSize: 4096, mode: 'rollback' });
    expect(found.find(({ path }) => path === rig.path('shop.db'))).toMatchObject({ registered: id, mode: 'wal' });
    await rig.expectSame(id);
  });

  it('passes over what is no database, what nobody would miss, links, and its own copies', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    const engine = await rig.open();
    const id = await rig.protect('shop.db');
    await rig.untilState(id, 'safe');
    makeDatabase(rig.path('node_modules/x/y.db'));
    makeDatabase(rig.path('.cache/z.db'));
    makeDatabase(join(rig.defaultFolder, 'among-copies.db'));
    writeFileSync(rig.path('text.db'), 'x'.repeat(4096));
    writeFileSync(rig.path('empty.db'), '');
    writeFileSync(rig.path('stand-in.db'), '');
    truncateSync(rig.path('stand-in.db'), 1 << 20);
    symlinkSync(rig.path('shop.db'), rig.path('link.db'));
    symlinkSync(rig.userHome, rig.path('loop'));
    const found = await engine.find([rig.userHome], quietWork());
    expect(found.map(({ path }) => path)).toEqual([rig.path('shop.db')]);
  });

  it('costs no lock: the log of a followed database stays where it is', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    await app.all('PRAGMA busy_timeout = 0');
    const engine = await rig.open();
    const id = await rig.protect('shop.db');
    for (let round = 0; round < 3; round++) {
      await app.exec('INSERT INTO t (a) VALUES (2)');
      await engine.backUp([id], quietWork());
      await engine.find([rig.userHome], quietWork());
      // Only an unlocked log can be cut off.
      expect(await app.all('PRAGMA wal_checkpoint(TRUNCATE)')).toMatchObject([{ busy: 1 }]);
    }
  });

  it('does not enter what is its own, by whatever path', async () => {
    await using rig = new EngineRig();
    mkdirSync(rig.path('kept'));
    symlinkSync(rig.path('kept'), rig.home);
    await rig.app('shop.db');
    const engine = await rig.open();
    await rig.protect('shop.db');
    symlinkSync(rig.userHome, join(rig.dir, 'anna-too'));
    for (const root of [rig.userHome, join(rig.dir, 'anna-too')]) {
      const found = await engine.find([root], quietWork());
      expect(found.map(({ path }) => path)).toEqual([join(root, 'shop.db')]);
    }
  });

  it('can be cancelled, and refuses what is no folder', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    makeDatabase(rig.path('a.db'));
    const cancelled = { ...quietWork(), signal: AbortSignal.abort() };
    await expect(engine.find(undefined, cancelled)).rejects.toMatchObject({ code: 'aborted' });
    await expect(engine.find(['relative'], quietWork())).rejects.toMatchObject({ code: 'usage' });
    expect(await engine.find([rig.path('nowhere')], quietWork())).toEqual([]);
  });
});

describe('walkFiles', () => {
  async function walked(options: Partial<WalkOptions> & Pick<WalkOptions, 'roots'>): Promise<number> {
    const limits = { depth: 3, entries: 1000, time: 60_000 };
    const { signal } = new AbortController();
    const defaults = { except: [], limits, clock: systemClock, signal, onCount: () => undefined };
    let files = 0;
    for await (const file of walkFiles({ ...defaults, ...options })) files += file.name === '' ? 0 : 1;
    return files;
  }

  it('keeps to its bounds in depth, number and time', async () => {
    await using rig = new EngineRig();
    for (let i = 0; i < 20; i++) writeFileSync(rig.path(`f${i}`), 'x');
    mkdirSync(rig.path('1/2/3/4'), { recursive: true });
    for (const folder of ['1', '1/2', '1/2/3', '1/2/3/4']) writeFileSync(rig.path(`${folder}/f`), 'x');
    const roots = [rig.userHome];
    expect(await walked({ roots })).toBe(23);
    expect(await walked({ roots, except: [rig.path('1/2')] })).toBe(21);
    expect(await walked({ roots: [...roots, ...roots] })).toBe(23);
    expect(await walked({ roots, limits: { depth: 3, entries: 10, time: 60_000 } })).toBeLessThanOrEqual(10);
    expect(await walked({ roots, limits: { depth: 3, entries: 1000, time: -1 } })).toBe(0);
  });
});

describe('locate', () => {
  it('finds the one file that is meant, and nothing when there are several', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const modified = Date.UTC(2026, 5, 1);
    const file = (path: string, bytes: number, time: number): void => {
      mkdirSync(dirname(rig.path(path)), { recursive: true });
      writeFileSync(rig.path(path), 'x'.repeat(bytes));
      utimesSync(rig.path(path), time / 1000, time / 1000);
    };
    file('Documents/shop.db', 100, modified);
    file('Documents/old/shop.db', 100, modified - 86_400_000);
    file('Documents/other/shop.db', 99, modified);
    const wanted = { name: 'shop.db', size: 100, modified: modified + 1500 };
    expect(await engine.locate(wanted, quietWork())).toBe(rig.path('Documents/shop.db'));
    const later = { ...wanted, modified: modified + 3_600_000 };
    expect(await engine.locate(later, quietWork())).toBeUndefined();
    expect(await engine.locate({ ...later, size: 99 }, quietWork())).toBe(rig.path('Documents/other/shop.db'));
    expect(await engine.locate({ ...wanted, name: 'none.db' }, quietWork())).toBeUndefined();
    file('Documents/copy/shop.db', 100, modified);
    expect(await engine.locate(wanted, quietWork())).toBeUndefined();
  });
});

describe('what is known of apps and places', () => {
  it('tells apps by where their databases lie', () => {
    const cases: Readonly<Record<string, string | undefined>> = {
      '/home/a/.mozilla/firefox/x.default/places.sqlite': 'Firefox',
      'C:\\Users\\a\\AppData\\Local\\Google\\Chrome\\User Data\\Default\\History': 'Google Chrome',
      '/Users/a/Library/Messages/chat.db': 'Messages',
      '/Users/a/Pictures/Photos Library.photoslibrary/database/Photos.sqlite': 'Photos',
      '/home/a/.config/Signal/sql/db.sqlite': 'Signal',
      '/home/a/Zotero/zotero.sqlite': 'Zotero',
      '/home/a/Pictures/2026.lrcat': 'Lightroom Classic',
      '/home/a/.local/share/Anki2/User 1/collection.anki2': 'Anki',
      '/home/a/.config/Code/User/globalStorage/state.vscdb': 'VS Code',
      '/srv/ha/home-assistant_v2.db': 'Home Assistant',
      '/home/a/shop.db': undefined,
    };
    for (const [path, app] of Object.entries(cases)) expect(appOf(path), path).toBe(app);
  });

  it('looks on every platform where its apps keep things, in the home folder last', () => {
    const platforms = ['linux', 'darwin', 'win32'] as const;
    for (const platform of platforms) {
      const places = usualPlaces({ platform, userHome: '/home/a', env: {} });
      expect(places.at(-1)).toBe('/home/a');
      expect(places.length).toBeGreaterThan(5);
    }
  });
});
