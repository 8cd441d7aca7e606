// Copies in the format of Litestream 0.3 in a bucket: written, gone on with, thinned out, and brought back.
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { openObjectStore } from '../../../../main/engine/destination/open.ts';
import { freeTraffic } from '../../../../main/engine/destination/traffic.ts';
import { useS3 } from '../../../servers/s3.ts';
import { latest } from '../../generations/litestream3.ts';
import { GenerationRig, type GenerationRigOptions } from './rig.ts';

const s3 = useS3();

function rigAt(path: string, options: GenerationRigOptions = {}): GenerationRig {
  const deps = { secrets: s3.secrets, traffic: freeTraffic, clock: systemClock, random: systemRandom, env: {} };
  return new GenerationRig({ ...options, place: () => openObjectStore(s3.at(path), deps) });
}

test('goes on after a restart, over several logs, and comes back', async () => {
  await using rig = rigAt('generations-restart', { bounds: { segmentBytes: 1, logFrames: 8 } });
  using db = closing(new Sqlite(rig.path));
  db.pragma('journal_mode = wal');
  db.exec('CREATE TABLE t (x BLOB)');
  for (let round = 0; round < 2; round++) {
    await rig.follow();
    for (let n = 0; n < 4; n++) {
      db.exec('INSERT INTO t VALUES (randomblob(9000))');
      await rig.sync();
    }
    await rig.expectSame();
    await rig.unfollow();
  }
  expect(await rig.client.generations()).toHaveLength(1);
  expect((await latest(rig.client)).index).toBeGreaterThan(0);
});

test('begins another generation when somebody else wrote the next log', async () => {
  await using rig = rigAt('generations-other');
  using db = closing(new Sqlite(rig.path));
  db.exec('CREATE TABLE t (x)');
  await rig.follow();
  db.exec('INSERT INTO t VALUES (1)');
  await rig.sync();
  const { generation, index } = await latest(rig.client);
  expect(await rig.client.walSegments(generation)).toEqual([]);
  await rig.client.writeWalSegment({ generation, index, offset: 0 }, theirs());
  // Buckets tell whole seconds, by which the newest generation is found.
  await sleep(1100);
  db.exec('INSERT INTO t VALUES (2)');
  await rig.sync();
  expect(await rig.client.generations()).toHaveLength(2);
  await rig.expectSame();
});

async function* theirs(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode('another writer'));
}

function closing(db: Sqlite.Database): Sqlite.Database & Disposable {
  return Object.assign(db, {
    [Symbol.dispose]: () => {
      db.close();
    },
  });
}
