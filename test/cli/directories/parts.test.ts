// The parts of following a directory, one by one: patterns, turns, and when a database is let go.
import { expect, test } from 'vitest';
import { DirectoryFollower } from '../../../main/cli/directories/follow.ts';
import { nameMatcher } from '../../../main/cli/directories/glob.ts';
import type { Found, Scan } from '../../../main/cli/directories/scan.ts';
import { tooManyFor } from '../../../main/cli/directories/open-files.ts';
import { Turns } from '../../../main/cli/directories/turns.ts';
import { systemClock } from '../../../main/engine/base/clock.ts';
import type { Disk } from '../../../main/engine/base/disk.ts';

test.each([
  ['*.db', ['a.db', '.db'], ['a.dbx', 'a/db', 'adb']],
  ['shop?.db', ['shop1.db'], ['shop.db', 'shop12.db']],
  ['[a-c]*.db', ['a.db', 'cat.db'], ['d.db', '-.db']],
  ['[^a]*', ['b'], ['a']],
  ['a+(b).db', ['a+(b).db'], ['aab.db']],
  ['\\*.db', ['*.db'], ['a.db']],
])('%s', (pattern, fits, others) => {
  const matches = nameMatcher(pattern);
  expect(fits.filter((name) => !matches(name))).toEqual([]);
  expect(others.filter(matches)).toEqual([]);
});

test('turns: never more than allowed at a time, one that fails included, and all have theirs', async () => {
  const turns = new Turns(3);
  let [busy, most] = [0, 0];
  const work = (i: number): Promise<number> =>
    turns.run(async () => {
      most = Math.max(most, ++busy);
      await new Promise(setImmediate);
      busy -= 1;
      if (i === 4) throw new Error('4');
      return i;
    });
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => work(i)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(19);
  expect(most).toBe(3);
});

test('too many databases for the files that may be open are told of', () => {
  const disk = (limits: string): Pick<Disk, 'readFileSync'> => ({ readFileSync: (() => limits) as unknown as Disk['readFileSync'] });
  const limits = 'Max processes   5   5   processes\nMax open files            1024                 4096                 files\n';
  expect(tooManyFor(50, disk(limits))).toBeUndefined();
  expect(tooManyFor(100, disk(limits))).toContain('100 databases may need 1300 open files, and this process may have 1024');
  expect(tooManyFor(100, disk(''))).toBeUndefined();
});

const found = (name: string): Found => ({ path: `/d/${name}`, name });
const scanOf = (...names: string[]): Scan => ({ databases: names.map(found), folders: ['/d'], complete: 'yes' });

test('a database is let go of when it is missing twice in a row, and not while a folder cannot be read', async () => {
  const log: string[] = [];
  let scan = scanOf('a', 'b');
  const follower = new DirectoryFollower({
    scanner: { scan: () => Promise.resolve(scan), concerns: () => true },
    clock: systemClock,
    takeOn: ({ name }) => {
      log.push(`+${name}`);
      return Promise.resolve(name === 'b' && log.length === 2 ? 'later' : 'taken');
    },
    letGo: ({ name }) => {
      log.push(`-${name}`);
      return Promise.resolve();
    },
    inTurn: (work) => work(),
  });
  const look = async (next: Scan): Promise<string[]> => {
    scan = next;
    log.length = 0;
    await follower.lookNow();
    return [...log];
  };
  expect(await look(scanOf('a', 'b'))).toEqual(['+a', '+b']);
  expect(await look(scanOf('a', 'b'))).toEqual(['+b']);
  expect(await look(scanOf('b'))).toEqual([]);
  expect(await look(scanOf('a', 'b'))).toEqual([]);
  expect(await look(scanOf('b'))).toEqual([]);
  expect(await look({ ...scanOf(), complete: 'no' })).toEqual([]);
  expect(await look(scanOf('b'))).toEqual(['-a']);
  expect(await look(scanOf('a', 'b'))).toEqual(['+a']);
});
