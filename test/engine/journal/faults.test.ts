// The disk refuses, or the process is gone, at every single call: what was promised is there, what failed is not.
import { expect, test } from 'vitest';
import { type Disk, systemDisk } from '../../../main/engine/base/disk.ts';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';
import type { Journal } from '../../../main/engine/journal/journal.ts';
import { stopAfter } from '../faults.ts';
import { bytesOf, fill, JournalRig, segmentName, told } from './rig.ts';

const SMALL = { segmentSize: 30 };
/** More than any of the runs here makes. */
const NEVER = 100_000;

/** Entries of which `append` said that they are durable. */
class Promised {
  readonly entries: string[] = [];
  acknowledged = 0n;

  append(journal: Journal, text: string): void {
    this.entries.push(`${journal.append(bytesOf(text))}:${text}`);
  }

  acknowledge(journal: Journal, lsn: bigint): void {
    journal.acknowledge(lsn);
    this.acknowledged = lsn;
  }

  /** All that was not acknowledged is there, in order; whatever else is there was in the making. */
  expectIn(journal: Journal): void {
    const there = told(journal).split(' ');
    const due = this.entries.filter((entry) => BigInt(entry.split(':')[0]!) > this.acknowledged);
    expect(there.filter((entry) => due.includes(entry))).toEqual(due);
    const lsns = [...journal.replay()].map(({ lsn }) => lsn);
    expect(new Set(lsns).size).toBe(lsns.length);
    expect(lsns).toEqual(lsns.toSorted((a, b) => (a < b ? -1 : 1)));
  }
}

const steps: readonly ((journal: Journal, promised: Promised) => void)[] = [
  ...['a', 'b', 'c', 'd'].map((letter) => (journal: Journal, promised: Promised) => {
    promised.append(journal, letter);
  }),
  (journal) => void journal.checkpoint(),
  ...['e', 'f', 'g', 'h'].map((letter) => (journal: Journal, promised: Promised) => {
    promised.append(journal, letter);
  }),
  (journal, promised) => {
    promised.acknowledge(journal, 5n);
  },
  (journal) => void journal.trim(),
  (journal, promised) => {
    promised.append(journal, 'i');
  },
];

test('killed before any call, a new start has all that was promised', () => {
  using rig = new JournalRig();
  let deadly = 1;
  for (let survived = false; !survived; deadly++) {
    rig.clear();
    const promised = new Promised();
    const { disk } = stopAfter(systemDisk, deadly);
    try {
      const journal = rig.open(SMALL, disk);
      for (const step of steps) step(journal, promised);
      survived = true;
    } catch (error) {
      expect(error).toMatchObject({ message: 'the process was killed' });
    }
    const journal = rig.open(SMALL);
    promised.expectIn(journal);
    expect(journal.problems.filter(({ kind }) => kind !== 'torn')).toEqual([]);
    promised.append(journal, 'after');
    promised.expectIn(rig.open(SMALL));
  }
  expect(deadly).toBeGreaterThan(50);
});

/** The given call fails and the one after it, so that also the cleaning up fails. */
function failTwice(call: number): { readonly disk: Disk; readonly calls: () => number } {
  const inner = stopAfter(systemDisk, NEVER);
  const outer = stopAfter(inner.disk, NEVER);
  inner.failCall(call, 'EIO');
  outer.failCall(call, 'EIO');
  return { disk: outer.disk, calls: () => outer.calls };
}

test('whichever call fails, nothing is lost, and trying again helps', () => {
  using rig = new JournalRig();
  for (let call = 1, made = NEVER; call < made; call++) {
    rig.clear();
    const promised = new Promised();
    const { disk, calls } = failTwice(call);
    const attempt = <T>(work: () => T): T => {
      for (let left = 4; left > 0; left--) {
        try {
          return work();
        } catch (error) {
          expect(error).toMatchObject({ code: 'EIO' });
        }
      }
      return work();
    };
    const journal = attempt(() => rig.open(SMALL, disk));
    for (const step of steps) {
      attempt(() => {
        step(journal, promised);
      });
    }
    made = calls();
    attempt(() => {
      promised.expectIn(journal);
    });
    const there = attempt(() => told(journal));
    expect(promised.entries, `call ${call}`).toEqual(expect.arrayContaining(there.split(' ')));
    const again = rig.open(SMALL);
    expect(told(again)).toBe(there);
    expect(again.problems).toEqual([]);
  }
});

test('a disk that fills up half-way through an entry says so; the entry is not there, and the next one is', () => {
  using rig = new JournalRig();
  const journal = rig.open({}, halfWriting());
  expect(() => journal.append(bytesOf('does not fit'))).toThrow(
    expect.toSatisfy((error) => isTidemarkError(error, 'disk-full')) as Error,
  );
  expect(journal.append(bytesOf('fits'))).toBe(1n);
  expect(told(rig.open())).toBe('1:fits');
});

/** Takes half of the first write and has no room for the rest of it. */
function halfWriting(): Disk {
  let writes = 0;
  const writeSync = ((fd: number, bytes: Uint8Array, offset: number, length: number, at: number) => {
    writes++;
    if (writes === 2) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    return systemDisk.writeSync(fd, bytes, offset, writes === 1 ? length >> 1 : length, at);
  }) as Disk['writeSync'];
  return { ...systemDisk, writeSync };
}

test('repairing that is killed anywhere is done again, to the same end', () => {
  using rig = new JournalRig();
  const harmed = (): void => {
    rig.clear();
    fill(rig.open(SMALL), 'abcdefgh');
    rig.open(SMALL).acknowledge(4n);
    rig.write(segmentName(1, 4), rig.read(segmentName(1, 4)).fill(0, 14, 15));
    rig.remove(segmentName(0, 1));
    rig.write(segmentName(2, 7), Buffer.concat([rig.read(segmentName(2, 7)), bytesOf('torn')]));
  };
  let deadly = 1;
  for (let survived = false; !survived; deadly++) {
    harmed();
    try {
      told(rig.open(SMALL, stopAfter(systemDisk, deadly).disk));
      survived = true;
    } catch (error) {
      expect(error).toMatchObject({ message: 'the process was killed' });
    }
    const journal = rig.open(SMALL);
    expect(told(journal)).toBe('4:d 7:g 8:h');
    expect(journal.append(bytesOf('x'))).toBeGreaterThanOrEqual(10n);
    expect(rig.read(segmentName(2, 7, 'torn')).toString()).toBe('torn');
  }
  expect(deadly).toBeGreaterThan(10);
});
