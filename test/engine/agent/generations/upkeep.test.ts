// What is done to a copy in generations from time to time: removal by age as Litestream 0.3 does it, and the comparison with what
// was captured.
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it, vi } from 'vitest';
import { encodeLz4 } from '../../../../main/engine/generations/lz4/encode.ts';
import { latest, logsOf, restoreLikeLitestream } from '../../generations/litestream3.ts';
import { GenerationRig } from './rig.ts';

function open(path: string): Sqlite.Database {
  const db = new Sqlite(path);
  db.pragma('journal_mode = wal');
  db.exec('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, x BLOB)');
  return db;
}

const HOUR = 3_600_000;

/** All that is there becomes so much older. */
async function age(rig: GenerationRig, ms: number): Promise<void> {
  const at = (Date.now() - ms) / 1000;
  const root = join(rig.replica, 'generations');
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  for (const file of files) if (file.isFile()) utimesSync(join(file.parentPath, file.name), at, at);
}

it('removes what is before the oldest young snapshot, and generations without one; all that is left can be restored', async () => {
  await using rig = new GenerationRig({ bounds: { segmentBytes: 1, logFrames: 3 }, about: { retention: HOUR, retentionChecks: 100 } });
  const db = open(rig.path);
  const insert = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      db.exec('INSERT INTO t (x) VALUES (randomblob(3000))');
      await rig.sync();
    }
  };
  const old = 'a'.repeat(16);
  await rig.client.writeSnapshot(old, 0, encodeLz4(bytesOf('an old generation')));
  await rig.follow();
  await insert();
  const first = await latest(rig.client);
  expect(first.index).toBeGreaterThan(1);
  await age(rig, 2 * HOUR);
  await insert();
  // None is young: one is taken, and then the rest goes.
  await vi.waitFor(async () => {
    expect(await rig.client.generations()).toEqual([first.generation]);
    const snapshots = await rig.client.snapshots(first.generation);
    expect(snapshots.length).toBe(1);
    expect(snapshots[0]!.index).toBeGreaterThan(first.index);
    const logs = await logsOf(rig.client, first.generation);
    expect(logs.every(({ index }) => index >= snapshots[0]!.index)).toBe(true);
  }, 10_000);
  await insert();
  await rig.expectSame();
  for (const at of await logsOf(rig.client, first.generation)) {
    await restoreLikeLitestream(rig.client, at, join(rig.dir, `${at.index}.db`));
  }
  db.close();
});

it('keeps the only snapshot of a database that does not change', async () => {
  await using rig = new GenerationRig({ about: { retention: HOUR, retentionChecks: 100 } });
  const db = open(rig.path);
  await rig.follow();
  await rig.sync();
  await age(rig, 2 * HOUR);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { generation } = await latest(rig.client);
  expect(await rig.client.snapshots(generation)).toHaveLength(1);
  await rig.expectSame();
  db.close();
});

it('notices that what is there is not what was captured, says so, and begins anew', async () => {
  await using rig = new GenerationRig({ bounds: { segmentBytes: 1, logFrames: 100 }, about: { validation: 200 } });
  const db = open(rig.path);
  const database = await rig.follow();
  const said: string[] = [];
  database.retained.on((outcome) => {
    if (outcome.kind === 'failed') said.push(outcome.error.code);
  });
  await rig.sync();
  for (let i = 0; i < 3; i++) {
    db.exec('INSERT INTO t (x) VALUES (randomblob(3000))');
    await rig.sync();
  }
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(said).toEqual([]);
  const { generation } = await latest(rig.client);
  const wal = join(rig.replica, 'generations', generation, 'wal');
  const [name = ''] = (await readdir(wal)).sort();
  writeFileSync(join(wal, name), readFileSync(join(wal, name)).subarray(0, -5));
  await vi.waitFor(async () => {
    expect(said).toContain('restore-checksum');
    expect(await rig.client.generations()).toHaveLength(2);
  }, 10_000);
  await rig.sync();
  await rig.expectSame();
  db.close();
});

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}
