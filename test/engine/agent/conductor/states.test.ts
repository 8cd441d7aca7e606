// Pausing, going on, waiting and coming back: the app is never in the way of its own database, and nothing is lost.
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { folder, EngineRig, quietWork } from './rig.ts';

const WEEK = 7 * 24 * 3_600_000;

describe('pausing', () => {
  it('lets go of the file altogether, and catches up when it goes on', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const id = await rig.protect('shop.db');
    await rig.untilState(id, 'safe');
    await engine.pause([id], undefined);
    expect(rig.view(id).state).toEqual({ kind: 'paused' });
    expect(rig.view(id).copies[0]?.state).toEqual({ kind: 'paused' });
    // Only a connection that is alone may leave WAL mode: nothing of ours is left on the file.
    expect(await app.all('PRAGMA journal_mode = delete')).toEqual([{ journal_mode: 'delete' }]);
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await engine.resume([id]);
    await rig.untilState(id, 'safe');
    await rig.expectSame(id);
  });

  it('shows what is known while nothing runs, also after a restart', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const id = await rig.protect('shop.db');
    await rig.untilState(id, 'safe');
    const { txid, changedAt, mode, pageSize } = rig.view(id);
    await rig.engine.pause(undefined, undefined);
    expect(rig.view(id)).toMatchObject({ txid, changedAt, mode, pageSize });
    await rig.stop();
    await rig.open();
    expect(rig.view(id)).toMatchObject({ state: { kind: 'paused' }, txid, changedAt, mode, pageSize });
    expect(rig.view(id).copies[0]).toMatchObject({ txid });
  });

  it('ends by the clock, also when that came while the engine was not running', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    const late = { ahead: 0 };
    const clock = { ...systemClock, now: () => Date.now() + late.ahead };
    await rig.open(clock);
    const id = await rig.protect('shop.db');
    await rig.untilState(id, 'safe');
    const until = Date.now() + WEEK;
    await rig.engine.pause([id], until);
    expect(rig.view(id).state).toEqual({ kind: 'paused', until });
    // The computer slept for longer than that.
    late.ahead = 2 * WEEK;
    rig.engine.wake();
    await rig.untilState(id, 'safe');

    await rig.engine.pause([id], Date.now() + 3 * WEEK);
    await rig.stop();
    late.ahead = 4 * WEEK;
    await rig.open(clock);
    await rig.untilState(id, 'safe');
  });

  it('ends by itself after a short while', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const id = await rig.protect('shop.db');
    await rig.engine.pause([id], Date.now() + 300);
    await rig.untilState(id, 'safe');
  });

  it('ends also where that cannot be written down, while it runs and at the next start', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const id = await rig.protect('shop.db');
    const catalogue = new Sqlite(join(rig.home, 'catalogue.db'));
    const refusal = `WHEN new.paused = 'no' BEGIN SELECT RAISE(ABORT, 'there is no room'); END`;
    catalogue.exec(`CREATE TRIGGER full BEFORE UPDATE ON databases ${refusal}`);
    catalogue.close();
    await rig.engine.pause([id], Date.now() + 300);
    await rig.untilState(id, 'safe');
    await rig.stop();
    await rig.open();
    await rig.untilState(id, 'safe');
  });

  it('refuses times that are over, unknown databases, and copying what is paused', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    await rig.open();
    const id = await rig.protect('shop.db');
    await expect(rig.engine.pause([id], 1)).rejects.toMatchObject({ code: 'usage' });
    await expect(rig.engine.pause(['db-none'], undefined)).rejects.toMatchObject({ code: 'not-found' });
    await expect(rig.engine.resume(['db-none'])).rejects.toMatchObject({ code: 'not-found' });
    await rig.engine.pause([id], undefined);
    await expect(rig.engine.backUp([id], quietWork())).rejects.toMatchObject({ code: 'refused' });
    await rig.engine.backUp(undefined, quietWork());
  });
});

describe('a destination that goes away', () => {
  it('is waited for, says so, and has everything once it is back', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const disk = join(rig.dir, 'disk');
    mkdirSync(disk);
    const destination = await engine.addDestination(folder(disk), 'Backup Disk', {});
    const id = await rig.protect('shop.db', [destination]);
    await rig.untilState(id, 'safe');
    const { since } = rig.view(id);
    renameSync(disk, `${disk}-unplugged`);
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.untilState(id, 'waiting');
    await rig.until(({ destinations }) => destinations[destination]?.reach.kind === 'absent');
    expect(rig.view(id).state).toMatchObject({ reason: { code: 'destination-absent' } });
    expect(rig.view(id).since).toBeGreaterThanOrEqual(since);
    renameSync(`${disk}-unplugged`, disk);
    engine.wake();
    await rig.untilState(id, 'safe');
    await rig.until(({ destinations }) => destinations[destination]?.reach.kind === 'here');
    await rig.expectSame(id);
  });

  it('has changes written down as copied only once it has them', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const id = await rig.protect('shop.db');
    await rig.untilState(id, 'safe');
    renameSync(rig.defaultFolder, `${rig.defaultFolder}-unplugged`);
    const before = rig.view(id).txid;
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.until(({ databases }) => databases[id]!.txid > before && databases[id]!.state.kind === 'waiting');
    // Whatever was counted is written when nothing is captured any more.
    const copied = async (): Promise<number> => {
      await engine.pause([id], undefined);
      const { operations } = await engine.activity({ limit: 100 });
      await engine.resume([id]);
      return operations.filter(({ facts }) => facts.kind === 'copied').length;
    };
    expect(await copied()).toBe(0);
    renameSync(`${rig.defaultFolder}-unplugged`, rig.defaultFolder);
    await rig.untilState(id, 'safe');
    expect(await copied()).toBe(1);
  });

  it('is not taken for the empty folder that it leaves behind, by a database that was never there', async () => {
    await using rig = new EngineRig();
    await rig.app('shop.db');
    const engine = await rig.open();
    const disk = join(rig.dir, 'disk');
    mkdirSync(disk);
    const destination = await engine.addDestination(folder(disk), undefined, {});
    renameSync(disk, `${disk}-unplugged`);
    mkdirSync(disk);
    const id = await rig.protect('shop.db', [destination]);
    await rig.untilState(id, 'waiting');
    expect(rig.view(id).state).toMatchObject({ reason: { code: 'destination-absent' } });
    rmSync(disk, { recursive: true });
    renameSync(`${disk}-unplugged`, disk);
    engine.wake();
    await rig.untilState(id, 'safe');
  });

  it('does not keep the other destination from having everything', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const folders = ['a', 'b'].map((name) => join(rig.dir, name));
    for (const path of folders) mkdirSync(path);
    const destinations: string[] = [];
    for (const path of folders) destinations.push(await engine.addDestination(folder(path), undefined, {}));
    const id = await rig.protect('shop.db', destinations);
    await rig.untilState(id, 'safe');
    renameSync(folders[0]!, `${folders[0]!}-unplugged`);
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.until(({ databases }) => {
      const [absent, there] = databases[id]?.copies ?? [];
      return absent?.state.kind === 'waiting' && there?.txid === databases[id]?.txid;
    });
    const points = await engine.points(id, undefined);
    expect(points.destination).toBe(destinations[1]);
    expect(points.txids.at(-1)).toBe(rig.view(id).txid);
  });
});

describe('a database that cannot be followed', () => {
  it('is waited for while it is missing, and others go on', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    await rig.app('other.db');
    const engine = await rig.open();
    const id = await rig.protect('shop.db');
    const other = await rig.protect('other.db');
    await rig.untilState(id, 'safe');
    await app.close();
    await engine.pause([id], undefined);
    renameSync(rig.path('shop.db'), rig.path('gone.db'));
    await engine.resume([id]);
    await rig.untilState(id, 'waiting');
    await rig.untilState(other, 'safe');
    expect(rig.view(id)).toMatchObject({ size: 0, state: { reason: { code: 'database-missing' } } });
    renameSync(rig.path('gone.db'), rig.path('shop.db'));
    await rig.untilState(id, 'safe');
    await rig.expectSame(id);
  });
});

describe('any sequence of wishes', () => {
  it('ends where the last one says, with everything copied', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const folders = ['a', 'b'].map((name) => join(rig.dir, name));
    for (const path of folders) mkdirSync(path);
    const destinations: string[] = [];
    for (const path of folders) destinations.push(await engine.addDestination(folder(path), undefined, {}));
    const id = await rig.protect('shop.db', destinations);
    const retention = { changes: 60_000, hourly: 0, daily: 120_000, weekly: 0, every: 60_000 };
    const wishes: readonly (() => Promise<unknown>)[] = [
      () => engine.pause([id], undefined),
      () => engine.pause([id], Date.now() + 50),
      () => engine.resume([id]),
      () => engine.configure(id, { checkpoints: 'app' }),
      () => engine.configure(id, { retention }),
      () => engine.configure(id, {}),
      () => engine.setDestinations(id, [destinations[0]!]),
      () => engine.setDestinations(id, destinations),
      () => app.exec('INSERT INTO t (a) VALUES (random())'),
      async () => {
        engine.wake();
        await Promise.resolve();
      },
      () => engine.backUp([id], quietWork()).catch(() => undefined),
      () => new Promise((resolve) => setTimeout(resolve, 20)),
    ];
    const seed = 20261121;
    let state = seed;
    const pending: Promise<unknown>[] = [];
    for (let i = 0; i < 120; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const wish = wishes[(state >>> 8) % wishes.length]!();
      pending.push(wish);
      if (state % 3 === 0) await wish;
    }
    await Promise.all(pending);
    await engine.setDestinations(id, destinations);
    await engine.resume([id]);
    await rig.untilState(id, 'safe');
    await rig.expectSame(id);
    expect(rig.view(id).copies).toHaveLength(2);
  });
});
