// A journal that lost a file, or was left half-way, is what it was less what is lost, and says so once.
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesOf, fill, JournalRig, segmentName, told } from './rig.ts';

const SMALL = { segmentSize: 30 };

test('an empty last segment does not set LSNs back', () => {
  using rig = new JournalRig();
  fill(rig.open(SMALL), 'abc');
  rig.write(segmentName(1, 4), new Uint8Array(0));
  const journal = rig.open(SMALL);
  expect(journal.lastLsn).toBe(3n);
  expect(journal.append(bytesOf('d'))).toBe(4n);
  expect(told(rig.open(SMALL))).toBe('1:a 2:b 3:c 4:d');
  expect(journal.problems).toEqual([]);
});

test('an empty last segment that is all there is does not either', () => {
  using rig = new JournalRig();
  const journal = rig.open(SMALL);
  fill(journal, 'abc');
  journal.acknowledge(3n);
  journal.checkpoint();
  rig.write(segmentName(1, 4), new Uint8Array(0));
  const reopened = rig.open(SMALL);
  expect(reopened.trim()).toBe(1);
  expect(rig.names()).toEqual([segmentName(1, 4), 'position']);
  expect(rig.open(SMALL).lastLsn).toBe(3n);
  expect(rig.open(SMALL).append(bytesOf('d'))).toBe(4n);
});

test('a missing segment in the middle is a known gap, told once as new', () => {
  using rig = new JournalRig();
  fill(rig.open(SMALL), 'abcdefgh');
  rig.remove(segmentName(1, 4));
  const journal = rig.open(SMALL);
  expect(told(journal)).toBe('1:a 2:b 3:c 7:g 8:h');
  expect(journal.problems).toMatchObject([{ kind: 'missing', found: 'now', keptAs: segmentName(1, 4, 'log.damaged') }]);
  const again = rig.open(SMALL);
  expect(told(again)).toBe('1:a 2:b 3:c 7:g 8:h');
  expect(again.problems).toMatchObject([{ kind: 'damaged', found: 'before' }]);
});

test('a missing first segment is one too', () => {
  using rig = new JournalRig();
  const journal = rig.open(SMALL);
  fill(journal, 'abcdefgh');
  journal.acknowledge(1n);
  rig.remove(segmentName(0, 1));
  expect(told(rig.open(SMALL))).toBe('4:d 5:e 6:f 7:g 8:h');
  expect(rig.open(SMALL).problems).toMatchObject([{ kind: 'damaged', found: 'before' }]);
});

test('a newest segment that is missing though it was acknowledged is told, and its LSNs are not given again', () => {
  using rig = new JournalRig();
  const journal = rig.open(SMALL);
  fill(journal, 'abcde');
  journal.acknowledge(5n);
  rig.remove(segmentName(1, 4));
  const again = rig.open(SMALL);
  expect(again.problems).toMatchObject([{ kind: 'damaged', found: 'now' }]);
  expect(again.append(bytesOf('x'))).toBe(6n);
  expect(told(rig.open(SMALL))).toBe('1:a 2:b 3:c 6:x');
});

test('when all segments are gone, LSNs go on behind what was acknowledged', () => {
  using rig = new JournalRig();
  const journal = rig.open(SMALL);
  fill(journal, 'ab');
  journal.acknowledge(2n);
  rig.remove(segmentName(0, 1));
  const again = rig.open(SMALL);
  expect(again.problems).toMatchObject([{ kind: 'missing', found: 'now' }]);
  expect(again.append(bytesOf('x'))).toBe(3n);
  expect(told(rig.open(SMALL))).toBe('3:x');
  expect(rig.open(SMALL).problems).toMatchObject([{ found: 'before' }]);
});

test('a lost position costs nothing but what was acknowledged', () => {
  using rig = new JournalRig();
  const journal = rig.open(SMALL);
  fill(journal, 'abcdefgh');
  journal.acknowledge(3n);
  journal.trim();
  const position = rig.read('position');
  for (let byte = 0; byte < position.length; byte++) {
    const damaged = Buffer.from(position);
    damaged[byte]! ^= 0x10;
    rig.write('position', damaged);
    const again = rig.open(SMALL);
    expect(told(again)).toBe('4:d 5:e 6:f 7:g 8:h');
    expect(again.acknowledged).toBe(0n);
    expect(again.problems).toMatchObject([{ kind: 'position-lost', found: 'now', keptAs: 'position.damaged' }]);
    expect(rig.open(SMALL).problems).toEqual([]);
  }
  rig.remove('position');
  expect(rig.open(SMALL).problems).toMatchObject([{ kind: 'position-lost', found: 'now' }]);
});

test('letting go that was interrupted is finished', () => {
  using rig = new JournalRig();
  const journal = rig.open(SMALL);
  fill(journal, 'abcdefgh');
  const first = rig.read(segmentName(0, 1));
  journal.acknowledge(6n);
  journal.trim();
  rig.write(segmentName(0, 1), first);
  rig.write(segmentName(0, 1, 'torn'), bytesOf('what was cut off'));
  expect(told(rig.open(SMALL))).toBe('7:g 8:h');
  expect(rig.names()).toEqual([segmentName(2, 7), 'position']);
});

test('a damaged segment leaves the journal when its time has come, but is kept', () => {
  using rig = new JournalRig();
  fill(rig.open(SMALL), 'abcdefgh');
  rig.write(segmentName(0, 1), rig.read(segmentName(0, 1)).fill(0, 0, 3));
  const journal = rig.open(SMALL);
  journal.acknowledge(6n);
  expect(journal.trim()).toBe(2);
  const again = rig.open(SMALL);
  expect(told(again)).toBe('7:g 8:h');
  expect(again.problems).toEqual([]);
  expect(rig.names()).toEqual([segmentName(0, 1, 'log.damaged'), segmentName(2, 7), 'position']);
});

test('a second segment of the same number is left alone, and said', () => {
  using rig = new JournalRig();
  fill(rig.open(SMALL), 'abcd');
  rig.write(segmentName(0, 1, 'log.damaged'), bytesOf('put here by hand'));
  const journal = rig.open(SMALL);
  expect(told(journal)).toBe('1:a 2:b 3:c 4:d');
  expect(journal.problems).toMatchObject([{ kind: 'damaged', found: 'before' }]);
  expect(rig.names()).toContain(segmentName(0, 1, 'log.damaged'));
});

test('a segment whose entries are there already is set apart', () => {
  using rig = new JournalRig();
  fill(rig.open(SMALL), 'abcd');
  rig.write(segmentName(2, 2), rig.read(segmentName(0, 1)));
  const journal = rig.open(SMALL);
  expect(told(journal)).toBe('1:a 2:b 3:c 4:d');
  expect(journal.problems).toMatchObject([{ kind: 'damaged', found: 'now' }]);
  expect(journal.append(bytesOf('e'))).toBeGreaterThan(4n);
});

test('entries under the name of other LSNs are set apart', () => {
  using rig = new JournalRig();
  fill(rig.open(SMALL), 'abcd');
  renameSync(join(rig.dir, segmentName(1, 4)), join(rig.dir, segmentName(1, 5)));
  const journal = rig.open(SMALL);
  expect(told(journal)).toBe('1:a 2:b 3:c');
  expect(journal.problems).toMatchObject([{ kind: 'damaged' }, { kind: 'damaged' }]);
});

test('what is no part of it is left alone, but for its own leftovers', () => {
  using rig = new JournalRig();
  fill(rig.open(SMALL), 'a');
  rig.write('notes.txt', bytesOf('mine'));
  rig.write('position.0011223344556677.tmp', bytesOf('half'));
  expect(told(rig.open(SMALL))).toBe('1:a');
  expect(rig.names()).toEqual([segmentName(0, 1), 'notes.txt']);
});
