// Following a destination: what the real engine copies there, and what happens to files there meanwhile.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { compactLtx } from '../../../../main/engine/ltx/compact.ts';
import { DestinationFeed } from '../../../../main/engine/stream/follow/destination-feed.ts';
import { Rig } from '../../rig.ts';
import { contentOf, Place } from '../follower.ts';
import { Source, type SourceFile } from '../source.ts';
import { Following } from './rig.ts';

function feedOf(store: Destination): DestinationFeed {
  return new DestinationFeed({ store, source: store.url, interval: 20, clock: systemClock });
}

function storeIn(place: Place): Destination {
  return fileDestination({ path: join(place.dir, 'replica'), random: systemRandom });
}

async function put(store: Destination, files: readonly SourceFile[], level = 0): Promise<void> {
  for (const file of files) await store.write({ level, ...file.range }, file.open());
}

async function merge(store: Destination, files: readonly SourceFile[], level: number): Promise<void> {
  const range = { min: files[0]!.range.min, max: files.at(-1)!.range.max };
  await store.write({ level, ...range }, compactLtx(files));
}

test('what the engine copies is here a moment later, also after a restart in the middle', async () => {
  await using rig = new Rig();
  const app = new Sqlite(rig.path);
  app.exec('PRAGMA journal_mode = wal; CREATE TABLE t(a); INSERT INTO t VALUES (0)');
  await rig.follow();
  await rig.sync();
  const place = new Place();
  for (let round = 0; round < 2; round++) {
    const following = await Following.start(place, feedOf(rig.destination));
    for (let i = 0; i < 7; i++) {
      app.prepare('INSERT INTO t VALUES (?)').run(i);
      if (i % 3 === 0) await rig.sync();
    }
    await rig.sync();
    await following.at(rig.database.status().txid);
    expect(contentOf(place.path)).toEqual(contentOf(rig.path));
    expect(following.follower.view).toMatchObject({ lag: 0, behind: 0, role: { kind: 'following' } });
    await following.end();
    app.exec('INSERT INTO t SELECT a FROM t LIMIT 7');
    await rig.sync();
  }
  const following = await Following.start(place, feedOf(rig.destination));
  await following.at(rig.database.status().txid);
  expect(contentOf(place.path)).toEqual(contentOf(rig.path));
  expect(following.troubles).toEqual([]);
  app.close();
});

describe('what leads on', () => {
  test('single changes, then merged files where those are gone, then a snapshot', async () => {
    const place = new Place();
    const store = storeIn(place);
    const source = new Source(join(place.dir, 'source.db'));
    await put(store, [source.begin(), source.transfer(), source.transfer()]);
    const following = await Following.start(place, feedOf(store));
    await following.at(3n);
    const merged = [source.transfer(), source.transfer(), source.transfer()];
    await merge(store, merged, 1);
    await put(store, [source.transfer()]);
    await following.at(7n);
    place.expectShows(source.files.at(-1)!);
    for (let i = 0; i < 3; i++) source.transfer();
    await put(store, [source.snapshot()], 9);
    await put(store, [source.transfer()]);
    await following.at(11n);
    place.expectShows(source.files.at(-1)!);
    expect(following.copy.file.quarantined).toEqual([]);
    expect(following.troubles).toEqual([]);
  });

  test('a snapshot that is known to be of the same history sets nothing apart', async () => {
    const place = new Place();
    const store = storeIn(place);
    const source = new Source(join(place.dir, 'source.db'));
    await put(store, [source.begin(), source.transfer()]);
    const first = await Following.start(place, feedOf(store));
    await first.at(2n);
    await first.end();
    source.transfer();
    await put(store, [source.snapshot()], 9);
    const second = await Following.start(place, feedOf(store));
    await second.at(3n);
    expect(second.copy.file.quarantined).toEqual([]);
    expect(second.copy.next(2n)).toEqual({ kind: 'gap' });
  });

  test('a snapshot of which that is not known sets apart what is here', async () => {
    const place = new Place();
    const store = storeIn(place);
    const source = new Source(join(place.dir, 'source.db'));
    await put(store, [source.begin()]);
    const first = await Following.start(place, feedOf(store));
    await first.at(1n);
    await first.end();
    await store.remove([{ level: 0, min: 1n, max: 1n }]);
    source.transfer();
    await put(store, [source.snapshot()], 9);
    const second = await Following.start(place, feedOf(store));
    await second.at(2n);
    expect(second.copy.file.quarantined).toMatchObject([{ txid: 1n }]);
  });

  test('nothing: it says what is missing and keeps what it has, until a snapshot comes', async () => {
    const place = new Place();
    const store = storeIn(place);
    const source = new Source(join(place.dir, 'source.db'));
    await put(store, [source.begin(), source.transfer()]);
    const following = await Following.start(place, feedOf(store));
    await following.at(2n);
    source.transfer();
    await put(store, [source.transfer()]);
    await following.until(({ view }) => view.role.kind === 'searching');
    const message = expect.stringContaining('0000000000000003') as string;
    expect(following.follower.view.role).toMatchObject({ reason: { code: 'restore-gap', message } });
    place.expectShows(source.files[1]!);
    await put(store, [source.snapshot()], 9);
    await following.at(4n);
    place.expectShows(source.files.at(-1)!);
  });

  test('a damaged file is gone around', async () => {
    const place = new Place();
    const store = storeIn(place);
    const source = new Source(join(place.dir, 'source.db'));
    await put(store, [source.begin()]);
    const following = await Following.start(place, feedOf(store));
    await following.at(1n);
    const next = [source.transfer(), source.transfer()];
    await merge(store, next, 1);
    const bytes = next[0]!.bytes.slice();
    bytes[bytes.length - 40]! ^= 1;
    await put(store, [{ ...next[0]!, open: () => one(bytes) }, next[1]!]);
    await following.at(3n);
    place.expectShows(source.files.at(-1)!);
    await put(store, [source.transfer()]);
    await following.at(4n);
  });

  test('older data never takes the place of newer', async () => {
    const place = new Place();
    const store = storeIn(place);
    const source = new Source(join(place.dir, 'source.db'));
    await put(store, [source.begin(), source.transfer(), source.transfer()]);
    const first = await Following.start(place, feedOf(store));
    await first.at(3n);
    await first.end();
    await store.remove([{ level: 0, min: 3n, max: 3n }]);
    const second = await Following.start(place, feedOf(store));
    await second.until(({ view }) => view.role.kind === 'failed');
    expect(second.follower.view.role).toMatchObject({ reason: { code: 'destination-conflict' } });
    place.expectShows(source.files.at(-1)!);
  });

  test('another history at the same place: set apart, then the whole of it', async () => {
    const place = new Place();
    const store = storeIn(place);
    const ours = new Source(join(place.dir, 'ours.db'));
    await put(store, [ours.begin(), ours.commit("INSERT INTO log VALUES ('only here')")]);
    const first = await Following.start(place, feedOf(store));
    await first.at(2n);
    await first.end();
    await store.remove([{ level: 0, min: 1n, max: 1n }, { level: 0, min: 2n, max: 2n }]);
    const theirs = new Source(join(place.dir, 'theirs.db'));
    await put(store, [theirs.begin(), theirs.transfer(), theirs.transfer()]);
    const second = await Following.start(place, feedOf(store));
    await second.at(3n);
    place.expectShows(theirs.files.at(-1)!);
    expect(second.follower.view.quarantined).toMatchObject([{ txid: 2 }]);
  });
});

// eslint-disable-next-line @typescript-eslint/require-await -- as from a disk
async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
