// Databases copied in the format of Litestream 0.3 and 0.4, brought back by its own steps with SQLite itself.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { GenerationNaming } from '../../../../main/engine/generations/client.ts';
import { sha256 } from '../../rig.ts';
import { latest, logsOf, restoreLikeLitestream } from '../../generations/litestream3.ts';
import { GenerationRig } from './rig.ts';

function open(path: string, journal: 'wal' | 'delete', pageSize = 4096): Sqlite.Database {
  const db = new Sqlite(path);
  db.pragma(`page_size = ${pageSize}`);
  db.pragma(`journal_mode = ${journal}`);
  db.exec('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, x BLOB)');
  return db;
}

/** Each where it can matter. */
const PAGE_SIZES = { wal: [512, 65_536], delete: [4096, 65_536] };

describe.each(['wal', 'delete'] as const)('a database with journal mode %s', (journal) => {
  it.each(PAGE_SIZES[journal])('is brought back byte for byte from every segment, pages of %i bytes', async (pageSize) => {
    await using rig = new GenerationRig({ bounds: { segmentBytes: 1, logFrames: 12 } });
    const db = open(rig.path, journal, pageSize);
    await rig.follow();
    await rig.sync();
    const states: { generation: string; index: number; offset: number; hash: string }[] = [];
    const insert = db.prepare('INSERT INTO t (x) VALUES (randomblob(?))');
    for (let i = 0; i < 12; i++) {
      if (i === 8) db.exec('DELETE FROM t WHERE id > 2; VACUUM');
      else for (let n = 0; n < 3; n++) insert.run(pageSize / 2);
      await rig.sync();
      const { generation } = await latest(rig.client);
      const { index, offset } = (await rig.client.walSegments(generation)).at(-1)!;
      states.push({ generation, index, offset, hash: sha256(rig.image()) });
    }
    db.close();
    await rig.unfollow();
    expect(new Set(states.map(({ index }) => index)).size).toBeGreaterThan(2);
    expect(new Set(states.map(({ generation }) => generation)).size).toBe(1);
    for (const [i, { hash, ...at }] of states.entries()) {
      const output = join(rig.dir, `at-${i}.db`);
      await restoreLikeLitestream(rig.client, at, output);
      expect(sha256(readFileSync(output))).toBe(hash);
    }
  });
});

it.each(['flat-8', 'nested-8', 'nested-16'] satisfies GenerationNaming[])('is found under the names of %s', async (naming) => {
  await using rig = new GenerationRig({ naming });
  const db = open(rig.path, 'wal');
  await rig.follow();
  db.exec('INSERT INTO t (x) VALUES (1)');
  await rig.sync();
  db.close();
  await rig.expectSame();
});

describe('after a restart', () => {
  it('goes on in the same generation, also with what was captured meanwhile', async () => {
    await using rig = new GenerationRig();
    const db = open(rig.path, 'wal');
    await rig.follow();
    await rig.sync();
    await rig.unfollow();
    db.exec('INSERT INTO t (x) VALUES (1)');
    await rig.follow();
    db.exec('INSERT INTO t (x) VALUES (2)');
    await rig.sync();
    await rig.expectSame();
    expect(await rig.client.generations()).toHaveLength(1);
    db.close();
  });

  it('begins a new generation when its own state is lost', async () => {
    await using rig = new GenerationRig();
    const db = open(rig.path, 'wal');
    await rig.follow();
    await rig.sync();
    await rig.unfollow();
    rmSync(rig.home, { recursive: true });
    db.exec('INSERT INTO t (x) VALUES (1)');
    await rig.follow();
    await rig.sync();
    await rig.expectSame();
    expect(await rig.client.generations()).toHaveLength(2);
    db.close();
  });

  it('begins a new generation when a segment is gone there', async () => {
    await using rig = new GenerationRig();
    const db = open(rig.path, 'wal');
    await rig.follow();
    await rig.sync();
    for (const x of [1, 2]) {
      db.exec(`INSERT INTO t (x) VALUES (${x})`);
      await rig.sync();
    }
    await rig.unfollow();
    const [generation = ''] = await rig.client.generations();
    const segments = await rig.client.walSegments(generation);
    expect(segments.length).toBeGreaterThan(1);
    await rig.client.deleteWalSegments(segments.slice(0, 1));
    await rig.follow();
    db.exec('INSERT INTO t (x) VALUES (3)');
    await rig.sync();
    await rig.expectSame();
    expect(await rig.client.generations()).toHaveLength(2);
    db.close();
  });
});

it('keeps logs apart at a snapshot, so that each later state follows from it', async () => {
  await using rig = new GenerationRig({ about: { snapshots: 1 } });
  const db = open(rig.path, 'wal');
  await rig.follow();
  for (let i = 0; i < 4; i++) {
    db.exec('INSERT INTO t (x) VALUES (randomblob(5000))');
    await rig.sync();
    await rig.database.settled(new AbortController().signal);
  }
  const { generation } = await latest(rig.client);
  expect((await rig.client.snapshots(generation)).length).toBeGreaterThan(2);
  await rig.expectSame();
  for (const at of await logsOf(rig.client, generation)) {
    await restoreLikeLitestream(rig.client, at, join(rig.dir, `log-${at.index}.db`));
  }
  db.close();
});

it('begins a new generation when the page size changes', async () => {
  await using rig = new GenerationRig();
  const db = open(rig.path, 'delete');
  await rig.follow();
  await rig.sync();
  db.exec('PRAGMA page_size = 8192; VACUUM');
  await rig.sync();
  await rig.expectSame();
  expect(await rig.client.generations()).toHaveLength(2);
  db.close();
});
