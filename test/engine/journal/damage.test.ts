// Whatever happens to the bytes of a journal: what comes back is what was written, what is missing is told, nothing is
// deleted, and no LSN is given twice.
import { describe, expect, test } from 'vitest';
import { append, BACK_ENDS, bytesOf, DiskPlace, fill, type JournalPlace, segmentName, told } from './rig.ts';

const SMALL = { segmentSize: 30 };
const FIRST = segmentName(0);
const LAST = segmentName(1);
const ALL = '1:a 2:b 3:c 4:d 5:e 6:f'.split(' ');

/** Two segments: entries 1 to 3, and 4 to 6. */
async function written(state: 'acknowledged' | 'not acknowledged' = 'not acknowledged'): Promise<DiskPlace> {
  const place = new DiskPlace();
  const journal = await place.open(SMALL);
  await fill(journal, 'abcdef');
  if (state === 'acknowledged') await journal.acknowledge(6n);
  return place;
}

/** Offsets at which entries end, 0 included. */
function ends(bytes: Buffer): number[] {
  const offsets = [0];
  while (offsets.at(-1)! < bytes.length) offsets.push(offsets.at(-1)! + bytes[offsets.at(-1)!]! + 1);
  return offsets;
}

test.each(['acknowledged', 'not acknowledged'] as const)('the newest segment cut at every byte, %s', async (state) => {
  const whole = (await written(state)).read(LAST);
  for (let length = 0; length < whole.length; length++) {
    const place = await written(state);
    place.write(LAST, whole.subarray(0, length));
    const journal = await place.open(SMALL);
    const count = ends(whole).filter((end) => end <= length).length - 1;
    expect(await told(journal), `${length} bytes`).toBe(ALL.slice(0, 3 + count).join(' '));
    const isClean = ends(whole).includes(length);
    const expected = state === 'acknowledged' ? ['damaged'] : isClean ? [] : ['torn'];
    expect(journal.problems.map(({ kind }) => kind)).toEqual(expected);
    const kept = journal.problems[0]?.keptAs;
    if (kept !== undefined) expect(place.read(kept)).toEqual(whole.subarray(state === 'acknowledged' ? 0 : ends(whole)[count], length));
    const given = state === 'acknowledged' ? 6n : BigInt(3 + count + (isClean ? 0 : 1));
    expect(await append(journal, 'x')).toBeGreaterThan(given);
    const again = await place.open(SMALL);
    expect(await told(again)).toBe(await told(journal));
    expect(again.problems.filter(({ found }) => found === 'now')).toEqual([]);
  }
});

test('an earlier segment cut at every byte is set apart; those after it are not affected', async () => {
  const whole = (await written()).read(FIRST);
  for (let length = 0; length < whole.length; length++) {
    const place = await written();
    place.write(FIRST, whole.subarray(0, length));
    const journal = await place.open(SMALL);
    const count = ends(whole).filter((end) => end <= length).length - 1;
    expect(await told(journal), `${length} bytes`).toBe([...ALL.slice(0, count), ...ALL.slice(3)].join(' '));
    expect(journal.problems).toMatchObject([{ kind: 'damaged', found: 'now', keptAs: `${FIRST}.damaged` }]);
    expect(place.read(`${FIRST}.damaged`)).toEqual(whole.subarray(0, length));
    expect(await append(journal, 'x')).toBe(7n);
    expect((await place.open(SMALL)).problems).toMatchObject([{ kind: 'damaged', found: 'before' }]);
  }
});

/** A journal of four segments with a checkpoint, half of it acknowledged, of entries alone and in groups. */
async function rich(place: JournalPlace): Promise<string[]> {
  const journal = await place.open(SMALL);
  await fill(journal, 'abcde');
  await journal.createCheckpoint();
  await journal.write(Array.from('fgh').map(bytesOf));
  await fill(journal, 'ij');
  await journal.acknowledge(4n);
  await journal.trim();
  return (await told(journal)).split(' ');
}

interface Harm {
  readonly what: string;
  readonly do: (place: JournalPlace) => void;
  /** Whether nobody can know that something is missing: the newest entries, at a border between two. */
  readonly noticed: 'always' | 'perhaps';
}

/** Each bit changed, each length cut to, each item removed. */
function* harms(place: JournalPlace): Generator<Harm> {
  for (const name of place.names()) {
    const bytes = place.read(name);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      yield { what: `${name}, bit ${bit}`, do: (one) => { one.write(name, flipped); }, noticed: 'always' };
    }
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      yield { what: `${name}, ${length} bytes`, do: (one) => { one.write(name, cut); }, noticed: 'perhaps' };
    }
    yield { what: `${name} removed`, do: (one) => { one.remove(name); }, noticed: 'perhaps' };
  }
}

describe.each(BACK_ENDS)('$kind', ({ make }) => {
  test('whatever is changed, cut or removed is told; all else is there, and no LSN is given twice', async () => {
    const whole = make();
    const all = await rich(whole);
    let count = 0;
    for (const { what, do: harm, noticed } of harms(whole)) {
      const place = whole.copy();
      harm(place);
      const before = place.names().map((name) => place.read(name));
      const journal = await place.open(SMALL);
      const there = (await told(journal)).split(' ').filter((entry) => entry !== '');
      const isFault = !there.every((entry) => all.includes(entry)) || there.join(' ') !== all.filter((one) => there.includes(one)).join(' ');
      if (isFault) expect.fail(`${what}: ${there.join(' ')}`);
      // Of four segments one can be harmed: of the other entries none may be missing.
      if (there.length < all.length - 5) expect.fail(`${what}: only ${there.join(' ')}`);
      if (journal.problems.length === 0 && (noticed === 'always' || there.length < all.length - 3)) expect.fail(`${what} was not noticed`);
      // A newest segment that ends earlier than it did looks as if its last entries had never been there.
      const isKnown = journal.problems.some(({ kind }) => kind === 'damaged' || kind === 'missing');
      const least = isKnown ? 10n : BigInt(there.at(-1)!.split(':')[0]!);
      const next = await append(journal, 'x');
      if (next <= least) expect.fail(`${what}: LSN ${next} is given again`);
      const again = await place.open(SMALL);
      if ((await told(again)) !== [...there, `${next}:x`].join(' ')) expect.fail(`${what}: another one after opening it again`);
      if (again.problems.some(({ found }) => found === 'now')) expect.fail(`${what} is news again`);
      const after = place.names().map((name) => place.read(name));
      const isKept = before.every((bytes) => bytes.length === 0 || after.some((one) => one.includes(bytes)) || isTorn(place, bytes));
      if (!isKept) expect.fail(`${what}: something was deleted`);
      count++;
    }
    expect(count).toBeGreaterThan(800);
  });
});

/** What was cut off its end is beside it. */
function isTorn(place: JournalPlace, bytes: Buffer): boolean {
  return place.names().some((name) => {
    const torn = place.names().includes(`${name}.torn`) ? place.read(`${name}.torn`) : undefined;
    return torn !== undefined && Buffer.concat([place.read(name), torn]).equals(bytes);
  });
}

test('damage while it is open is seen at the next replay, and writing goes on', async () => {
  const place = await written();
  const journal = await place.open(SMALL);
  const flipped = Buffer.from(place.read(LAST));
  flipped[6]! ^= 1;
  place.write(LAST, flipped);
  expect(await told(journal)).toBe('1:a 2:b 3:c');
  expect(journal.problems).toMatchObject([{ kind: 'damaged', found: 'now' }]);
  expect(await append(journal, 'g')).toBe(7n);
  expect(await told(journal, { order: 'backward' })).toBe('7:g 3:c 2:b 1:a');
  expect(await told(await place.open(SMALL))).toBe('1:a 2:b 3:c 7:g');
});

test('zeros behind the last entry, as some file systems leave them, are cut off', async () => {
  const place = await written();
  const last = place.read(LAST);
  place.write(LAST, Buffer.concat([last, new Uint8Array(4096)]));
  const journal = await place.open(SMALL);
  expect(await told(journal)).toBe(ALL.join(' '));
  expect(journal.problems).toMatchObject([{ kind: 'torn', keptAs: segmentName(1, '.torn') }]);
  expect(place.read(LAST)).toEqual(last);
  expect(place.read(segmentName(1, '.torn'))).toHaveLength(4096);
});

test('a segment that is longer than any is not read as a whole, and is kept', async () => {
  const place = await written();
  const last = place.read(LAST);
  place.write(LAST, Buffer.concat([last, new Uint8Array(2 ** 24)]));
  const journal = await place.open(SMALL);
  expect(await told(journal)).toBe(ALL.join(' '));
  expect(journal.problems).toMatchObject([{ kind: 'damaged' }]);
  expect(place.read(`${LAST}.damaged`)).toHaveLength(last.length + 2 ** 24);
});
