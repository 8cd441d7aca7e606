import { cpSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import { fileDestination } from '../../../main/engine/destination/file/file.ts';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { verifyDestination } from '../../../main/engine/verify/verify.ts';
import type { VerifyReport } from '../../../main/engine/verify/report.ts';
import { unpackFixture } from '../../fixtures/unpack.ts';
import { refusalOf, scratchFolder } from '../restore/harness.ts';
import { History, makeHistory } from '../restore/history.ts';
import { flip, layered } from '../restore/layered.ts';
import { MemoryDestination } from '../restore/memory.ts';

const jobs = new InlineRunner();
const history = makeHistory({ transactions: 12 });

function kindsOf(report: VerifyReport): string[] {
  return report.problems.map(({ kind, message }) => `${kind}: ${message}`).sort();
}

test('a whole replica is sound', async () => {
  const destination = layered(history);
  const report = await verifyDestination({ destination, jobs });
  expect(report).toEqual({
    files: 20,
    bytes: [...destination.files.values()].reduce((sum, { info }) => sum + info.size, 0),
    points: 12,
    newest: { txid: 12n, checksum: history.checksum(12), proved: 'recorded' },
    latest: 12n,
    problems: [],
    notes: [],
    verdict: 'sound',
  });
});

test('an empty destination is empty, not sound', async () => {
  const report = await verifyDestination({ destination: new MemoryDestination(), jobs });
  expect(report).toEqual({ files: 0, bytes: 0, points: 0, problems: [], notes: [], verdict: 'empty' });
});

test('every file is read once, and progress ends at the whole', async () => {
  const destination = layered(history);
  const reads: string[] = [];
  destination.onRead = ({ level, min, max }, piece) => {
    if (piece === 0) reads.push(`${level}/${min}-${max}`);
  };
  const seen: (number | undefined)[][] = [];
  const report = await verifyDestination({
    destination,
    jobs,
    onProgress: ({ done, total }) => seen.push([done, total]),
  });
  expect(reads).toHaveLength(20);
  expect(new Set(reads).size).toBe(20);
  expect(seen.at(-1)).toEqual([report.bytes, report.bytes]);
});

describe('finds', () => {
  test('a flipped bit in a file of the newest state, and goes round it', async () => {
    const destination = layered(history);
    destination.damage({ level: 1, min: 10n, max: 12n }, flip(300));
    const report = await verifyDestination({ destination, jobs });
    expect(kindsOf(report)).toEqual([expect.stringMatching(/^damaged: level 1 file 0{15}a-0{15}c\.ltx: /)]);
    expect(report.newest).toMatchObject({ txid: 12n, proved: 'recorded' });
    expect(report.verdict).toBe('unsound');
  });

  test('a flipped bit in a file that nothing needs', async () => {
    const destination = layered(history);
    destination.damage({ level: 0, min: 2n, max: 2n }, flip(40));
    expect(kindsOf(await verifyDestination({ destination, jobs }))).toEqual([
      expect.stringMatching(/^damaged: level 0 file 0{15}2-/),
    ]);
  });

  test('a file under a wrong name', async () => {
    const destination = layered(history);
    const { bytes } = [...destination.files.values()].find(
      ({ info }) => info.level === 0 && info.min === 5n,
    )!;
    destination.damage({ level: 0, min: 6n, max: 6n }, () => bytes);
    expect(kindsOf(await verifyDestination({ destination, jobs }))).toEqual([
      expect.stringMatching(
        /^misnamed: level 0 file 0{15}6-0{15}6\.ltx: its header says level 0 file 0{15}5-/,
      ),
    ]);
  });

  test('a hole in a level that no other level fills', async () => {
    const destination = layered(history);
    destination.drop({ level: 0, min: 6n, max: 6n });
    expect(await verifyDestination({ destination, jobs })).toMatchObject({ verdict: 'sound', points: 12 });
    destination.drop({ level: 1, min: 4n, max: 6n });
    destination.drop({ level: 2, min: 1n, max: 6n });
    const report = await verifyDestination({ destination, jobs });
    expect(kindsOf(report)).toEqual([expect.stringMatching(/^gap: .*0{15}7.*leads there: 0{15}6$/)]);
    expect(report.points).toBe(10);
  });

  test('an overlap in a level', async () => {
    const destination = layered(history);
    destination.put(1, history.file(8, 9));
    expect(kindsOf(await verifyDestination({ destination, jobs }))).toEqual([
      expect.stringMatching(/^overlap: level 1 file 0{15}8-/),
    ]);
  });

  test('a damaged file that the newest state needs, told once', async () => {
    const destination = new MemoryDestination();
    destination.put(9, history.file(1, 3));
    destination.put(0, history.file(4, 4));
    destination.damage({ level: 0, min: 4n, max: 4n }, flip(300));
    const report = await verifyDestination({ destination, jobs });
    expect(report.problems.map(({ kind }) => kind)).toEqual(['unrestorable', 'damaged']);
    expect(report.problems[0]?.message).not.toContain('level');
    expect(report).toMatchObject({ points: 1, latest: 3n });
  });

  test('a history that cannot be restored', async () => {
    const destination = layered(history);
    for (const { info } of [...destination.files.values()]) {
      if (info.min <= 11n && 11n <= info.max) destination.drop(info);
    }
    const report = await verifyDestination({ destination, jobs });
    expect(report.problems.map(({ kind }) => kind)).toEqual(['unrestorable', 'gap']);
    expect(report.newest).toBeUndefined();
  });

  test('a file from another history, by its checksums', async () => {
    const destination = layered(history);
    const other = makeHistory({ transactions: 12, seed: 99 });
    destination.put(0, other.file(7, 7));
    const report = await verifyDestination({ destination, jobs });
    expect(new Set(report.problems.map(({ kind }) => kind))).toEqual(new Set(['chain']));
    expect(report.problems.every(({ file }) => file?.level === 0)).toBe(true);
  });

  test('a snapshot and a change that do not add up though each is whole', async () => {
    const destination = new MemoryDestination();
    destination.put(9, history.file(1, 3, 'nothing'));
    destination.put(0, history.file(4, 4, 'nothing'));
    const pages = history.changed(5, 5);
    destination.put(0, history.file(5, 5, 'rolling', pages.slice(1)));
    const report = await verifyDestination({ destination, jobs });
    expect(report.problems.map(({ kind }) => kind)).toContain('unrestorable');
    expect(report.problems.map(({ kind }) => kind)).toEqual(['unrestorable', 'damaged']);
    expect(report.problems[1]?.message).toContain('recorded');
    expect(report).toMatchObject({ points: 2, latest: 4n });
  });

  test('a wrong time, which is no fault', async () => {
    const destination = layered(history);
    const key = [...destination.files.keys()][3]!;
    const { info, bytes } = destination.files.get(key)!;
    destination.files.set(key, { info: { ...info, createdAt: info.createdAt + 2001 }, bytes });
    const { notes, verdict } = await verifyDestination({ destination, jobs });
    expect(verdict).toBe('sound');
    expect(notes.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^level 0 file 0{15}4-.*listed as of 2026-01-01T00:00:06\.001Z.*says .*04\.000Z/,
      ),
    ]);
  });
});

test('holes that retention leaves are no gaps, as long as something leads on behind them', async () => {
  const destination = layered(history);
  const drop = (level: number, from: number, to: number): void => {
    for (let n = from; n <= to; n++) destination.drop({ level, min: BigInt(n), max: BigInt(n) });
  };
  for (const { info } of [...destination.files.values()]) if (info.level === 1 || info.level === 2) destination.drop(info);
  drop(0, 3, 8);
  expect(await verifyDestination({ destination, jobs })).toMatchObject({ verdict: 'sound', points: 8 });
  drop(0, 9, 9);
  const report = await verifyDestination({ destination, jobs });
  expect(report.problems.map(({ kind }) => kind)).toEqual(['unrestorable', 'gap']);
});

test('a file that retention removes under way is no problem', async () => {
  const destination = layered(history);
  destination.onRead = () => {
    destination.drop({ level: 0, min: 1n, max: 1n });
    destination.onRead = () => undefined;
  };
  const report = await verifyDestination({ destination, jobs });
  expect(report).toMatchObject({ files: 19, verdict: 'sound' });
});

test('a file that is listed but not there is damaged', async () => {
  const destination = layered(history);
  destination.onRead = ({ level, min }) => {
    if (level === 0 && min === 3n) throw new TidemarkError('object-missing', 'not there');
  };
  const report = await verifyDestination({ destination, jobs });
  expect(kindsOf(report)).toEqual([expect.stringMatching(/^damaged: level 0 file 0{15}3-.*not there$/)]);
});

test('a destination that fails is an error, not a finding', async () => {
  const destination = layered(history);
  destination.onRead = ({ level, min }) => {
    if (level === 0 && min === 3n) throw new TidemarkError('destination-absent', 'unplugged');
  };
  expect((await refusalOf(verifyDestination({ destination, jobs }))).code).toBe('destination-absent');
});

test('aborting stops it', async () => {
  const destination = layered(history);
  const stop = new AbortController();
  let reads = 0;
  destination.onRead = () => {
    if (++reads === 3) stop.abort();
  };
  const refusal = await refusalOf(verifyDestination({ destination, jobs, signal: stop.signal }));
  expect(refusal.code).toBe('aborted');
});

test('histories that shrink, empty and grow again are sound', async () => {
  const shrinking = new History(512);
  const pages = (n: number, value: number): Uint8Array => new Uint8Array(n * 512).fill(value);
  shrinking.images.push(pages(3, 1), pages(1, 2), pages(0, 0), pages(2, 3));
  const destination = new MemoryDestination();
  for (let n = 1; n <= 4; n++) destination.put(0, shrinking.file(n, n));
  destination.put(1, shrinking.file(2, 4));
  expect(await verifyDestination({ destination, jobs })).toMatchObject({ problems: [], points: 4 });
});

describe('Litestream', () => {
  test.each(['v5-file-basic', 'v5-file-pagesize-1024'] as const)('%s is sound', async (name) => {
    const path = join(unpackFixture(name), 'replica');
    const report = await verifyDestination({
      destination: fileDestination({ path, random: systemRandom }),
      jobs,
    });
    expect(report).toMatchObject({ problems: [], verdict: 'sound', newest: { proved: 'computed' } });
  });

  test('a copy that lost its times is told', async () => {
    const path = join(scratchFolder(), 'replica');
    cpSync(join(unpackFixture('v5-file-pagesize-1024'), 'replica'), path, {
      recursive: true,
      preserveTimestamps: true,
    });
    const file = join(path, 'ltx', '2', '0000000000000002-000000000000000a.ltx');
    utimesSync(file, 1, 1);
    const report = await verifyDestination({
      destination: fileDestination({ path, random: systemRandom }),
      jobs,
    });
    expect(report.notes.map(({ kind }) => kind)).toEqual(['time']);
    expect(report.verdict).toBe('sound');
  });
});
