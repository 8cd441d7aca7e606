// Levels of a database that is followed.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { stateDir } from '../../../../main/engine/agent/home.ts';
import type { Compacted } from '../../../../main/engine/agent/database-agent.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { points } from '../../../../main/engine/replica/history/points.ts';
import { verifyDestination } from '../../../../main/engine/verify/verify.ts';
import { heldIn } from '../../replica/retention/stage.ts';
import { DAY, HOUR, Lived } from '../retention/lived.ts';
import { Rig } from '../../rig.ts';

async function until(test: () => boolean): Promise<void> {
  while (!test()) await sleep(20);
}

describe('levels', () => {
  test('are made by themselves, told, and restored from', async () => {
    await using rig = new Rig();
    const db = new Sqlite(rig.path);
    db.exec('PRAGMA journal_mode = wal; CREATE TABLE t(id INTEGER PRIMARY KEY, a)');
    const told: Compacted[] = [];
    const database = await rig.follow({ levels: [200, 600] });
    database.compacted.on((outcome) => told.push(outcome));
    for (let n = 0; n < 40; n++) {
      db.exec('INSERT INTO t(a) VALUES (randomblob(2000))');
      await rig.sync();
      await sleep(20);
    }
    await until(() => told.some(({ level, max }) => level === 2 && max === database.status().txid));
    expect(told.every(({ kind, url }) => kind === 'compacted' && url === rig.destination.url)).toBe(true);
    const singles = (await heldIn(rig.destination)).filter(({ level }) => level === 0);
    const report = await verifyDestination({ destination: rig.destination, jobs: new InlineRunner() });
    expect(report).toMatchObject({ verdict: 'sound', problems: [] });
    await rig.destination.remove(singles);
    await rig.expectSame();
    db.close();
  });

  test('none when none are set', async () => {
    await using lived = await Lived.begin();
    await lived.follow({ levels: [] });
    await lived.live(5, 3);
    expect((await heldIn(lived.destination())).filter(({ level }) => level > 0 && level < 9)).toEqual([]);
  });

  test('what was kept for a destination goes with it', async () => {
    await using lived = await Lived.begin();
    await lived.follow({});
    await lived.change();
    const kept = join(stateDir(join(lived.dir, 'home'), lived.path), 'levels');
    const [before] = readdirSync(kept);
    await lived.unfollow();
    await lived.follow({}, { destinations: [lived.destination('other')] });
    expect(readdirSync(kept)).toHaveLength(1);
    expect(readdirSync(kept)).not.toContain(before);
  });
});

test('where the bucket deletes, we do not', async () => {
  await using lived = await Lived.begin();
  const keeping = { snapshotInterval: DAY, retention: { changes: HOUR, tiers: [] } } as const;
  await lived.follow(keeping, { about: () => ({ deletion: 'bucket' }) });
  await lived.live(12, 12);
  const work = { signal: new AbortController().signal, onProgress: () => undefined };
  expect(await lived.database.enforceRetention(work)).toEqual([]);
  expect(points(await heldIn(lived.destination()))).toHaveLength(12);
  const [plan] = await lived.database.planRetention(keeping.retention, work.signal);
  expect(plan).toMatchObject({ remove: [], fadedPoints: [] });
  expect(plan!.keptPoints).toHaveLength(12);
});
