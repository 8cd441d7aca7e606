// Days of a database's life: snapshots by age, and what fades when it is old.
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { LtxRef } from '../../../../main/engine/destination/destination.ts';
import type { RetentionOutcome } from '../../../../main/engine/agent/retention/history-keeper.ts';
import { previewOf } from '../../../../main/engine/agent/retention/preview.ts';
import { isSnapshotFile, points } from '../../../../main/engine/replica/history/points.ts';
import { HistoryGate } from '../../../../main/engine/replica/history-gate.ts';
import { windowsOf } from '../../../../main/engine/replica/retention/windows.ts';
import { rewrite } from '../../replica/retention/damage.ts';
import { heldIn } from '../../replica/retention/stage.ts';
import { flip } from '../../restore/layered.ts';
import { DAY, HOUR, Lived } from './lived.ts';

const NOTHING = { changes: 0, hourly: 0, daily: 0, weekly: 0 };
const KEPT = windowsOf({ ...NOTHING, changes: 2 * DAY, daily: 4 * DAY });
const work = { signal: new AbortController().signal, onProgress: () => undefined };

async function until(test: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await test())) await sleep(20);
}

async function snapshotsIn(lived: Lived): Promise<number> {
  return (await heldIn(lived.destination())).filter(isSnapshotFile).length;
}

describe('snapshots', () => {
  test('are taken every day on which something changed', async () => {
    await using lived = await Lived.begin();
    await lived.follow({ snapshotInterval: DAY });
    await lived.live(13, 6);
    expect(await snapshotsIn(lived)).toBe(4);
  });

  test('count from the newest one at the destination, also over restarts', async () => {
    await using lived = await Lived.begin();
    // The first one is taken before or after the clock is moved; either way there is one more within these hours.
    for (let run = 0; run < 5; run++) {
      await lived.follow({ snapshotInterval: DAY });
      await lived.live(1, 10);
      await lived.unfollow();
    }
    expect(await snapshotsIn(lived)).toBe(2);
  });

  test('are not taken of what did not change', async () => {
    await using lived = await Lived.begin();
    for (let run = 0; run < 4; run++) {
      await lived.follow({ snapshotInterval: DAY });
      await lived.database.sync();
      await lived.database.settled(work.signal);
      await lived.unfollow();
      lived.clock.advance(3 * DAY);
    }
    expect(await snapshotsIn(lived)).toBe(1);
  });
});

describe('retention', () => {
  test.each(['wal', 'delete'] as const)('keeps what it promises, byte by byte (journal mode %s)', async (journal) => {
    await using lived = await Lived.begin(journal);
    await lived.follow({ snapshotInterval: DAY, retention: KEPT });
    await lived.live(40, 6);
    await lived.database.enforceRetention(work);
    const files = await heldIn(lived.destination());
    expect(files.filter(isSnapshotFile)).toHaveLength(4);
    const all = points(files);
    const start = all.at(-1)!.createdAt - KEPT.changes;
    expect(all.filter(({ createdAt }) => createdAt > start)).toHaveLength(8);
    expect(all.filter(({ createdAt }) => createdAt <= start).length).toBeGreaterThanOrEqual(3);
    expect(files.length).toBeLessThan(20);
    for (const { txid } of all) await lived.expectPoint(txid);
  });

  test('removes by itself at the start, and tells', async () => {
    await using lived = await Lived.begin();
    await lived.follow({ snapshotInterval: DAY });
    await lived.live(40, 6);
    await lived.unfollow();
    const before = await heldIn(lived.destination());
    const told: RetentionOutcome[] = [];
    await lived.follow({ snapshotInterval: DAY, retention: KEPT });
    lived.database.retained.on((outcome) => told.push(outcome));
    await until(() => told.length > 0);
    const after = await heldIn(lived.destination());
    expect(told).toMatchObject([{ kind: 'done', files: before.length - after.length, damaged: [] }]);
    expect(after.length).toBeLessThan(20);
  });

  test('does what the preview says, once it is set', async () => {
    await using lived = await Lived.begin();
    await lived.follow({ snapshotInterval: DAY });
    await lived.live(30, 6);
    const before = await heldIn(lived.destination());
    const plans = await lived.database.planRetention(KEPT, work.signal);
    const preview = previewOf(plans);
    expect(await heldIn(lived.destination())).toEqual(before);
    expect(preview.stored).toBe(before.reduce((sum, { size }) => sum + size, 0));
    lived.database.keep({ snapshotInterval: DAY, retention: KEPT });
    await until(async () => (await heldIn(lived.destination())).length === before.length - preview.files);
    const after = await heldIn(lived.destination());
    expect(after.reduce((sum, { size }) => sum + size, 0)).toBe(preview.stored - preview.frees);
    expect(points(after)).toHaveLength(preview.keptPoints);
    const goes = (file: LtxRef): boolean =>
      plans[0]!.remove.some(({ level, min, max }) => file.level === level && file.min === min && file.max === max);
    expect(after).toEqual(before.filter((file) => !goes(file)));
  });

  test('leaves named marks where they are', async () => {
    await using lived = await Lived.begin();
    const pinned = new Set([6n]);
    await lived.follow({ snapshotInterval: DAY, retention: KEPT }, { pinned: () => pinned });
    await lived.live(40, 6);
    await lived.database.enforceRetention(work);
    await lived.expectPoint(6n);
    pinned.clear();
    await lived.database.enforceRetention(work);
    await expect(lived.expectPoint(6n)).rejects.toMatchObject({ code: 'restore-no-point' });
  });

  test('off keeps everything', async () => {
    await using lived = await Lived.begin();
    await lived.follow({ snapshotInterval: DAY });
    await lived.live(20, 12);
    await lived.database.enforceRetention(work);
    expect(points(await heldIn(lived.destination()))).toHaveLength(20);
  });

  test('does not run under a restore', async () => {
    await using lived = await Lived.begin();
    const gate = new HistoryGate();
    await lived.follow({ snapshotInterval: DAY }, { gate });
    await lived.live(20, 12);
    expect(lived.database.gate).toBe(gate);
    const before = await heldIn(lived.destination());
    await gate.reading(async () => {
      lived.database.keep({ snapshotInterval: DAY, retention: KEPT });
      const removing = lived.database.enforceRetention(work);
      await sleep(300);
      expect(await heldIn(lived.destination())).toEqual(before);
      removing.catch(() => undefined);
    });
    await until(async () => (await heldIn(lived.destination())).length < before.length);
  });

  test('takes nothing from a place where another history goes on', async () => {
    await using lived = await Lived.begin();
    await using other = await Lived.begin();
    await other.follow({ snapshotInterval: DAY });
    await other.live(20, 12);
    await other.unfollow();
    const there = await heldIn(other.destination());
    await lived.follow({});
    await lived.live(3, 160);
    await lived.unfollow();
    const nothing = windowsOf(NOTHING);
    await lived.follow({ retention: nothing }, { destinations: [other.destination()] });
    await until(() => lived.database.status().state.kind === 'failed');
    await lived.database.enforceRetention(work);
    expect(await heldIn(other.destination())).toEqual(there);
    const [plan] = await lived.database.planRetention(nothing, work.signal);
    expect(plan!.remove.length).toBeGreaterThan(0);
  });

  test('finds a damaged snapshot before the changes that lead to it are gone, and tells of it', async () => {
    await using lived = await Lived.begin();
    await lived.follow({ snapshotInterval: DAY });
    await lived.live(40, 6);
    const damaged = (await heldIn(lived.destination())).filter(isSnapshotFile).at(-2)!;
    rewrite(lived.folder, damaged, flip(-40));
    lived.database.keep({ snapshotInterval: DAY, retention: windowsOf({ ...NOTHING, changes: 6 * HOUR, daily: 4 * DAY }) });
    const [done] = await lived.database.enforceRetention(work);
    expect(done?.damaged.map(({ file }) => file.max)).toEqual([damaged.max]);
    await lived.expectPoint(damaged.max);
  });
});

describe('what is known of a database', () => {
  test('is its size, its mode, and when it changed', async () => {
    await using lived = await Lived.begin('delete');
    await lived.follow({});
    await lived.live(1, 5);
    expect(lived.database.facts()).toMatchObject({ size: 8192, mode: 'rollback' });
    expect(lived.clock.now() - lived.database.facts().changedAt).toBeLessThan(HOUR);
    await lived.unfollow();
    expect(lived.database.facts()).toMatchObject({ size: 0, mode: 'unknown' });
  });

  test('is when it was last safe, also when the disk is away at the next start', async () => {
    await using lived = await Lived.begin();
    await lived.follow({});
    await lived.live(1, 5);
    const { safeAt } = lived.database.status().destinations[0]!;
    expect(lived.clock.now() - safeAt).toBeLessThan(HOUR);
    await lived.unfollow();
    renameSync(lived.folder, `${lived.folder}-away`);
    lived.clock.advance(DAY);
    await lived.follow({ shutdownTimeout: 100 });
    await until(() => lived.database.status().state.kind === 'waiting');
    expect(lived.database.status().destinations[0]?.safeAt).toBeGreaterThanOrEqual(safeAt);
    expect(lived.clock.now() - lived.database.status().destinations[0]!.safeAt).toBeGreaterThan(20 * HOUR);
  });

  test('is what its destinations hold', async () => {
    await using lived = await Lived.begin();
    const destinations = [lived.destination(), lived.destination('second')];
    await lived.follow({}, { destinations });
    await lived.live(3, 1);
    expect(lived.database.histories.map(({ destination }) => destination.url)).toEqual(destinations.map(({ url }) => url));
    for (const { destination, holdings } of lived.database.histories) {
      expect(holdings.peek()).toEqual(await heldIn(destination));
    }
    expect(readdirSync(join(lived.dir, 'second/ltx/0'))).toHaveLength(2);
  });
});
