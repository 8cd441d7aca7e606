// Which file a follower takes for its own.
import { readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Place } from '../follower.ts';
import { Source } from '../source.ts';

test('nothing is written through a link that has the name of its journal', async () => {
  const place = new Place();
  const victim = join(place.dir, 'victim');
  symlinkSync(victim, `${place.path}-journal`);
  await expect(place.open()).rejects.toMatchObject({ code: 'restore-output-exists' });
  rmSync(`${place.path}-journal`);
  const source = new Source(join(place.dir, 'source.db'));
  source.begin();
  const replica = await place.open();
  writeFileSync(victim, 'precious');
  symlinkSync(victim, `${place.path}-journal`);
  await replica.apply(source.snapshot(), 'same');
  place.expectShows(source.files.at(-1)!);
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  await replica.close();
});

test('a file that has the number of the one that was made here and removed is not taken for it', async () => {
  const place = new Place();
  const replica = await place.open();
  await replica.close();
  rmSync(place.path);
  const mine = new Sqlite(place.path);
  mine.exec('CREATE TABLE mine (a)');
  mine.close();
  const kept = join(place.state, 'follower.json');
  const state = JSON.parse(readFileSync(kept, 'utf8')) as { identity: object };
  const { dev, ino } = statSync(place.path);
  writeFileSync(kept, JSON.stringify({ ...state, identity: { ...state.identity, dev, ino } }));
  const before = readFileSync(place.path);
  await expect(place.open()).rejects.toMatchObject({ code: 'restore-output-exists' });
  expect(readFileSync(place.path)).toEqual(before);
});
