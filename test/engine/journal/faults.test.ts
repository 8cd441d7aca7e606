// The disk refuses at every single call, and repairing is interrupted at every single call: what failed is not there, what was
// promised is, and trying again helps.
import { expect, test } from 'vitest';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';
import type { Journal } from '../../../main/engine/journal/journal.ts';
import { MemoryDisk, type Step } from './memory-disk.ts';
import { append, bytesOf, DiskPlace, fill, segmentName, told } from './rig.ts';

const SMALL = { segmentSize: 30 };

const steps: readonly ((journal: Journal, entries: string[]) => Promise<unknown>)[] = [
  ...Array.from('abcd').map(appending),
  (journal) => journal.createCheckpoint(),
  ...Array.from('efgh').map(appending),
  (journal) => journal.acknowledge(5n),
  (journal) => journal.trim(),
  appending('i'),
];

function appending(letter: string) {
  return async (journal: Journal, entries: string[]): Promise<void> => {
    entries.push(`${await append(journal, letter)}:${letter}`);
  };
}

/** The given call fails and the one after it, so that also the cleaning up fails. */
function failTwice(call: number): { readonly disk: MemoryDisk; readonly calls: () => number } {
  let calls = 0;
  const disk = new MemoryDisk(() => {
    calls++;
    if (calls === call || calls === call + 1) throw Object.assign(new Error('EIO'), { code: 'EIO' });
  });
  return { disk, calls: () => calls };
}

async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 4; left > 0; left--) {
    try {
      return await work();
    } catch (error) {
      expect(error).toMatchObject({ code: 'EIO' });
    }
  }
  return work();
}

test('whichever call fails, nothing is lost, and trying again helps', async () => {
  for (let call = 1, made = Infinity; call < made; call++) {
    const { disk, calls } = failTwice(call);
    const place = new DiskPlace(disk);
    const journal = await persistently(() => place.open(SMALL));
    const entries: string[] = [];
    for (const step of steps) await persistently(() => step(journal, entries));
    made = calls();
    const there = await persistently(() => told(journal));
    expect(there, `call ${call}`).toBe(entries.filter((entry) => there.includes(entry)).join(' '));
    expect(entries.slice(4).every((entry) => there.includes(entry))).toBe(true);
    const again = await new DiskPlace(disk.after('kill')).open(SMALL);
    expect(await told(again)).toBe(there);
    expect(again.problems).toEqual([]);
  }
});

test('a disk that fills up half-way through an entry says so; the entry is not there, and the next one is', async () => {
  let writes = 0;
  const disk: MemoryDisk = new MemoryDisk((step: Step) => {
    if (step.kind !== 'write' || ++writes > 1) return;
    disk.apply({ ...step, bytes: step.bytes.subarray(0, step.bytes.length >> 1) });
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  });
  const place = new DiskPlace(disk);
  const journal = await place.open();
  await expect(append(journal, 'does not fit')).rejects.toThrow(
    expect.toSatisfy((error) => isTidemarkError(error, 'disk-full')) as Error,
  );
  expect(await append(journal, 'fits')).toBe(1n);
  expect(await told(await place.open())).toBe('1:fits');
});

test('repairing that is killed anywhere is done again, to the same end', async () => {
  const harmed = new DiskPlace();
  await fill(await harmed.open(SMALL), 'abcdefgh');
  await (await harmed.open(SMALL)).acknowledge(4n);
  harmed.write(segmentName(1), harmed.read(segmentName(1)).fill(0, 14, 15));
  harmed.remove(segmentName(0));
  harmed.write(segmentName(2), Buffer.concat([harmed.read(segmentName(2)), bytesOf('torn')]));
  const record: Step[] = [];
  const recording = new MemoryDisk((step) => record.push(step));
  for (const name of harmed.names()) recording.put(name, harmed.read(name));
  await told(await new DiskPlace(recording).open(SMALL));
  expect(record.length).toBeGreaterThan(10);
  const past = new MemoryDisk();
  for (const name of harmed.names()) past.put(name, harmed.read(name));
  for (const step of [...record, undefined]) {
    for (const end of ['kill', 'power cut'] as const) {
      const place = new DiskPlace(past.after(end));
      const journal = await place.open(SMALL);
      expect(await told(journal)).toBe('4:d 7:g 8:h');
      expect(await append(journal, 'x')).toBeGreaterThanOrEqual(10n);
      expect(place.read(segmentName(2, '.torn')).toString()).toBe('torn');
    }
    if (step !== undefined) past.apply(step);
  }
});
