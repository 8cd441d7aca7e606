// What a person decides, and what is said of it all: kept, applied, and free of what nobody else should know.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { CATALOGUE_FILE } from '../../../../main/engine/agent/catalogue/open.ts';
import { EngineRig, quietWork } from './rig.ts';

const DAY = 24 * 3_600_000;

describe('settings', () => {
  it('begin as the engine thinks best, and are kept', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    expect(engine.view().settings).toEqual({
      language: 'system',
      theme: 'system',
      notifications: 'important',
      startAtLogin: 'no',
      defaultDestination: '',
      defaults: { retention: { changes: DAY, hourly: 7 * DAY, daily: 30 * DAY, weekly: 365 * DAY, every: DAY }, checkpoints: 'ours' },
    });
    await engine.set({ theme: 'dark', language: 'de' });
    await rig.stop();
    const again = await rig.open();
    expect(again.view().settings).toMatchObject({ theme: 'dark', language: 'de', notifications: 'important' });
  });

  it('are read as an earlier Tidemark has stored them', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const id = await rig.protect('shop.db');
    await rig.stop();
    const catalogue = new Sqlite(join(rig.home, CATALOGUE_FILE));
    const stored = (every: number): string => JSON.stringify({ changes: 7 * DAY, snapshots: 90 * DAY, every });
    catalogue.prepare('INSERT INTO settings VALUES (?, ?)').run('defaults', `{"retention":${stored(DAY)},"checkpoints":"ours"}`);
    catalogue.prepare('UPDATE databases SET own = ?').run(`{"retention":${stored(DAY / 4)}}`);
    catalogue.close();
    const engine = await rig.open();
    const retention = { changes: 7 * DAY, hourly: 0, daily: 90 * DAY, weekly: 0, every: DAY };
    expect(engine.view().settings.defaults).toEqual({ retention, checkpoints: 'ours' });
    const own = { retention: { ...retention, hourly: 90 * DAY, every: DAY / 4 } };
    expect(rig.view(id)).toMatchObject({ own, effective: { ...own, checkpoints: 'ours' } });
  });

  it('and names of moments that an earlier Tidemark kept in its catalogue are carried into the journal, once', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const id = await rig.protect('shop.db');
    await rig.stop();
    const catalogue = new Sqlite(join(rig.home, CATALOGUE_FILE));
    catalogue.exec(`CREATE TABLE marks (
      database TEXT NOT NULL REFERENCES databases (id) ON DELETE CASCADE, name TEXT NOT NULL, txid INTEGER NOT NULL,
      at INTEGER NOT NULL, PRIMARY KEY (database, name)) STRICT, WITHOUT ROWID; PRAGMA user_version = 3;`);
    catalogue.prepare('INSERT INTO marks VALUES (?, ?, ?, ?)').run(id, 'before the move', 1, 7);
    catalogue.close();
    await rig.open();
    expect(rig.view(id).marks).toEqual([{ name: 'before the move', txid: 1, at: 7 }]);
    await rig.stop();
    const engine = await rig.open();
    expect(rig.view(id).marks).toHaveLength(1);
    await engine.removeMark(id, 'before the move');
    await rig.stop();
    await rig.open();
    expect(rig.view(id).marks).toEqual([]);
  });

  it('refuse a destination that does not exist and a policy without sense', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    await expect(engine.set({ defaultDestination: 'to-none' })).rejects.toMatchObject({ code: 'not-found' });
    const retention = { changes: 2 * DAY, hourly: DAY, daily: 0, weekly: 0, every: DAY };
    await expect(engine.set({ defaults: { retention, checkpoints: 'ours' } })).rejects.toMatchObject({ code: 'usage' });
    await expect(engine.previewRetention(undefined, retention)).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('the choices for one database', () => {
  it('go before those for all; the rest follows what is set for all', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const id = await rig.protect('shop.db');
    await engine.configure(id, { checkpoints: 'app' });
    expect(rig.view(id)).toMatchObject({ own: { checkpoints: 'app' }, effective: { checkpoints: 'app' } });
    const retention = { changes: DAY, hourly: 0, daily: 10 * DAY, weekly: 0, every: DAY };
    await engine.set({ defaults: { retention, checkpoints: 'ours' } });
    expect(rig.view(id).effective).toEqual({ retention, checkpoints: 'app' });
    await rig.stop();
    await rig.open();
    expect(rig.view(id).effective).toEqual({ retention, checkpoints: 'app' });
    await rig.engine.configure(id, {});
    expect(rig.view(id)).toMatchObject({ own: {}, effective: { checkpoints: 'ours' } });
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.expectSame(id);
    await expect(rig.engine.configure('db-none', {})).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('what is kept of the past', () => {
  it('can be looked at before, for one database and for all, running or paused', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const id = await rig.protect('shop.db');
    for (let i = 0; i < 3; i++) {
      await app.exec('INSERT INTO t (a) VALUES (2)');
      await engine.backUp([id], quietWork());
    }
    const retention = { changes: 60_000, hourly: 0, daily: 60_000, weekly: 0, every: 60_000 };
    const one = await engine.previewRetention(id, retention);
    expect(one).toMatchObject({ files: 0, frees: 0, fades: [] });
    expect(one.points).toBe((await engine.points(id, undefined)).txids.length);
    expect(one.stored).toBeGreaterThan(0);
    expect(await engine.previewRetention(undefined, retention)).toEqual(one);
    expect((await engine.previewRetention(id, undefined)).points).toBe(one.points);
    await engine.pause([id], undefined);
    expect(await engine.previewRetention(id, retention)).toEqual(one);
    expect(await engine.applyRetention(undefined, quietWork())).toBe(0);
    await engine.resume([id]);
    expect(await engine.applyRetention(id, quietWork())).toBe(0);
  });
});

describe('the report', () => {
  it('tells how everything is, and not who it is', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    const engine = await rig.open();
    const id = await rig.protect('shop.db');
    await rig.untilState(id, 'safe');
    const report = await engine.report();
    expect(report).toContain(id);
    expect(report).toContain('~/shop.db');
    expect(report).not.toContain(rig.userHome);
    expect(JSON.parse(report)).toMatchObject({ databases: [{ state: { kind: 'safe' } }] });
  });
});
