// A journal copied to another one: under the same LSNs, once, also when it is interrupted and done again.
import { expect, test } from 'vitest';
import { copyJournal } from '../../../main/engine/journal/copy.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { FileStore } from '../../../main/engine/journal/file-store.ts';
import { ObjectStore } from '../../../main/engine/journal/object-store.ts';
import { type JournalReader, watchJournal } from '../../../main/engine/journal/watching.ts';
import { append, BACK_ENDS, bytesOf, DiskPlace, fill, ObjectPlace, segmentName, told } from './rig.ts';

const SMALL = { segmentSize: 30 };
const signal = new AbortController().signal;

function watchedDisk(place: DiskPlace): Promise<JournalReader> {
  return watchJournal(new FileStore({ dir: place.disk.dir, disk: place.disk, random: systemRandom }));
}

/** LSNs 4 to 6, then a gap behind what a crash tore, then some more. */
async function source(): Promise<DiskPlace> {
  const place = new DiskPlace();
  const journal = await place.open(SMALL);
  await fill(journal, 'abcdef');
  await journal.acknowledge(3n);
  await journal.trim();
  place.write(segmentName(1), Buffer.concat([place.read(segmentName(1)), new Uint8Array(20).fill(0xff)]));
  const again = await place.open(SMALL);
  await fill(again, 'ghi');
  return place;
}

test.each(BACK_ENDS)('to $kind: the same entries, only what is new, again and again', async ({ make }) => {
  const from = await source();
  const to = make();
  const reader = await watchedDisk(from);
  const all = await told(reader);
  expect(all).toBe('4:d 5:e 6:f 10:g 11:h 12:i');
  expect(await copyJournal(reader, await to.open(SMALL), signal)).toBe(6);
  expect(await told(await to.open(SMALL))).toBe(all);
  expect(await copyJournal(reader, await to.open(SMALL), signal)).toBe(0);
  await append(await from.open(SMALL), 'j');
  expect(await copyJournal(await watchedDisk(from), await to.open(SMALL), signal)).toBe(1);
  const copied = await to.open(SMALL);
  expect(await told(copied)).toBe(`${all} 13:j`);
  expect(copied.problems.filter(({ found }) => found === 'now')).toEqual([]);
  expect(await told(copied, { order: 'backward' })).toBe(`${all} 13:j`.split(' ').reverse().join(' '));
});

test('interrupted after any call, it goes on to the same end', async () => {
  const from = await source();
  const reader = await watchedDisk(from);
  for (let deadly = 1; deadly < 12; deadly++) {
    const to = new ObjectPlace();
    to.objects.fate = (call) => (call === deadly ? 'lost before' : 'done');
    await copyJournal(reader, await to.open(SMALL), signal).catch(() => undefined);
    await copyJournal(reader, await to.open(SMALL), signal);
    expect(await told(await to.open(SMALL))).toBe(await told(reader));
  }
});

test('entries of another journal are not mixed with these', async () => {
  const reader = await watchedDisk(await source());
  for (const text of ['xyzxyz', 'abcdefghijklmnopq']) {
    const to = new ObjectPlace();
    await fill(await to.open(), text);
    const before = to.names();
    await expect(copyJournal(reader, await to.open(), signal)).rejects.toMatchObject({ code: 'destination-conflict' });
    expect(to.names()).toEqual(before);
  }
});

test.each(BACK_ENDS)('looking at $kind changes nothing there, whatever is wrong with it', async ({ make }) => {
  const place = make();
  const journal = await place.open(SMALL);
  await fill(journal, 'abcdefghi');
  await journal.acknowledge(4n);
  const first = place.names().find((name) => name.startsWith(segmentName(0)))!;
  place.write(first, place.read(first).fill(0, 4, 5));
  for (const name of place.names().filter((one) => one.startsWith(segmentName(1)))) place.remove(name);
  const last = place.names().findLast((name) => name.startsWith(segmentName(2)))!;
  place.write(last, Buffer.concat([place.read(last), bytesOf('half')]));
  const before = place.names().map((name) => [name, place.read(name)]);
  const look = async (): Promise<void> => {
    const store =
      place instanceof DiskPlace
        ? new FileStore({ dir: place.disk.dir, disk: place.disk, random: systemRandom })
        : new ObjectStore(place.objects);
    const reader = await watchJournal(store);
    expect(await told(reader)).toMatch(/7:g 8:h 9:i$/);
    expect(new Set(reader.problems.map(({ kind }) => kind))).toContain('damaged');
    await reader.close();
  };
  await look();
  await look();
  expect(place.names().map((name) => [name, place.read(name)])).toEqual(before);
});
