// Whatever happens to the bytes of a journal: what comes back is what was written, what is missing is told, nothing is
// deleted, and no LSN is given twice.
import { expect, test } from 'vitest';
import { bytesOf, fill, JournalRig, segmentName, told } from './rig.ts';

const SMALL = { segmentSize: 30 };
const FIRST = segmentName(0, 1);
const LAST = segmentName(1, 4);

/** Two segments: entries 1 to 3, and 4 to 6. */
function written(rig: JournalRig): { readonly first: Buffer; readonly last: Buffer; readonly all: string[] } {
  rig.clear();
  const journal = rig.open(SMALL);
  fill(journal, 'abcdef');
  return { first: rig.read(FIRST), last: rig.read(LAST), all: told(journal).split(' ') };
}

/** Offsets at which entries end, 0 included. */
function ends(bytes: Buffer): number[] {
  const offsets = [0];
  while (offsets.at(-1)! < bytes.length) offsets.push(offsets.at(-1)! + bytes[offsets.at(-1)!]! + 1);
  return offsets;
}

test.each(['acknowledged', 'not acknowledged'] as const)('the newest segment cut at every byte, %s', (state) => {
  using rig = new JournalRig();
  const { last, all } = written(rig);
  const boundaries = ends(last);
  for (let length = 0; length < last.length; length++) {
    written(rig);
    if (state === 'acknowledged') rig.open(SMALL).acknowledge(6n);
    rig.write(LAST, last.subarray(0, length));
    const journal = rig.open(SMALL);
    const whole = boundaries.filter((end) => end <= length).length - 1;
    expect(told(journal), `${length} bytes`).toBe(all.slice(0, 3 + whole).join(' '));
    const isClean = boundaries.includes(length);
    const expected = state === 'acknowledged' ? ['damaged'] : isClean ? [] : ['torn'];
    expect(journal.problems.map(({ kind }) => kind)).toEqual(expected);
    const kept = journal.problems[0]?.keptAs;
    if (kept !== undefined) {
      const lost = last.subarray(state === 'acknowledged' ? 0 : boundaries[whole], length);
      expect(rig.read(kept)).toEqual(lost);
    }
    const given = state === 'acknowledged' ? 6n : BigInt(3 + whole + (isClean ? 0 : 1));
    expect(journal.append(bytesOf('x'))).toBeGreaterThan(given);
    const again = rig.open(SMALL);
    expect(told(again)).toBe(told(journal));
    expect(again.problems.filter(({ found }) => found === 'now')).toEqual([]);
  }
});

test('an earlier segment cut at every byte is set apart; those after it are not affected', () => {
  using rig = new JournalRig();
  const { first, all } = written(rig);
  const boundaries = ends(first);
  for (let length = 0; length < first.length; length++) {
    written(rig);
    rig.write(FIRST, first.subarray(0, length));
    const journal = rig.open(SMALL);
    const whole = boundaries.filter((end) => end <= length).length - 1;
    expect(told(journal), `${length} bytes`).toBe([...all.slice(0, whole), ...all.slice(3)].join(' '));
    expect(journal.problems).toMatchObject([{ kind: 'damaged', found: 'now', keptAs: `${FIRST}.damaged` }]);
    expect(rig.read(`${FIRST}.damaged`)).toEqual(first.subarray(0, length));
    expect(journal.append(bytesOf('x'))).toBe(7n);
    expect(rig.open(SMALL).problems).toMatchObject([{ kind: 'damaged', found: 'before' }]);
  }
});

test('every bit that changes is seen', () => {
  using rig = new JournalRig();
  const { first, last, all } = written(rig);
  const cases = [
    { name: FIRST, bytes: first, before: 0 },
    { name: LAST, bytes: last, before: 3 },
  ];
  for (const { name, bytes, before } of cases) {
    const boundaries = ends(bytes);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      written(rig);
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      rig.write(name, flipped);
      const journal = rig.open(SMALL);
      const sound = boundaries.filter((end) => end <= bit >> 3).length - 1;
      const after = name === FIRST ? all.slice(3) : [];
      expect(told(journal), `${name}, bit ${bit}`).toBe([...all.slice(0, before + sound), ...after].join(' '));
      const isLastEntry = name === LAST && sound === boundaries.length - 2;
      expect(journal.problems.map(({ kind }) => kind)).toEqual([isLastEntry ? 'torn' : 'damaged']);
      expect(journal.append(bytesOf('x'))).toBeGreaterThan(6n);
      expect(told(rig.open(SMALL))).toBe(told(journal));
    }
  }
});

test('damage while it is open is seen at the next replay, and writing goes on', () => {
  using rig = new JournalRig();
  const { last } = written(rig);
  const journal = rig.open(SMALL);
  const flipped = Buffer.from(last);
  flipped[6]! ^= 1;
  rig.write(LAST, flipped);
  expect(told(journal)).toBe('1:a 2:b 3:c');
  expect(journal.problems).toMatchObject([{ kind: 'damaged', found: 'now' }]);
  expect(journal.append(bytesOf('g'))).toBe(7n);
  expect(told(journal, { order: 'backward' })).toBe('7:g 3:c 2:b 1:a');
  expect(told(rig.open(SMALL))).toBe('1:a 2:b 3:c 7:g');
});

test('zeros behind the last entry, as some file systems leave them, are cut off', () => {
  using rig = new JournalRig();
  const { last, all } = written(rig);
  rig.write(LAST, Buffer.concat([last, new Uint8Array(4096)]));
  const journal = rig.open(SMALL);
  expect(told(journal)).toBe(all.join(' '));
  expect(journal.problems).toMatchObject([{ kind: 'torn', keptAs: segmentName(1, 4, 'torn') }]);
  expect(rig.read(LAST)).toEqual(last);
  expect(rig.read(segmentName(1, 4, 'torn'))).toHaveLength(4096);
});

test('a segment that is longer than any is not read as a whole, and is kept', () => {
  using rig = new JournalRig();
  const { last, all } = written(rig);
  rig.write(LAST, Buffer.concat([last, new Uint8Array(2 ** 24)]));
  const journal = rig.open(SMALL);
  expect(told(journal)).toBe(all.join(' '));
  expect(journal.problems).toMatchObject([{ kind: 'damaged' }]);
  expect(rig.read(`${LAST}.damaged`)).toHaveLength(last.length + 2 ** 24);
});
