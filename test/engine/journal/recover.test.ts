// A journal that lost a file, or was left half-way, is what it was less what is lost, and says so once.
import { expect, test } from 'vitest';
import { encodeRecords } from '../../../main/engine/journal/record.ts';
import { append, BACK_ENDS, bytesOf, DiskPlace, fill, segmentName, told } from './rig.ts';

const SMALL = { segmentSize: 30 };

test('an empty last segment does not set LSNs back', async () => {
  const rig = new DiskPlace();
  await fill(await rig.open(SMALL), 'abc');
  rig.write(segmentName(1), new Uint8Array(0));
  const journal = await rig.open(SMALL);
  expect(journal.lastLsn).toBe(3n);
  expect(await append(journal, 'd')).toBe(4n);
  expect(await told(await rig.open(SMALL))).toBe('1:a 2:b 3:c 4:d');
  expect(journal.problems).toEqual([]);
});

test('an empty last segment that is all there is does not either', async () => {
  const rig = new DiskPlace();
  const journal = await rig.open(SMALL);
  await fill(journal, 'abc');
  await journal.acknowledge(3n);
  await journal.createCheckpoint();
  rig.write(segmentName(1), new Uint8Array(0));
  const reopened = await rig.open(SMALL);
  expect(await reopened.trim()).toBe(1);
  expect(rig.names()).toEqual(['position', segmentName(1)]);
  expect((await rig.open(SMALL)).lastLsn).toBe(3n);
  expect(await append(await rig.open(SMALL), 'd')).toBe(4n);
});

test('a missing segment in the middle is a known gap, told once as new', async () => {
  const rig = new DiskPlace();
  await fill(await rig.open(SMALL), 'abcdefgh');
  rig.remove(segmentName(1));
  const journal = await rig.open(SMALL);
  expect(await told(journal)).toBe('1:a 2:b 3:c 7:g 8:h');
  expect(journal.problems).toMatchObject([{ kind: 'missing', found: 'now', keptAs: segmentName(1, '.damaged') }]);
  const again = await rig.open(SMALL);
  expect(await told(again)).toBe('1:a 2:b 3:c 7:g 8:h');
  expect(again.problems).toMatchObject([{ kind: 'damaged', found: 'before' }]);
});

test('a missing first segment is one too', async () => {
  const rig = new DiskPlace();
  const journal = await rig.open(SMALL);
  await fill(journal, 'abcdefgh');
  await journal.acknowledge(1n);
  rig.remove(segmentName(0));
  expect(await told(await rig.open(SMALL))).toBe('4:d 5:e 6:f 7:g 8:h');
  expect((await rig.open(SMALL)).problems).toMatchObject([{ kind: 'damaged', found: 'before' }]);
});

test('a newest segment that is missing though it was acknowledged is told, and its LSNs are not given again', async () => {
  const rig = new DiskPlace();
  const journal = await rig.open(SMALL);
  await fill(journal, 'abcde');
  await journal.acknowledge(5n);
  rig.remove(segmentName(1));
  const again = await rig.open(SMALL);
  expect(again.problems).toMatchObject([{ kind: 'damaged', found: 'now' }]);
  expect(await append(again, 'x')).toBe(6n);
  expect(await told(await rig.open(SMALL))).toBe('1:a 2:b 3:c 6:x');
});

test('when all segments are gone, LSNs go on behind what was acknowledged', async () => {
  const rig = new DiskPlace();
  const journal = await rig.open(SMALL);
  await fill(journal, 'ab');
  await journal.acknowledge(2n);
  rig.remove(segmentName(0));
  const again = await rig.open(SMALL);
  expect(again.problems).toMatchObject([{ kind: 'missing', found: 'now' }]);
  expect(await append(again, 'x')).toBe(3n);
  expect(await told(await rig.open(SMALL))).toBe('3:x');
  expect((await rig.open(SMALL)).problems).toMatchObject([{ found: 'before' }]);
});

test('a lost position costs nothing but what was acknowledged', async () => {
  const rig = new DiskPlace();
  const journal = await rig.open(SMALL);
  await fill(journal, 'abcdefgh');
  await journal.acknowledge(3n);
  await journal.trim();
  const position = rig.read('position');
  for (let byte = 0; byte < position.length; byte++) {
    const damaged = Buffer.from(position);
    damaged[byte]! ^= 0x10;
    rig.write('position', damaged);
    const again = await rig.open(SMALL);
    expect(await told(again)).toBe('4:d 5:e 6:f 7:g 8:h');
    expect(again.acknowledged).toBe(0n);
    expect(again.problems).toMatchObject([{ kind: 'position-lost', found: 'now', keptAs: 'position.damaged' }]);
    expect((await rig.open(SMALL)).problems).toEqual([]);
  }
  rig.remove('position');
  expect((await rig.open(SMALL)).problems).toMatchObject([{ kind: 'position-lost', found: 'now' }]);
});

test('letting go that was interrupted is finished', async () => {
  const rig = new DiskPlace();
  const journal = await rig.open(SMALL);
  await fill(journal, 'abcdefgh');
  const first = rig.read(segmentName(0));
  await journal.acknowledge(6n);
  await journal.trim();
  rig.write(segmentName(0), first);
  rig.write(segmentName(0, '.torn'), bytesOf('what was cut off'));
  expect(await told(await rig.open(SMALL))).toBe('7:g 8:h');
  expect(rig.names()).toEqual(['position', segmentName(2)]);
});

test('a damaged segment leaves the journal when its time has come, but is kept', async () => {
  const rig = new DiskPlace();
  await fill(await rig.open(SMALL), 'abcdefgh');
  rig.write(segmentName(0), rig.read(segmentName(0)).fill(0, 0, 3));
  const journal = await rig.open(SMALL);
  await journal.acknowledge(6n);
  expect(await journal.trim()).toBe(2);
  const again = await rig.open(SMALL);
  expect(await told(again)).toBe('7:g 8:h');
  expect(again.problems).toEqual([]);
  expect(rig.names()).toEqual(['position', segmentName(0, '.damaged'), segmentName(2)]);
});

test('a second segment of the same number is left alone, and said', async () => {
  const rig = new DiskPlace();
  await fill(await rig.open(SMALL), 'abcd');
  rig.write(segmentName(0, '.damaged'), bytesOf('put here by hand'));
  const journal = await rig.open(SMALL);
  expect(await told(journal)).toBe('1:a 2:b 3:c 4:d');
  expect(journal.problems).toMatchObject([{ kind: 'damaged', found: 'before' }]);
  expect(rig.names()).toContain(segmentName(0, '.damaged'));
});

test('a segment whose entries are there already is set apart', async () => {
  const rig = new DiskPlace();
  await fill(await rig.open(SMALL), 'abcd');
  rig.write(segmentName(2), rig.read(segmentName(0)));
  const journal = await rig.open(SMALL);
  expect(await told(journal)).toBe('1:a 2:b 3:c 4:d');
  expect(journal.problems).toMatchObject([{ kind: 'damaged', found: 'now' }]);
  expect(await append(journal, 'e')).toBeGreaterThan(4n);
});

test('a segment under a later number leaves a gap; one whose first entries are cut away is told of, too', async () => {
  const rig = new DiskPlace();
  await fill(await rig.open(SMALL), 'abcdefgh');
  rig.write(segmentName(5), rig.read(segmentName(2)));
  rig.remove(segmentName(2));
  const journal = await rig.open(SMALL);
  expect(await told(journal)).toBe('1:a 2:b 3:c 4:d 5:e 6:f 7:g 8:h');
  expect(journal.problems).toMatchObject([{ kind: 'missing' }]);
  const other = new DiskPlace();
  await fill(await other.open(SMALL), 'abcdefgh');
  other.write(segmentName(0), other.read(segmentName(0)).subarray(12));
  const cut = await other.open(SMALL);
  expect(await told(cut)).toBe('2:b 3:c 4:d 5:e 6:f 7:g 8:h');
  expect(cut.problems).toMatchObject([{ kind: 'damaged', message: expect.stringContaining('entries 1 to 1 are missing') as string }]);
});

test.each(BACK_ENDS)('where LSNs go on does not hang on what can be read, in $kind', async ({ make }) => {
  const place = make();
  const journal = await place.open(SMALL);
  await fill(journal, 'abcdefghi');
  await journal.acknowledge(6n);
  await journal.trim();
  for (const name of place.names().filter((one) => one.startsWith('wal-'))) place.write(name, place.read(name).fill(0xff));
  const again = await place.open(SMALL);
  expect(await told(again)).toBe('');
  expect(await append(again, 'x')).toBeGreaterThan(9n);
  expect(await told(await place.open(SMALL))).toBe(`${again.lastLsn}:x`);
});

test('what is no part of it is left alone, but for its own leftovers', async () => {
  const rig = new DiskPlace();
  await fill(await rig.open(SMALL), 'a');
  rig.write('notes.txt', bytesOf('mine'));
  rig.write('position.0011223344556677.tmp', bytesOf('half'));
  expect(await told(await rig.open(SMALL))).toBe('1:a');
  expect(rig.names()).toEqual(['notes.txt', segmentName(0)]);
});

test('a journal whose segments have the names of an earlier time is gone on with', async () => {
  const rig = new DiskPlace();
  const journal = await rig.open(SMALL);
  await fill(journal, 'abcdefgh');
  await journal.acknowledge(4n);
  await journal.trim();
  const older = (number: number, lsn: number, suffix: string): string => {
    return `${String(number).padStart(10, '0')}-${String(lsn).padStart(20, '0')}.${suffix}`;
  };
  rig.write(older(1, 4, 'checkpoint'), rig.read(segmentName(1)));
  rig.write(older(2, 7, 'log'), rig.read(segmentName(2)));
  rig.write(older(0, 1, 'log.damaged'), bytesOf('kept'));
  rig.write(older(2, 7, 'torn'), bytesOf('cut off once'));
  rig.write('position', encodeRecords(4n, [bytesOf('1')]));
  for (const number of [1, 2]) rig.remove(segmentName(number));
  const again = await rig.open(SMALL);
  expect(await told(again)).toBe('4:d 5:e 6:f 7:g 8:h');
  expect(again.problems).toEqual([]);
  expect(again.checkpoints).toEqual([1]);
  expect(await append(again, 'i')).toBeGreaterThan(9n);
  expect(rig.names()).toEqual(
    ['position', ...['0.damaged', '1.checkpoint', '2', '2.torn', '3'].map((end) => `wal-0000${end}`)].sort(),
  );
});
