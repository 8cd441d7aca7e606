// Taking databases on: what is taken, what is refused and in which words, and that what is taken comes back the same.
import { chmodSync, linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Registered } from '../../../../main/engine/agent/engine.ts';
import { asNobody } from '../../../tools/as-nobody.ts';
import { EngineRig, idOf, quietWork } from './rig.ts';

function makeDatabase(path: string): void {
  const db = new Sqlite(path);
  db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
  db.close();
}

async function outcomeOf(rig: EngineRig, path: string): Promise<Registered['outcome']> {
  const [registered] = await rig.engine.register({ paths: [path] }, quietWork());
  if (registered === undefined) throw new Error('no outcome');
  return registered.outcome;
}

describe('registering', () => {
  it.each(['wal', 'delete'] as const)('copies a database in %s mode, and gives it back the same', async (mode) => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db', mode);
    await rig.open();
    const id = await rig.protect('shop.db');
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.expectSame(id);
    await rig.untilState(id, 'safe');
    const view = rig.view(id);
    expect(view).toMatchObject({ name: 'shop.db', mode: mode === 'wal' ? 'wal' : 'rollback', pageSize: 4096 });
    expect(view.copies[0]?.txid).toBe(view.txid);
    expect(view.copies[0]?.safeAt).toBeGreaterThan(0);
    expect(view.changedAt).toBeGreaterThan(0);
  });

  it('makes the first destination by itself, and says that it is on the same disk', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    const engine = await rig.open();
    expect(engine.view().destinations).toEqual({});
    await rig.protect('shop.db');
    await rig.until(({ destinations }) => Object.values(destinations)[0]?.sameDisk === 'yes');
    const [destination] = Object.values(engine.view().destinations);
    expect(destination).toMatchObject({ url: rig.defaultFolder, name: 'Tidemark Backups', reach: { kind: 'here' } });
    expect(engine.view().settings.defaultDestination).toBe(destination?.id);
  });

  it('takes 25 databases of a folder on at once, each in a folder of its own', async () => {
    await using rig = new EngineRig();
    const folder = rig.path('many');
    mkdirSync(folder);
    for (let i = 0; i < 25; i++) makeDatabase(join(folder, `d${i}.db`));
    await rig.open();
    const registered = await rig.engine.register({ paths: [folder] }, quietWork());
    expect(new Set(registered.map(idOf)).size).toBe(25);
    await rig.until(({ databases }) => Object.values(databases).every(({ state }) => state.kind === 'safe'));
    expect(readdirSync(rig.defaultFolder).filter((name) => !name.startsWith('.'))).toHaveLength(25);
    makeDatabase(join(folder, 'one-more.db'));
    expect(await outcomeOf(rig, folder)).toMatchObject({ kind: 'many' });
  });

  it('keeps databases of one name apart', async () => {
    await using rig = new EngineRig();
    mkdirSync(rig.path('a'));
    mkdirSync(rig.path('b'));
    await rig.app('a/shop.db');
    await rig.app('b/shop.db');
    await rig.open();
    const ids = [await rig.protect('a/shop.db'), await rig.protect('b/shop.db')];
    const urls = ids.map((id) => rig.view(id).copies[0]?.url);
    expect(new Set(urls).size).toBe(2);
    for (const id of ids) await rig.expectSame(id);
  });

  it('knows a database again by path, link, hard link and side file', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const id = await rig.protect('shop.db');
    symlinkSync(rig.path('shop.db'), rig.path('link.db'));
    linkSync(rig.path('shop.db'), rig.path('hard.db'));
    for (const name of ['shop.db', 'link.db', 'hard.db', 'shop.db-wal', 'shop.db-shm']) {
      expect(await outcomeOf(rig, rig.path(name))).toEqual({ kind: 'already', id });
    }
  });

  it('takes a database on once when it is asked for twice at the same time', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const outcomes = await Promise.all([outcomeOf(rig, rig.path('shop.db')), outcomeOf(rig, rig.path('shop.db'))]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['already', 'registered']);
  });

  it('goes on with its history when it is taken off and on again', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const first = await rig.protect('shop.db');
    await rig.expectSame(first);
    const url = rig.view(first).copies[0]?.url;
    await engine.unregister(first);
    expect(engine.view().databases).toEqual({});
    await app.exec('INSERT INTO t (a) VALUES (2)');
    const second = await rig.protect('shop.db');
    await rig.expectSame(second);
    expect(rig.view(second).copies[0]?.url).toBe(url);
    const { txids } = await engine.points(second, undefined);
    expect(txids.length).toBeGreaterThan(1);
  });

  it('is left alone while it is taken off, and is another one afterwards', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    const engine = await rig.open();
    const first = await rig.protect('shop.db');
    await rig.untilState(first, 'safe');
    const gone = engine.unregister(first);
    await expect(engine.unregister(first)).rejects.toMatchObject({ code: 'busy' });
    await expect(engine.restoreInPlace(first, { kind: 'latest' }, quietWork())).rejects.toMatchObject({ code: 'busy' });
    const second = await rig.protect('shop.db');
    await gone;
    expect(Object.keys(engine.view().databases)).toEqual([second]);
    await rig.expectSame(second);
  });
});

describe('what is refused', () => {
  it('says why, and changes nothing', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    writeFileSync(rig.path('empty.db'), '');
    writeFileSync(rig.path('text.db'), 'dear diary, '.repeat(100));
    writeFileSync(rig.path('cipher.db'), randomBytes(4096));
    mkdirSync(rig.path('folder'));
    const cases: Readonly<Record<string, string>> = {
      'nothing.db': 'database-missing',
      'empty.db': 'database-empty',
      'text.db': 'database-not-sqlite',
      'cipher.db': 'database-encrypted',
      folder: 'not-found',
    };
    for (const [name, code] of Object.entries(cases)) {
      const outcome = await outcomeOf(rig, rig.path(name));
      expect(outcome).toMatchObject({ kind: 'refused', error: { code } });
      if (outcome.kind === 'refused') expect(outcome.error.hint).not.toBe('');
    }
    expect(engine.view().databases).toEqual({});
    expect(engine.view().destinations).toEqual({});
  });

  it('takes a database by the name that its program uses, not by another hard link', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    linkSync(rig.path('shop.db'), rig.path('hard.db'));
    await rig.open();
    expect(await outcomeOf(rig, rig.path('hard.db'))).toMatchObject({ kind: 'refused', error: { code: 'refused' } });
    const id = await rig.protect('shop.db');
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.expectSame(id);
  });

  it('one of them does not keep the others from being taken', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const paths = [rig.path('nothing.db'), rig.path('shop.db')];
    const registered = await rig.engine.register({ paths }, quietWork());
    expect(registered.map(({ outcome }) => outcome.kind)).toEqual(['refused', 'registered']);
  });

  it('takes nothing of its own: neither its state nor its copies', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const id = await rig.protect('shop.db');
    await rig.untilState(id, 'safe');
    const folder = rig.view(id).copies[0]?.url ?? '';
    makeDatabase(join(folder, 'inside.db'));
    for (const path of [join(rig.home, 'catalogue.db'), join(folder, 'inside.db')]) {
      expect(await outcomeOf(rig, path)).toMatchObject({ kind: 'refused', error: { code: 'refused' } });
    }
  });

  it('rejects destinations that do not exist, and an empty list of them', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const paths = [rig.path('shop.db')];
    await expect(rig.engine.register({ paths, destinations: ['to-nowhere'] }, quietWork())).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(rig.engine.register({ paths, destinations: [] }, quietWork())).rejects.toMatchObject({ code: 'usage' });
  });

  it('says that a file may not be read', async () => {
    await using rig = new EngineRig();
    makeDatabase(rig.path('shop.db'));
    chmodSync(rig.path('shop.db'), 0);
    await rig.open();
    const outcome = await asNobody([rig.dir, rig.userHome], () => outcomeOf(rig, rig.path('shop.db')));
    expect(outcome).toMatchObject({ error: { code: 'database-unreadable' } });
  });

  it('stops between two paths when it is cancelled', async () => {
    await using rig = new EngineRig();
    await rig.open();
    const work = { signal: AbortSignal.abort(), onProgress: () => undefined };
    await expect(rig.engine.register({ paths: [rig.path('x.db')] }, work)).rejects.toMatchObject({ code: 'aborted' });
  });
});
