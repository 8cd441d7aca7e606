import { describe, expect, test } from 'vitest';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';
import type { Journal } from '../../../main/engine/journal/journal.ts';
import { MAX_GROUP_SIZE } from '../../../main/engine/journal/group.ts';
import { MAX_MESSAGE_SIZE } from '../../../main/engine/journal/record.ts';
import type { Place } from '../../../main/engine/journal/replay.ts';
import { append, BACK_ENDS, bytesOf, DiskPlace, fill, type JournalPlace, ObjectPlace, segmentName, told } from './rig.ts';

/** So small that three entries of one letter fill a segment: each has 11 or 12 bytes. */
const SMALL = { segmentSize: 30 };

const lsn = (number: number): Place => ({ kind: 'lsn', lsn: BigInt(number) });
const checkpoint = (number: number): Place => ({ kind: 'checkpoint', number });
const refused = expect.toSatisfy((error) => isTidemarkError(error, 'refused')) as Error;
const notFound = expect.toSatisfy((error) => isTidemarkError(error, 'not-found')) as Error;

async function withSegments(place: JournalPlace): Promise<Journal> {
  const journal = await place.open(SMALL);
  await fill(journal, 'abcdefgh');
  return journal;
}

/** Numbers of the segments that are there. */
function segments(place: JournalPlace): string[] {
  return [...new Set(place.names().map((name) => name.split('/')[0]!))];
}

describe.each(BACK_ENDS)('writing to $kind', ({ kind, make }) => {
  test('gives LSNs from 1, and all are there after reopening', async () => {
    const place = make();
    const journal = await place.open();
    expect(journal.type).toBe(kind === 'files' ? 'files' : 's3');
    expect(journal.lastLsn).toBe(0n);
    expect(await told(journal)).toBe('');
    expect(await append(journal, 'a')).toBe(1n);
    expect(await append(journal, 'b')).toBe(2n);
    expect(await told(journal)).toBe('1:a 2:b');
    const again = await place.open();
    expect(again.lastLsn).toBe(2n);
    expect(await told(again)).toBe('1:a 2:b');
    expect(await append(again, 'c')).toBe(3n);
    expect(await told(await place.open())).toBe('1:a 2:b 3:c');
    expect(again.problems).toEqual([]);
  });

  test('many at once follow each other', async () => {
    const place = make();
    const journal = await place.open(SMALL);
    const [first, second] = await Promise.all([journal.write('abc'.split('').map(bytesOf)), append(journal, 'd')]);
    expect([first, second]).toEqual([3n, 4n]);
    expect(await journal.write([])).toBe(4n);
    expect(await told(await place.open(SMALL))).toBe('1:a 2:b 3:c 4:d');
  });

  test('one that is too long is refused, alone or in a group, and so are too many', async () => {
    const place = make();
    const journal = await place.open();
    await expect(journal.write([bytesOf('a'), new Uint8Array(MAX_MESSAGE_SIZE)])).rejects.toThrow(refused);
    const many = Array<Uint8Array>(5).fill(new Uint8Array(MAX_GROUP_SIZE / 4 - 100));
    await expect(journal.write(many)).rejects.toThrow(refused);
    expect(await journal.write(many.slice(1))).toBe(4n);
    expect(await append(journal, 'b')).toBe(5n);
  });

  test('a new segment is begun when the last is full, before the entry', async () => {
    const place = make();
    const journal = await place.open(SMALL);
    await fill(journal, 'abc');
    expect(segments(place)).toEqual([segmentName(0)]);
    await fill(journal, 'd');
    expect(segments(place)).toEqual([segmentName(0), segmentName(1)]);
    await fill(await place.open(SMALL), 'efg');
    expect(segments(place)).toEqual([segmentName(0), segmentName(1), segmentName(2)]);
    expect(await told(await place.open(SMALL))).toBe('1:a 2:b 3:c 4:d 5:e 6:f 7:g');
  });

  test('segments go on beyond five digits, in the order of numbers', async () => {
    const place = make();
    const journal = await place.open(SMALL);
    await fill(journal, 'abcdef');
    for (const name of place.names()) {
      const number = name.startsWith(segmentName(0)) ? 99_999 : 100_000;
      const moved = name.replace(/^wal-\d+/, segmentName(number));
      place.write(moved, place.read(name));
      place.remove(name);
    }
    const again = await place.open(SMALL);
    expect(await told(again)).toBe('1:a 2:b 3:c 4:d 5:e 6:f');
    expect(await append(again, 'g')).toBe(7n);
    expect(segments(place)).toContain('wal-100001');
  });

  test('is over once it is closed, and what was begun before is written', async () => {
    const place = make();
    const journal = await place.open();
    const writing = append(journal, 'a');
    const closing = journal.close();
    await expect(append(journal, 'b')).rejects.toThrow(refused);
    await expect(journal.createCheckpoint()).rejects.toThrow(refused);
    await closing;
    expect(await writing).toBe(1n);
    expect(await told(await place.open())).toBe('1:a');
  });
});

describe.each(BACK_ENDS)('replaying $kind', ({ make }) => {
  test('every range of LSNs, both ways, is what lies within', async () => {
    const journal = await withSegments(make());
    const all = (await told(journal)).split(' ');
    expect(all).toHaveLength(8);
    for (let from = 0; from <= 9; from++) {
      for (let to = 0; to <= 9; to++) {
        const within = all.filter((_, n) => n + 1 >= from && n + 1 <= to);
        const range = { from: lsn(from), to: lsn(to) };
        expect(await told(journal, range)).toBe(within.join(' '));
        expect(await told(journal, { ...range, order: 'backward' })).toBe(within.reverse().join(' '));
      }
    }
  });

  test('every pair of places, LSNs and checkpoints, both ways, is what lies within', async () => {
    const place = make();
    const journal = await place.open(SMALL);
    /** Places to begin or to end at, and how many entries lie before them. */
    const places: { place: Place; before: number }[] = [];
    for (const [n, letter] of Array.from('abcdefg').entries()) {
      await fill(journal, letter);
      if (n % 2 === 0) places.push({ place: checkpoint(await journal.createCheckpoint()), before: n + 1 });
    }
    for (const open of [journal, await place.open(SMALL)]) {
      const all = (await told(open)).split(' ');
      expect(all.join(' ')).toBe('1:a 2:b 3:c 4:d 5:e 6:f 7:g');
      expect(open.checkpoints).toHaveLength(4);
      for (const { place: from, before: start } of places) {
        expect(await told(open, { from })).toBe(all.slice(start).join(' '));
        expect(await told(open, { to: from })).toBe(all.slice(0, start).join(' '));
        for (const { place: to, before: end } of places) {
          const within = all.slice(start, Math.max(start, end));
          expect(await told(open, { from, to })).toBe(within.join(' '));
          expect(await told(open, { from, to, order: 'backward' })).toBe(within.reverse().join(' '));
          expect(await told(open, { from, to: lsn(end) })).toBe(all.slice(start, Math.max(start, end)).join(' '));
        }
      }
    }
  });

  test('what is written meanwhile does not come', async () => {
    const journal = await withSegments(make());
    let count = 0;
    for await (const entry of journal.replay()) {
      count += entry.data.length;
      await append(journal, 'x');
    }
    expect(count).toBe(8);
    expect(journal.lastLsn).toBe(16n);
  });

  test('a checkpoint of nothing new is the one before, and an empty journal has one too', async () => {
    const place = make();
    const journal = await place.open();
    const first = await journal.createCheckpoint();
    expect(await journal.createCheckpoint()).toBe(first);
    expect(await (await place.open()).createCheckpoint()).toBe(first);
    const again = await place.open();
    await fill(again, 'a');
    expect(await told(again, { from: checkpoint(first) })).toBe('1:a');
    expect(await told(again, { to: checkpoint(first) })).toBe('');
    expect(await again.createCheckpoint()).toBeGreaterThan(first);
    expect(segments(place)).toContain(segmentName(first, '.checkpoint'));
  });

  test('an unknown checkpoint is an error', async () => {
    const journal = await withSegments(make());
    await expect(told(journal, { from: checkpoint(0) })).rejects.toThrow(notFound);
    await expect(told(journal, { to: checkpoint(99) })).rejects.toThrow(notFound);
  });
});

describe.each(BACK_ENDS)('acknowledging and letting go of $kind', ({ make }) => {
  test('only whole segments go, acknowledged to the last entry', async () => {
    const place = make();
    const journal = await withSegments(place);
    expect(await journal.trim()).toBe(0);
    await journal.acknowledge(2n);
    expect(await journal.trim()).toBe(0);
    await journal.acknowledge(5n);
    expect(await journal.trim()).toBe(1);
    expect(segments(place)).toEqual(['position', segmentName(1), segmentName(2)]);
    expect(await told(journal)).toBe('4:d 5:e 6:f 7:g 8:h');
    expect(await told(await place.open(SMALL))).toBe('4:d 5:e 6:f 7:g 8:h');
  });

  test('the newest segment never goes, and LSNs go on behind it', async () => {
    const place = make();
    const journal = await place.open(SMALL);
    await fill(journal, 'abcdef');
    await journal.acknowledge(6n);
    expect(await journal.trim()).toBe(1);
    expect(await journal.trim()).toBe(0);
    expect(await told(journal)).toBe('4:d 5:e 6:f');
    expect(await append(await place.open(SMALL), 'g')).toBe(7n);
  });

  test('an acknowledgement is durable, and never goes back nor ahead', async () => {
    const place = make();
    const journal = await place.open();
    await fill(journal, 'abc');
    await journal.acknowledge(2n);
    await journal.acknowledge(1n);
    expect(journal.acknowledged).toBe(2n);
    const again = await place.open();
    expect(again.acknowledged).toBe(2n);
    await expect(again.acknowledge(4n)).rejects.toThrow(refused);
  });

  test('no more goes than the budget asks for, and over it what was not acknowledged stays and is told', async () => {
    const journal = await make().open(SMALL);
    await fill(journal, 'abcdefghi');
    const segment = journal.size / 3;
    await journal.acknowledge(3n);
    expect(await journal.trim(3 * segment)).toBe(0);
    expect(journal.problems).toEqual([]);
    expect(await journal.trim(segment)).toBe(1);
    expect(journal.size).toBe(2 * segment);
    expect(journal.problems).toMatchObject([{ kind: 'over-budget', found: 'now' }]);
    expect(await told(journal)).toBe('4:d 5:e 6:f 7:g 8:h 9:i');
    await journal.acknowledge(9n);
    expect(await journal.trim(segment)).toBe(1);
    expect(journal.problems).toEqual([]);
  });

  test('while somebody reads, what is let go of is passed over', async () => {
    const journal = await withSegments(make());
    await journal.acknowledge(6n);
    const entries = journal.replay();
    expect((await entries.next()).value?.lsn).toBe(1n);
    await journal.trim();
    const rest: bigint[] = [];
    for await (const entry of entries) rest.push(entry.lsn);
    expect(rest).toEqual([2n, 3n, 7n, 8n]);
    expect(journal.problems).toEqual([]);
  });
});

describe('group commit', () => {
  test('whoever waits at the same time shares one sync', async () => {
    let syncs = 0;
    const place = new DiskPlace();
    const { disk } = place;
    const open = disk.open.bind(disk);
    disk.open = async (path, flags) => {
      const file = await open(path, flags);
      return { ...file, datasync: () => (syncs++, file.datasync()) };
    };
    const journal = await place.open();
    const lsns = await Promise.all(Array.from({ length: 1000 }, (_, n) => append(journal, `${n}`)));
    expect(lsns).toEqual(Array.from({ length: 1000 }, (_, n) => BigInt(n + 1)));
    expect(syncs).toBeLessThanOrEqual(2);
    const during = append(journal, 'first');
    await Promise.resolve();
    await Promise.all([during, ...Array.from({ length: 500 }, (_, n) => append(journal, `${n}`))]);
    expect(syncs).toBeLessThanOrEqual(4);
    expect((await told(await place.open())).split(' ')).toHaveLength(1501);
  });

  test('is one new object, and nothing is asked for that changes nothing', async () => {
    const place = new ObjectPlace();
    const journal = await place.open();
    await Promise.all(Array.from('abc').map((letter) => append(journal, letter)));
    await Promise.all(Array.from('de').map((letter) => append(journal, letter)));
    const { calls, lists } = place.objects;
    expect([calls, lists]).toEqual([2, 1]);
    expect(place.names()).toEqual(['wal-00000/00000000000000000001', 'wal-00000/00000000000000000004']);
  });

  test('a group that fails fails for each of it, and the next is not affected', async () => {
    const place = new ObjectPlace();
    const journal = await place.open();
    place.objects.fate = (call) => (call === 1 ? 'lost before' : 'done');
    const results = await Promise.allSettled([append(journal, 'a'), append(journal, 'b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await append(journal, 'c')).toBe(1n);
    expect(await told(await place.open())).toBe('1:c');
  });
});
