// What is known of a destination without asking it.
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LtxInfo } from '../../../main/engine/destination/destination.ts';
import { Holdings, type HoldingsChange } from '../../../main/engine/replica/holdings.ts';
import { ref, sample, stream } from '../destination/samples.ts';
import { makeFolder, type Folder } from '../destination/file/folder.ts';
import { dice, file, names } from '../restore/plans.ts';
import { failFirst, Rig, singles } from './rig.ts';
import { WatchedDestination } from './watched-destination.ts';

let folder: Folder;
let destination: WatchedDestination;
let holdings: Holdings;
let changes: HoldingsChange['kind'][];

beforeEach(async () => {
  folder = await makeFolder();
  destination = new WatchedDestination(folder.connect());
  for (const one of [ref(0, 1), ref(0, 2), ref(9, 1, 2)]) await destination.write(one, stream(sample(one)));
  destination.calls.length = 0;
  holdings = new Holdings(destination);
  changes = [];
  holdings.changed.on(({ kind }) => changes.push(kind));
});
afterEach(() => folder.dispose());

const lists = (): number => destination.calls.filter((call) => call.startsWith('list')).length;

test('is nothing before it is asked for, then one listing of each level for all who ask', async () => {
  expect(holdings.peek()).toBeUndefined();
  expect(holdings.bytesByLevel()).toBeUndefined();
  const [a, b] = await Promise.all([holdings.files(), holdings.files()]);
  expect(names(a)).toEqual(['0/1-1', '0/2-2', '9/1-2']);
  expect(b).toEqual(a);
  await holdings.files();
  expect(lists()).toBe(10);
  expect(holdings.bytesByLevel()).toEqual([
    { level: 0, files: 2, bytes: 1000 },
    { level: 9, files: 1, bytes: 500 },
  ]);
  expect(changes).toEqual(['listed']);
});

test('goes with what is stored and removed', async () => {
  await holdings.files();
  holdings.stored(file(0, 4, 4));
  holdings.stored(file(0, 3, 3));
  holdings.stored(file(0, 4, 4, 70));
  holdings.removed([file(0, 1, 1), file(9, 1, 2)]);
  expect(names(holdings.peek()!)).toEqual(['0/2-2', '0/3-3', '0/4-4']);
  expect(holdings.peek()!.at(-1)!.size).toBe(70);
  expect(changes).toEqual(['listed', 'stored', 'stored', 'stored', 'removed']);
  expect(lists()).toBe(10);
});

test('does not miss what is stored and removed while it is listed', async () => {
  destination.after = async (call) => {
    if (call !== 'list 0') return;
    holdings.stored(file(0, 3, 3));
    holdings.removed([file(0, 1, 1)]);
    await setImmediate();
  };
  expect(names(await holdings.files())).toEqual(['0/2-2', '0/3-3', '9/1-2']);
});

test('is listed again after it was dropped', async () => {
  await holdings.files();
  holdings.drop();
  holdings.drop();
  expect(holdings.peek()).toBeUndefined();
  await destination.remove([ref(0, 1)]);
  expect(names(await holdings.files())).toEqual(['0/2-2', '9/1-2']);
  expect(changes).toEqual(['listed', 'dropped', 'listed']);
  expect(holdings.listings).toBe(2);
});

test('stays unknown after a listing that failed', async () => {
  await holdings.files();
  destination.before = failFirst(1, 'list 3');
  await expect(holdings.refresh()).rejects.toMatchObject({ code: 'destination-failed' });
  expect(holdings.peek()).toBeUndefined();
  expect(await holdings.files()).toHaveLength(3);
});

test('given out is not changed afterwards', async () => {
  const before = await holdings.files();
  holdings.stored(file(0, 3, 3));
  expect(before).toHaveLength(3);
});

test('of files stored in any order is in order', async () => {
  await holdings.files();
  const roll = dice(9);
  const stored: LtxInfo[] = [];
  for (let n = 0; n < 300; n++) {
    const max = 10 + roll(100);
    const one = file(roll(3), max - roll(5), max);
    holdings.stored(one);
    stored.push(one);
  }
  holdings.removed([]);
  const level = holdings.peek()!.filter((one) => one.level === 2);
  const sorted = [...new Map(stored.filter((one) => one.level === 2).map((one) => [names([one])[0], one])).values()];
  sorted.sort((a, b) => Number(a.min - b.min) || Number(a.max - b.max));
  expect(names(level)).toEqual(names(sorted));
});

test('takes a hundred thousand files more', async () => {
  await holdings.files();
  for (let n = 3; n <= 100_000; n++) holdings.stored(file(0, n, n));
  expect(holdings.peek()).toHaveLength(100_001);
});

test('of a replica follow what it sends, with one listing in all', async () => {
  const rig = await Rig.make();
  rig.outbox.grow(3);
  await rig.drain();
  rig.outbox.grow(2);
  rig.replica.requestSnapshot();
  await rig.until(({ state }) => state.kind === 'idle' && rig.destination.writes.includes('9/1-5'));
  expect(names(rig.replica.holdings.peek()!)).toEqual([...singles(1, 5), '9/1-5']);
  expect(rig.destination.calls.filter((call) => call.startsWith('list'))).toHaveLength(10);
  expect(rig.replica.holdings.peek()!.map(({ size }) => size)).toEqual(
    (await rig.folder.connect().list(0)).concat(await rig.folder.connect().list(9)).map(({ size }) => size),
  );
  await rig.dispose();
});

test('of a replica know a file whose answer was lost', async () => {
  const rig = await Rig.make();
  rig.destination.after = failFirst(1, 'write 0/2');
  rig.outbox.grow(3);
  rig.replica.start();
  rig.clock.advance(await rig.clock.asleep());
  await rig.untilIdleAt(3n);
  expect(names(rig.replica.holdings.peek()!)).toEqual(singles(1, 3));
  await rig.dispose();
});
