// Whoever has the pen goes on behind what another writer left: of this very database, and of no other.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Agent, type DatabaseAgent } from '../../../main/engine/agent/agent.ts';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import type { Destination } from '../../../main/engine/destination/destination.ts';
import { fileDestination } from '../../../main/engine/destination/file/file.ts';
import type { Permit } from '../../../main/engine/destination/permit.ts';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { restoreToFile } from '../../../main/engine/restore/restore.ts';
import { listAll } from '../../../main/engine/restore/source.ts';
import { optionsFor } from '../restore/harness.ts';
import { Rig } from '../rig.ts';

/** The pen is ours, whatever happens. */
const permit: Permit = {
  pen: { kind: 'ours', generation: 1, until: Infinity },
  ensure: () => Promise.resolve('kept'),
  check: () => undefined,
};

function followed(rig: Rig, destinations: readonly Destination[], home = rig.home): Promise<DatabaseAgent> {
  const services = { clock: systemClock, random: systemRandom, disk: systemDisk, jobs: new InlineRunner() };
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
  /** Both at the same transaction, of which each has its own state. */
  it.each([
    ['further than the second', 1, 3],
    ['less far than the second', 3, 1],
    ['as far as the second', 2, 2],
  ] as const)('and %s: both go on', async (_, own, others) => {
    await using rig = new Rig();
    const db = fill(rig, 100);
    const second = fileDestination({ path: join(rig.dir, 'second'), random: systemRandom });
    const both = [rig.destination, second];
    const first = await followed(rig, both);
    await write(db, first, 2);
    await first.stop();
    const ours = await followed(rig, [second]);
    await write(db, ours, own);
    await ours.stop();
    const rival = await followed(rig, [rig.destination], join(rig.dir, 'rival'));
    await write(db, rival, others);
    await rival.stop();
    const after = await followed(rig, both);
    await expect.poll(() => after.sync().then(() => after.status().state.kind, String), { timeout: 20_000 }).toBe('safe');
    await write(db, after, 2);
    for (const destination of both) {
      const newest = after.status();
      const there = await listAll(destination, 'listed');
      expect(there.reduce((most, { max }) => (max > most ? max : most), 0n)).toBe(newest.txid);
      const output = join(rig.dir, `back-${both.indexOf(destination)}.db`);
      const { checksum } = await restoreToFile(optionsFor({ destination, output, target: { kind: 'latest' } }));
      expect(checksum).toBe(newest.checksum);
    }
    await after.stop();
    db.close();
  });
});
