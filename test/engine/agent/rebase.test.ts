// Whoever has the pen goes on behind what another writer left: of this very database, and of no other.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Agent, type DatabaseAgent } from '../../../main/engine/agent/agent.ts';
import { canonicalPath, stateDir } from '../../../main/engine/agent/home.ts';
import { type Clock, systemClock } from '../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { SPOOL_DIR, SUMS_FILE } from '../../../main/engine/capture/ledger.ts';
import type { Destination } from '../../../main/engine/destination/destination.ts';
import { fileDestination } from '../../../main/engine/destination/file/file.ts';
import type { Permit } from '../../../main/engine/destination/permit.ts';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { type RestoreResult, restoreToFile } from '../../../main/engine/restore/restore.ts';
import { listAll } from '../../../main/engine/restore/source.ts';
import { optionsFor } from '../restore/harness.ts';
import { failFirst, failure } from '../replica/rig.ts';
import { WatchedDestination } from '../replica/watched-destination.ts';
import { Rig } from '../rig.ts';

/** Nobody waits for long. */
const clock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 100), signal) };

/** The pen is ours, whatever happens. */
const permit: Permit = {
  pen: { kind: 'ours', generation: 1, until: Infinity },
  ensure: () => Promise.resolve('kept'),
  check: () => undefined,
};

function followed(rig: Rig, destinations: readonly Destination[], home = rig.home): Promise<DatabaseAgent> {
  const services = { clock, random: systemRandom, disk: systemDisk, jobs: new InlineRunner() };
  const agent = new Agent({ home, ...services });
  return agent.add({ path: rig.path, destinations, about: () => ({ permit }) });
}

/** More than `pages` pages of what no other database has. */
function fill(rig: Rig, pages: number): Sqlite.Database {
  const db = new Sqlite(rig.path);
  db.pragma('journal_mode = wal');
  db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a)');
  const add = db.prepare('INSERT INTO t (a) VALUES (randomblob(4000))');
  for (let n = 0; n < pages; n++) add.run();
  return db;
}

async function write(db: Sqlite.Database, database: DatabaseAgent, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    db.exec('INSERT INTO t (a) VALUES (randomblob(4000))');
    await database.sync();
  }
}

function restored(rig: Rig, destination: Destination): Promise<RestoreResult> {
  const output = join(rig.dir, `${systemRandom.token(8)}.db`);
  return restoreToFile(optionsFor({ destination, output, target: { kind: 'latest' } }));
}

describe('a place of another database', () => {
  it('stays as it is, also when a place of our own is further', async () => {
    await using theirs = new Rig();
    await using ours = new Rig();
    const other = fill(theirs, 100);
    const stranger = await followed(theirs, [theirs.destination]);
    await write(other, stranger, 2);
    await stranger.stop();
    const before = await listAll(theirs.destination, 'listed');
    const db = fill(ours, 100);
    const alone = await followed(ours, [ours.destination]);
    await write(db, alone, 5);
    await alone.stop();
    const both = await followed(ours, [theirs.destination, ours.destination]);
    await expect(both.sync()).rejects.toMatchObject({ code: 'destination-conflict' });
    await sleep(1000);
    await both.stop().catch(() => undefined);
    expect(await listAll(theirs.destination, 'listed')).toEqual(before);
    other.close();
    db.close();
  });
});

describe('two places of one database, of which another agent wrote to the first', () => {
  it.each([
    ['further than the second', 2n],
    ['less far than the second', -1n],
    ['as far as the second, where another state has that number', 0n],
  ] as const)('%s: both go on', async (_, ahead) => {
    await using rig = new Rig();
    const db = fill(rig, 100);
    const second = fileDestination({ path: join(rig.dir, 'second'), random: systemRandom });
    const both = [rig.destination, second];
    const slow = new WatchedDestination(second);
    const first = await followed(rig, both);
    await write(db, first, 2);
    await first.stop();
    const ours = await followed(rig, [second]);
    await write(db, ours, 4);
    await ours.stop();
    const { txid } = ours.status();
    const rival = await followed(rig, [rig.destination], join(rig.dir, 'rival'));
    while (rival.status().txid < txid + ahead) await write(db, rival, 1);
    await rival.stop();
    expect(rival.status().txid).toBe(txid + ahead);
    let standing = 0n;
    slow.before = (call) => {
      if (call.startsWith('write') && standing === 0n) throw failure();
    };
    const after = await followed(rig, [rig.destination, slow]);
    after.changed.on(({ destinations }) => (standing = destinations[0]!.txid));
    await expect.poll(() => after.sync().then(() => after.status().state.kind, String), { timeout: 20_000 }).toBe('safe');
    await write(db, after, 2);
    for (const destination of both) {
      const newest = after.status();
      const there = await listAll(destination, 'listed');
      expect(there.reduce((most, { max }) => (max > most ? max : most), 0n)).toBe(newest.txid);
      const { checksum } = await restored(rig, destination);
      expect(checksum).toBe(newest.checksum);
    }
    await after.stop();
    db.close();
  });
});

it('goes on behind what could not be read at first', async () => {
  await using rig = new Rig();
  const db = fill(rig, 100);
  const first = await followed(rig, [rig.destination]);
  await write(db, first, 2);
  await first.stop();
  const rival = await followed(rig, [rig.destination], join(rig.dir, 'rival'));
  await write(db, rival, 4);
  await rival.stop();
  const place = new WatchedDestination(rig.destination);
  place.before = failFirst(8, 'open');
  const after = await followed(rig, [place]);
  await expect.poll(() => after.status().state.kind, { timeout: 20_000 }).toBe('safe');
  expect(place.calls.filter((call) => call.startsWith('open')).length).toBeGreaterThan(8);
  await after.stop();
  db.close();
});

it('keeps nothing of what it captured itself, when its own state is lost and another agent is further', async () => {
  await using rig = new Rig();
  const db = fill(rig, 100);
  const state = stateDir(rig.home, canonicalPath(rig.path));
  const place = new WatchedDestination(rig.destination);
  const first = await followed(rig, [place]);
  await write(db, first, 2);
  place.before = failFirst(Infinity, 'write');
  db.exec('INSERT INTO t (a) VALUES (1)');
  await first.stop({ within: 500 }).catch(() => undefined);
  expect(readdirSync(join(state, SPOOL_DIR)).length).toBeGreaterThan(0);
  rmSync(join(state, SUMS_FILE));
  const rival = await followed(rig, [rig.destination], join(rig.dir, 'rival'));
  await write(db, rival, 4);
  await rival.stop();
  place.before = () => undefined;
  const after = await followed(rig, [place]);
  expect(readdirSync(join(state, SPOOL_DIR))).toEqual([]);
  await write(db, after, 1);
  await after.stop();
  const { checksum } = await restored(rig, place);
  expect(checksum).toBe(after.status().checksum);
  db.close();
});

it('knows a history of this database again although it has other numbers', async () => {
  await using rig = new Rig();
  const db = fill(rig, 1);
  const elsewhere = fileDestination({ path: join(rig.dir, 'elsewhere'), random: systemRandom });
  const alone = await followed(rig, [elsewhere]);
  await write(db, alone, 3);
  const rival = await followed(rig, [rig.destination], join(rig.dir, 'rival'));
  await write(db, alone, 1);
  await rival.sync();
  await write(db, rival, 8);
  await Promise.all([alone.stop(), rival.stop()]);
  const after = await followed(rig, [rig.destination]);
  await expect.poll(() => after.sync().then(() => after.status().state.kind, String), { timeout: 20_000 }).toBe('safe');
  expect((await restored(rig, rig.destination)).checksum).toBe(after.status().checksum);
  await after.stop();
  db.close();
});
