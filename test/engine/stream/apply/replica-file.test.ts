// The follower's file: each state of the source, whole, whatever happens on the way.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { formatLtxName } from '../../../../main/engine/ltx/name.ts';
import type { ReplicaFile } from '../../../../main/engine/stream/apply/replica-file.ts';
import { DatabaseFile, OwnDatabaseFile } from '../../../../main/engine/sqlite/owner.ts';
import { Ring } from '../../../../main/engine/stream/ring.ts';
import { AppProcess } from '../../../tools/app-process.ts';
import { stopAfter } from '../../faults.ts';
import { bytesOf, Place, startReader } from '../follower.ts';
import { Source, type SourceFile } from '../source.ts';

/** How long each of the reading tests goes on applying, ms; the long form is for soaking. */
const SOAK = 1000 * Number(process.env['TIDEMARK_SOAK_SECONDS'] ?? 0);
const ROUNDS = 12;

async function applyAll(replica: ReplicaFile, files: readonly SourceFile[]): Promise<void> {
  for (const file of files) {
    await replica.apply(file, 'same');
    expect(replica.pos).toEqual(file.pos);
  }
}

describe('applying', () => {
  test.each([
    [512, 'wal'],
    [4096, 'wal'],
    [65536, 'wal'],
    [4096, 'delete'],
  ] as const)('pages of %i bytes, a source in %s mode: readers see every state whole', async (pageSize, mode) => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'), { pageSize, mode });
    const replica = await place.open();
    await applyAll(replica, [source.begin()]);
    const stop = await startReader(place.path);
    const until = performance.now() + SOAK;
    for (let i = 0; i < ROUNDS || performance.now() < until; i++) {
      await applyAll(replica, [source.transfer(i % 5 === 0 ? 40_000 : 200)]);
    }
    await applyAll(replica, [source.commit('DELETE FROM log WHERE rowid % 2'), source.commit('VACUUM')]);
    for (let i = 0; i < ROUNDS / 2; i++) await applyAll(replica, [source.transfer(2000)]);
    const seen = await stop();
    expect(seen.errors).toEqual([]);
    expect(seen.states).toBeGreaterThan(1);
    place.expectShows(source.files.at(-1)!);
    expect(statSync(place.path).size).toBe(source.files.at(-1)!.image.length);
    await replica.close();
  }, 60_000 + SOAK);

  test('a database that loses all its pages and gets others', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    const replica = await place.open();
    await applyAll(replica, [source.begin(), source.transfer()]);
    const stop = await startReader(place.path);
    await applyAll(replica, [source.record(new Uint8Array(0))]);
    expect(statSync(place.path).size).toBe(0);
    await applyAll(replica, [source.transfer(), source.transfer()]);
    expect((await stop()).errors).toEqual([]);
    place.expectShows(source.files.at(-1)!);
    await replica.close();
  });

  test('a snapshot on top writes only what differs, also with other page sizes', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    const other = new Source(join(place.dir, 'other.db'), { pageSize: 1024 });
    const replica = await place.open();
    await applyAll(replica, [source.begin(), source.transfer(50_000)]);
    source.transfer(9000);
    await applyAll(replica, [source.snapshot()]);
    place.expectShows(source.files.at(-1)!);
    const stop = await startReader(place.path);
    other.begin();
    other.transfer(20_000);
    await applyAll(replica, [other.snapshot(), other.transfer()]);
    expect((await stop()).errors).toEqual([]);
    place.expectShows(other.files.at(-1)!);
    expect(replica.quarantined).toEqual([]);
    await replica.close();
  });

  test('what it gives to others is the source, byte for byte', async () => {
    const place = new Place();
    const second = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    const replica = await place.open();
    await applyAll(replica, [source.begin(), source.transfer(50_000), source.transfer()]);
    const taken = await replica.snapshot(new AbortController().signal);
    const copy = await second.open();
    const ring = Ring.open({ ...second.options(), dir: join(second.dir, 'ring') }, undefined);
    const incoming = await ring.receive(taken.bytes);
    taken.dispose();
    await copy.apply({ range: { min: 1n, max: taken.max }, open: () => incoming.open() }, 'same');
    incoming.discard();
    expect(copy.pos).toEqual(source.files.at(-1)!.pos);
    expect(readdirSync(place.state).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await applyAll(copy, [source.transfer()]);
    second.expectShows(source.files.at(-1)!);
    await copy.close();
    await replica.close();
  });

  test('goes on after a restart, from what it knows or from the pages themselves', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    for (const lost of ['nothing', 'the sums'] as const) {
      const replica = await place.open();
      expect(replica.pos).toEqual(source.files.at(-1)?.pos);
      await applyAll(replica, [source.files.length === 0 ? source.begin() : source.transfer(), source.transfer()]);
      await replica.close();
      if (lost === 'the sums') rmSync(join(place.state, 'page-sums'));
    }
    const replica = await place.open();
    await applyAll(replica, [source.transfer()]);
    place.expectShows(source.files.at(-1)!);
    await replica.close();
  });
});

describe('nothing is applied that is not proved', () => {
  test('any damage, any file out of turn: the state before stays', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'), { pageSize: 512 });
    const replica = await place.open();
    await applyAll(replica, [source.begin(), source.transfer()]);
    const [first, second] = [source.transfer(), source.transfer()];
    for (let at = 0; at < first.bytes.length; at += 37) {
      const bytes = first.bytes.slice();
      bytes[at]! ^= 1 << (at % 8);
      const damaged = { ...first, open: () => one(bytes) };
      const code = expect.stringMatching(/^ltx-/) as string;
      await expect(replica.apply(damaged, 'same')).rejects.toMatchObject({ code });
    }
    expect(replica.pos).toEqual(source.files[1]!.pos);
    place.expectShows(source.files[1]!);
    await replica.close();
    const again = await place.open();
    await expect(again.apply(second, 'same')).rejects.toMatchObject({ code: 'ltx-not-contiguous' });
    await expect(again.apply(source.files[0]!, 'same')).resolves.toBeDefined();
    await applyAll(again, source.files.slice(1));
    place.expectShows(second);
    await again.close();
  });

  test('another history shows by its checksum; what was here is set apart before a snapshot takes its place', async () => {
    const place = new Place();
    const ours = new Source(join(place.dir, 'ours.db'));
    const theirs = new Source(join(place.dir, 'theirs.db'));
    const replica = await place.open();
    await applyAll(replica, [ours.begin(), ours.commit("INSERT INTO log VALUES ('only here')")]);
    theirs.begin();
    theirs.transfer();
    await expect(replica.apply(theirs.transfer(), 'same')).rejects.toMatchObject({ code: 'stream-diverged' });
    expect(replica.pos).toBeUndefined();
    place.expectShows(ours.files.at(-1)!);
    await applyAll(replica, [theirs.snapshot(), theirs.transfer()]);
    place.expectShows(theirs.files.at(-1)!);
    expect(replica.quarantined).toMatchObject([{ txid: 2n }]);
    expect(notesIn(replica.quarantined[0]!.path)).toContain('only here');
    await replica.close();
    const again = await place.open();
    expect(again.quarantined).toHaveLength(1);
    await again.close();
  });

  test.each(['DELETE', 'WAL'])('somebody else wrote to it in %s mode: noticed, set apart, replaced', async (mode) => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    const replica = await place.open();
    await applyAll(replica, [source.begin(), source.transfer()]);
    const app = new AppProcess(place.path);
    await app.all(`PRAGMA journal_mode = ${mode}`);
    await app.exec("INSERT INTO log VALUES ('foreign')");
    await app.close();
    await expect(replica.apply(source.transfer(), 'same')).rejects.toMatchObject({ code: 'stream-diverged' });
    await applyAll(replica, [source.snapshot()]);
    place.expectShows(source.files.at(-1)!);
    expect(notesIn(replica.quarantined[0]!.path)).toContain('foreign');
    await replica.close();
  });

  test('and so while it was away; the newest five copies are kept, for a month', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    source.begin();
    let now = 1_700_000_000_000;
    const clock = { ...place.options().clock, now: () => now };
    for (let i = 0; i < 7; i++) {
      const replica = await place.open({ clock });
      await applyAll(replica, [source.snapshot()]);
      expect(replica.quarantined).toHaveLength(Math.min(i, 5));
      await replica.close();
      const db = new Sqlite(place.path);
      db.prepare('INSERT INTO log VALUES (?)').run(`foreign ${i}`);
      db.close();
      now += 1000;
    }
    now += 31 * 24 * 3600 * 1000;
    const replica = await place.open({ clock });
    expect(replica.quarantined).toEqual([]);
    expect(readdirSync(join(place.state, 'quarantine'))).toEqual([]);
    await replica.close();
  });

  test('the copy just made is kept whatever became of the clock', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    source.begin();
    let now = 1_700_000_000_000;
    const clock = { ...place.options().clock, now: () => now };
    for (let i = 0; i < 7; i++) {
      const replica = await place.open({ clock });
      await applyAll(replica, [source.snapshot()]);
      if (i > 0) expect(notesIn(replica.quarantined[0]!.path)).toContain(`foreign ${i - 1}`);
      await replica.close();
      const db = new Sqlite(place.path);
      db.prepare('INSERT INTO log VALUES (?)').run(`foreign ${i}`);
      db.close();
      now -= 1000;
    }
  });

  test('a file that was there, and what another database left, are not touched', async () => {
    const place = new Place();
    writeFileSync(place.path, '');
    await expect(place.open()).rejects.toMatchObject({ code: 'restore-output-exists' });
    rmSync(place.path);
    writeFileSync(`${place.path}-wal`, 'x');
    await expect(place.open()).rejects.toMatchObject({ code: 'restore-output-exists' });
    expect(readdirSync(place.dir).sort()).toEqual(['copy.db-wal', 'state']);
  });
});

describe('programs that read', () => {
  test('for long keep it waiting, and it says so; then it goes on', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    const replica = await place.open({ patience: 100 });
    await applyAll(replica, [source.begin()]);
    const app = new AppProcess(place.path);
    await app.exec('BEGIN; SELECT * FROM log');
    await app.all('SELECT * FROM accounts');
    const next = source.transfer();
    await expect(replica.apply(next, 'same')).rejects.toMatchObject({ code: 'database-locked', retry: 'later' });
    expect(replica.pos).toEqual(source.files[0]!.pos);
    await app.exec('COMMIT');
    await applyAll(replica, [next]);
    await app.close();
    await replica.close();
  });

  test('our own descriptors never drop the lock', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    const replica = await place.open();
    await applyAll(replica, [source.begin()]);
    const held: string[] = [];
    const next = source.transfer();
    const whileApplied = async function* (): AsyncGenerator<Uint8Array> {
      DatabaseFile.open(systemDisk, place.path).close();
      OwnDatabaseFile.open(systemDisk, place.path).file.close();
      const app = new AppProcess(place.path, { busy: 0 });
      held.push(await app.all('SELECT * FROM log').then(() => 'read', () => 'refused'));
      await app.close();
      yield next.bytes;
    };
    let opened = 0;
    await replica.apply({ range: next.range, open: () => (++opened === 1 ? next.open() : whileApplied()) }, 'same');
    expect(held).toEqual(['refused']);
    await replica.close();
  });
});

describe('cut short', () => {
  test('by a disk without room: it says so, and the state before stays', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    const faulty = stopAfter(systemDisk, Infinity);
    const replica = await place.open({ disk: faulty.disk });
    await applyAll(replica, [source.begin()]);
    const next = source.transfer(50_000);
    faulty.failNext('ENOSPC');
    await expect(replica.apply(next, 'same')).rejects.toMatchObject({ code: 'disk-full' });
    await replica.settle();
    expect(replica.pos).toEqual(source.files[0]!.pos);
    await applyAll(replica, [next]);
    place.expectShows(next);
    await replica.close();
  });

  test('at any call: the file shows the state before or after, and it goes on', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'), { pageSize: 512 });
    const replica = await place.open();
    await applyAll(replica, [source.begin()]);
    await replica.close();
    for (let last = 1, whole = false; !whole; last++) {
      const before = source.files.at(-1)!;
      const next = last % 5 === 0 ? source.commit('DELETE FROM log; VACUUM') : source.transfer(3000);
      const faulty = stopAfter(systemDisk, Infinity);
      const cut = await place.open({ disk: faulty.disk });
      faulty.failCall(faulty.calls + last, 'EIO');
      whole = await cut.apply(next, 'same').then(() => true, () => false);
      await cut.settle();
      const shown = cut.pos!.txid === next.pos.txid ? next : before;
      expect(cut.pos).toEqual(shown.pos);
      place.expectShows(shown);
      await cut.close().catch(() => undefined);
      const again = await place.open();
      if (again.pos!.txid < next.pos.txid) await applyAll(again, [next]);
      place.expectShows(next);
      await again.close();
      expect(last).toBeLessThan(60);
    }
  });

  test('by SIGKILL at staggered moments: the next reader sees the state before or after', () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'), { pageSize: 1024 });
    const files = join(place.dir, 'files');
    mkdirSync(files);
    source.begin();
    for (let i = 0; i < 4; i++) source.transfer(6000);
    source.commit('DELETE FROM log; VACUUM');
    for (const file of source.files) writeFileSync(join(files, formatLtxName(file.range)), file.bytes);
    const run = (last: number): string => {
      const program = join(import.meta.dirname, '../programs/applier.ts');
      return spawnSync(process.execPath, [program, place.path, place.state, files, String(last)], { encoding: 'utf8' }).stdout;
    };
    let kills = 0;
    for (let last = 3, done = ''; done === ''; last += 9) {
      done = run(last);
      if (done === '') kills++;
      const image = bytesOf(place.path);
      const shown = source.files.find((file) => sameButHeader(file.image, image));
      if (image.length > 0) expect(shown, `after kill ${kills}`).toBeDefined();
    }
    expect(kills).toBeGreaterThan(3);
    place.expectShows(source.files.at(-1)!);
  });
});

/** Bytes of the first page that a follower has for itself: its journal mode, its change counter, its size. */
function sameButHeader(source: Uint8Array, image: Uint8Array): boolean {
  if (source.length !== image.length || image.length === 0) return false;
  const own = (bytes: Uint8Array): Uint8Array => {
    const copy = bytes.slice();
    copy.fill(0, 18, 20).fill(0, 24, 32).fill(0, 92, 96);
    return copy;
  };
  return Buffer.compare(own(source), own(image)) === 0;
}

function notesIn(path: string): unknown[] {
  const db = new Sqlite(path);
  try {
    return db.prepare('SELECT note FROM log').pluck().all();
  } finally {
    db.close();
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- as from a disk
async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
