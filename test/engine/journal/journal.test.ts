import { describe, expect, test } from 'vitest';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';
import type { Journal } from '../../../main/engine/journal/journal.ts';
import { MAX_MESSAGE_SIZE } from '../../../main/engine/journal/record.ts';
import type { Place } from '../../../main/engine/journal/replay.ts';
import { bytesOf, fill, JournalRig, segmentName, told } from './rig.ts';

/** So small that three entries of one letter fill a segment: each has 11 or 12 bytes. */
const SMALL = { segmentSize: 30 };

const lsn = (number: number): Place => ({ kind: 'lsn', lsn: BigInt(number) });
const checkpoint = (number: number): Place => ({ kind: 'checkpoint', number });
const refused = expect.toSatisfy((error) => isTidemarkError(error, 'refused')) as Error;
const notFound = expect.toSatisfy((error) => isTidemarkError(error, 'not-found')) as Error;

describe('appending', () => {
  test('gives LSNs from 1, and all are there after reopening', () => {
    using rig = new JournalRig();
    const journal = rig.open();
    expect(journal.lastLsn).toBe(0n);
    expect(told(journal)).toBe('');
    expect(journal.append(bytesOf('a'))).toBe(1n);
    expect(journal.append(bytesOf('b'))).toBe(2n);
    expect(told(journal)).toBe('1:a 2:b');
    const again = rig.open();
    expect(again.lastLsn).toBe(2n);
    expect(told(again)).toBe('1:a 2:b');
    expect(again.append(bytesOf('c'))).toBe(3n);
    expect(told(rig.open())).toBe('1:a 2:b 3:c');
    expect(again.problems).toEqual([]);
  });

  test('many at once have an LSN each, over several segments if need be', () => {
    using rig = new JournalRig();
    const journal = rig.open(SMALL);
    expect(journal.appendAll('abcdefgh'.split('').map(bytesOf))).toBe(8n);
    expect(rig.names()).toEqual([segmentName(0, 1), segmentName(1, 4), segmentName(2, 7)]);
    expect(told(rig.open(SMALL))).toBe('1:a 2:b 3:c 4:d 5:e 6:f 7:g 8:h');
    expect(journal.appendAll([])).toBe(8n);
  });

  test('one that is too long is refused, and none of its group is written', () => {
    using rig = new JournalRig();
    const journal = rig.open();
    expect(() => journal.appendAll([bytesOf('a'), new Uint8Array(MAX_MESSAGE_SIZE)])).toThrow(refused);
    expect(journal.append(bytesOf('b'))).toBe(1n);
    expect(told(rig.open())).toBe('1:b');
  });

  test('a new segment is begun when the last is full, before the entry', () => {
    using rig = new JournalRig();
    const journal = rig.open(SMALL);
    fill(journal, 'abc');
    expect(rig.names()).toEqual([segmentName(0, 1)]);
    fill(journal, 'd');
    expect(rig.names()).toEqual([segmentName(0, 1), segmentName(1, 4)]);
    fill(rig.open(SMALL), 'efg');
    expect(rig.names()).toEqual([segmentName(0, 1), segmentName(1, 4), segmentName(2, 7)]);
    expect(told(rig.open(SMALL))).toBe('1:a 2:b 3:c 4:d 5:e 6:f 7:g');
  });
});

describe('replaying', () => {
  const withSegments = (rig: JournalRig): Journal => {
    const journal = rig.open(SMALL);
    fill(journal, 'abcdefgh');
    return journal;
  };

  test('backward is forward reversed', () => {
    using rig = new JournalRig();
    const journal = withSegments(rig);
    const reversed = told(journal).split(' ').reverse().join(' ');
    expect(told(journal, { order: 'backward' })).toBe(reversed);
  });

  test('every range of LSNs, both ways, is what lies within', () => {
    using rig = new JournalRig();
    const journal = withSegments(rig);
    const all = told(journal).split(' ');
    for (let from = 0; from <= 9; from++) {
      for (let to = 0; to <= 9; to++) {
        const within = all.filter((_, n) => n + 1 >= from && n + 1 <= to);
        const range = { from: lsn(from), to: lsn(to) };
        expect(told(journal, range)).toBe(within.join(' '));
        expect(told(journal, { ...range, order: 'backward' })).toBe(within.reverse().join(' '));
      }
    }
  });

  test('what is appended meanwhile does not come', () => {
    using rig = new JournalRig();
    const journal = withSegments(rig);
    let count = 0;
    for (const entry of journal.replay()) {
      count += entry.data.length;
      journal.append(bytesOf('x'));
    }
    expect(count).toBe(8);
    expect(journal.lastLsn).toBe(16n);
  });

  test('a checkpoint parts what was before from what came after', () => {
    using rig = new JournalRig();
    const journal = rig.open(SMALL);
    fill(journal, 'ab');
    const first = journal.checkpoint();
    fill(journal, 'cdef');
    const second = journal.checkpoint();
    fill(journal, 'g');
    for (const open of [journal, rig.open(SMALL)]) {
      expect(told(open, { to: checkpoint(first) })).toBe('1:a 2:b');
      expect(told(open, { from: checkpoint(first) })).toBe('3:c 4:d 5:e 6:f 7:g');
      expect(told(open, { from: checkpoint(first), to: checkpoint(second) })).toBe('3:c 4:d 5:e 6:f');
      expect(told(open, { from: checkpoint(second), order: 'backward' })).toBe('7:g');
      expect(told(open, { to: checkpoint(second), order: 'backward' })).toBe('6:f 5:e 4:d 3:c 2:b 1:a');
      expect(told(open)).toBe('1:a 2:b 3:c 4:d 5:e 6:f 7:g');
    }
    expect(rig.names()).toContain(segmentName(first, 1, 'checkpoint'));
  });

  test('a checkpoint of nothing new is the one before, and an empty journal has one too', () => {
    using rig = new JournalRig();
    const journal = rig.open();
    const first = journal.checkpoint();
    expect(journal.checkpoint()).toBe(first);
    expect(rig.open().checkpoint()).toBe(first);
    const again = rig.open();
    fill(again, 'a');
    expect(told(again, { from: checkpoint(first) })).toBe('1:a');
    expect(told(again, { to: checkpoint(first) })).toBe('');
    expect(again.checkpoint()).toBeGreaterThan(first);
  });

  test('an unknown checkpoint is an error', () => {
    using rig = new JournalRig();
    const journal = withSegments(rig);
    expect(() => told(journal, { from: checkpoint(0) })).toThrow(notFound);
    expect(() => told(journal, { to: checkpoint(99) })).toThrow(notFound);
  });
});

describe('acknowledging and letting go', () => {
  test('only whole segments go, acknowledged to the last entry', () => {
    using rig = new JournalRig();
    const journal = rig.open(SMALL);
    fill(journal, 'abcdefgh');
    expect(journal.trim()).toBe(0);
    journal.acknowledge(2n);
    expect(journal.trim()).toBe(0);
    journal.acknowledge(5n);
    expect(journal.trim()).toBe(1);
    expect(rig.names()).toEqual([segmentName(1, 4), segmentName(2, 7), 'position']);
    expect(told(journal)).toBe('4:d 5:e 6:f 7:g 8:h');
    expect(told(rig.open(SMALL))).toBe('4:d 5:e 6:f 7:g 8:h');
  });

  test('the newest segment never goes, and LSNs go on behind it', () => {
    using rig = new JournalRig();
    const journal = rig.open(SMALL);
    fill(journal, 'abcdef');
    journal.acknowledge(6n);
    expect(journal.trim()).toBe(1);
    expect(journal.trim()).toBe(0);
    expect(told(journal)).toBe('4:d 5:e 6:f');
    expect(rig.open(SMALL).append(bytesOf('g'))).toBe(7n);
  });

  test('an acknowledgement is durable, and never goes back nor ahead', () => {
    using rig = new JournalRig();
    const journal = rig.open();
    fill(journal, 'abc');
    journal.acknowledge(2n);
    journal.acknowledge(1n);
    expect(journal.acknowledged).toBe(2n);
    expect(rig.open().acknowledged).toBe(2n);
    expect(() => { rig.open().acknowledge(4n); }).toThrow(refused);
  });

  test('no more goes than is asked for', () => {
    using rig = new JournalRig();
    const journal = rig.open(SMALL);
    fill(journal, 'abcdefghi');
    journal.acknowledge(9n);
    const segment = journal.size / 3;
    expect(journal.trim(3 * segment)).toBe(0);
    expect(journal.trim(3 * segment - 1)).toBe(1);
    expect(journal.size).toBe(2 * segment);
  });

  test('while somebody reads, what is let go of is passed over', () => {
    using rig = new JournalRig();
    const journal = rig.open(SMALL);
    fill(journal, 'abcdefgh');
    journal.acknowledge(6n);
    const entries = journal.replay();
    expect(entries.next().value?.lsn).toBe(1n);
    journal.trim();
    expect([...entries].map((entry) => entry.lsn)).toEqual([2n, 3n, 7n, 8n]);
    expect(journal.problems).toEqual([]);
  });
});
