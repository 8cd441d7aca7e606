// A destination that is away fills nobody's disk, and misses nothing when it is back.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { stateDir } from '../../../../main/engine/agent/home.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { Spool } from '../../../../main/engine/capture/spool.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { verifyDestination } from '../../../../main/engine/verify/verify.ts';
import { startWriter } from '../../../tools/writer-process.ts';
import { Rig } from '../../rig.ts';

const QUOTA = 256 << 10;

/** `TIDEMARK_KILLS=40` is the long form. */
const KILLS = Number(process.env['TIDEMARK_KILLS'] ?? 3);

async function until(test: () => boolean): Promise<void> {
  while (!test()) await sleep(20);
}

describe('the spool', () => {
  test('stays small while a destination is away, whatever is written', async () => {
    await using rig = new Rig();
    const replica = join(rig.dir, 'replica');
    const db = new Sqlite(rig.path);
    db.exec('PRAGMA journal_mode = wal; CREATE TABLE t(id INTEGER PRIMARY KEY, a)');
    await rig.follow({ spoolQuota: QUOTA });
    await rig.sync();
    renameSync(replica, `${replica}-away`);
    const write = db.prepare('INSERT OR REPLACE INTO t VALUES (?, randomblob(3000))');
    for (let n = 0; n < 400; n++) {
      write.run(n % 20);
      await rig.database.captureNow();
    }
    await until(() => rig.database.status().destinations[0]!.state.kind === 'waiting');
    await until(() => rig.database.status().destinations[0]!.pending.bytes < 2 * QUOTA);
    const { txid, destinations } = rig.database.status();
    expect(destinations[0]!.pending.files).toBeLessThan(Number(txid) - 100);
    renameSync(`${replica}-away`, replica);
    await rig.expectSame();
    expect(rig.comparisons).toEqual([]);
    expect(rig.database.status().destinations[0]!.pending).toEqual({ files: 0, bytes: 0 });
    const report = await verifyDestination({ destination: rig.destination, jobs: new InlineRunner() });
    expect(report).toMatchObject({ verdict: 'sound', problems: [] });
    db.close();
  });

  test.each(['wal', 'delete'] as const)('is whole after kills at any moment (journal mode %s)', async (journal) => {
    await using rig = new Rig();
    const replica = join(rig.dir, 'replica');
    new Sqlite(rig.path).exec(`PRAGMA journal_mode = ${journal}; CREATE TABLE other(a)`).close();
    await rig.follow();
    await rig.sync();
    await rig.unfollow();
    renameSync(replica, `${replica}-away`);
    const writer = startWriter({ db: rig.path, seconds: 0, rate: 200, rows: 20, updates: 0.9, journal });
    await writer.ready();
    let merged = false;
    for (let kill = 0; kill < KILLS || !merged; kill++) {
      const args = [rig.path, rig.home, replica, String(QUOTA)];
      const child = fork(join(import.meta.dirname, 'child.ts'), args, { execArgv: [] });
      const end = once(child, 'exit');
      await once(child, 'message');
      // Longer each time, so that on a slow machine too it gets to merging.
      await sleep(Math.random() * 500 * (kill + 1));
      child.kill('SIGKILL');
      await end;
      const spool = Spool.open(systemDisk, join(stateDir(rig.home, rig.path), 'spool'), systemRandom);
      merged ||= spool.files.some(({ min, max }) => max > min);
      spool.files.forEach((file, i) => {
        if (i > 0) expect(file.min).toBe(spool.files[i - 1]!.max + 1n);
      });
    }
    await writer.stop();
    renameSync(`${replica}-away`, replica);
    await rig.follow();
    await rig.expectSame();
    const report = await verifyDestination({ destination: rig.destination, jobs: new InlineRunner() });
    expect(report).toMatchObject({ verdict: 'sound', problems: [] });
  }, 120_000);
});
