// What retention promises, held against histories as they may be after years, crashes and other programs.
import { describe, expect, test } from 'vitest';
import type { LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { isSnapshotFile, points } from '../../../../main/engine/replica/history/points.ts';
import { planRetention, type RetentionPlan } from '../../../../main/engine/replica/retention/plan.ts';
import { type RetentionWindows, windowsOf } from '../../../../main/engine/replica/retention/windows.ts';
import { planRestore } from '../../../../main/engine/restore/plan.ts';
import { dice, file, names } from '../../restore/plans.ts';
import { HOUR, randomHistory } from '../history/random-files.ts';
import { promisedOf, randomWindows, startsOf, stateAt } from './promises.ts';

const DAY = 24 * HOUR;

interface Case {
  readonly files: readonly LtxInfo[];
  readonly windows: RetentionWindows;
  readonly now: number;
  readonly pinned: ReadonlySet<bigint>;
  readonly unusable: ReadonlySet<LtxInfo>;
}

function randomCase(roll: (below: number) => number): Case {
  const files = randomHistory(roll);
  const newest = Math.max(...files.map(({ createdAt }) => createdAt));
  const pinned = new Set(Array.from({ length: roll(3) }, () => BigInt(1 + roll(40))));
  const unusable = new Set(roll(4) === 0 ? files.filter(() => roll(15) === 0) : []);
  const now = newest + HOUR * (roll(400) - 100);
  return { files, windows: randomWindows(roll), now, pinned, unusable };
}

function usableOf({ files, unusable }: Case): LtxInfo[] {
  return files.filter((one) => !unusable.has(one));
}

function promised(one: Case): bigint[] {
  const policy = promisedOf(usableOf(one), one.windows, one.now).map(({ txid }) => txid);
  const pinned = points(usableOf(one)).filter(({ txid }) => one.pinned.has(txid));
  return [...policy, ...pinned.map(({ txid }) => txid)];
}

const CASES = 1000;

function forEachCase(seed: number, check: (one: Case, plan: RetentionPlan) => void): void {
  const roll = dice(seed);
  let removals = 0;
  for (let n = 0; n < CASES; n++) {
    const one = randomCase(roll);
    const plan = planRetention(one);
    removals += plan.remove.length;
    check(one, plan);
  }
  expect(removals).toBeGreaterThan(CASES);
}

describe('on random histories', () => {
  test('every file is kept or removed', () => {
    forEachCase(1, ({ files }, { keep, remove }) => {
      expect(new Set([...keep, ...remove])).toEqual(new Set(files));
      expect(keep.length + remove.length).toBe(files.length);
    });
  });

  test('all that is promised can be restored from what is kept', () => {
    forEachCase(2, (one, { keep }) => {
      const usable = keep.filter((held) => !one.unusable.has(held));
      for (const txid of promised(one)) expect(planRestore(usable, { kind: 'txid', txid }).point.txid).toBe(txid);
    });
  });

  test('the plan says what can be restored afterwards, and what cannot any more', () => {
    forEachCase(3, (one, { keep, keptPoints, fadedPoints }) => {
      expect(keptPoints).toEqual(points(keep.filter((held) => !one.unusable.has(held))));
      const before = points(usableOf(one)).map(({ txid }) => txid);
      const after = [...keptPoints, ...fadedPoints].map(({ txid }) => txid);
      expect(after.sort((a, b) => Number(a - b))).toEqual(before);
    });
  });

  test('a time within the window means the same state as before', () => {
    forEachCase(4, (one, { keptPoints }) => {
      const before = points(usableOf(one));
      const { changes: start } = startsOf(usableOf(one), one.windows, one.now);
      const times = [start, ...before.map(({ createdAt }) => createdAt)].filter((at) => at >= start);
      for (const at of times) expect(stateAt(keptPoints, at)?.txid).toBe(stateAt(before, at)?.txid);
    });
  });

  test('a second run removes nothing more', () => {
    forEachCase(5, (one, { keep }) => {
      expect(names(planRetention({ ...one, files: keep }).remove)).toEqual([]);
    });
  });

  test('cut short at any moment, what is promised and what is not removed yet can be restored', () => {
    forEachCase(6, (one, { remove, keptPoints }) => {
      const reachable = points(usableOf(one));
      for (let done = 1; done < remove.length; done++) {
        const next = remove[done]!.max;
        if (next === remove[done - 1]!.max) continue;
        const gone = new Set(remove.slice(0, done));
        const left = new Set(points(usableOf(one).filter((held) => !gone.has(held))).map(({ txid }) => txid));
        const wanted = [...keptPoints, ...reachable.filter(({ txid }) => txid <= next)];
        expect(wanted.filter(({ txid }) => !left.has(txid))).toEqual([]);
      }
    });
  });

  test('cut short at any file, no point has another time than before', () => {
    forEachCase(9, (one, { remove }) => {
      const before = new Map(points(usableOf(one)).map(({ txid, createdAt }) => [txid, createdAt]));
      const gone = new Set(remove.slice(0, Math.floor(remove.length / 2)));
      const left = points(usableOf(one).filter((held) => !gone.has(held)));
      expect(left.filter(({ txid, createdAt }) => before.get(txid) !== createdAt)).toEqual([]);
    });
  });

  test('no file that is not proved carries alone what others carried too', () => {
    forEachCase(7, (one, { keep, prove }) => {
      const before = usableOf(one);
      const after = keep.filter((held) => !one.unusable.has(held));
      const proved = new Set(prove);
      const wanted = promised(one);
      for (const damaged of after.filter((held) => !proved.has(held))) {
        const had = new Set(points(before.filter((held) => held !== damaged)).map(({ txid }) => txid));
        const has = new Set(points(after.filter((held) => held !== damaged)).map(({ txid }) => txid));
        expect(wanted.filter((txid) => had.has(txid) && !has.has(txid))).toEqual([]);
      }
    });
  });

  test('a clock that is wrong costs nothing that a right one would keep', () => {
    forEachCase(8, (one, { keptPoints }) => {
      const newest = Math.max(...points(usableOf(one)).map(({ createdAt }) => createdAt));
      const ahead = planRetention({ ...one, now: Date.UTC(2040, 0) });
      expect(ahead.remove).toEqual(planRetention({ ...one, now: newest }).remove);
      expect(planRetention({ ...one, now: -1e12 }).remove).toEqual([]);
      const young = points(usableOf(one)).filter(({ createdAt }) => createdAt > Math.min(one.now, newest) - one.windows.changes);
      expect(young.filter(({ txid }) => !keptPoints.some((kept) => kept.txid === txid))).toEqual([]);
    });
  });
});

/** A change an hour from hour `from` to hour `to`, and a snapshot every day at midnight. */
function days(from: number, to: number): LtxInfo[] {
  const files: LtxInfo[] = [];
  for (let n = from; n <= to; n++) files.push(file(0, n, n, 100, n * HOUR));
  for (let n = Math.ceil(from / 24) * 24; n <= to; n += 24) files.push(file(9, 1, n, 5000, n * HOUR));
  return files;
}

const NONE = { hourly: 0, daily: 0, weekly: 0 };
const WEEK = windowsOf({ ...NONE, changes: 7 * DAY, daily: 30 * DAY });

describe('an ordinary history of sixty days', () => {
  const files = days(1, 1440);
  const plan = planRetention({ files, windows: WEEK, now: 1440 * HOUR });

  test('keeps every change of the week, snapshots of a month, and nothing else', () => {
    const kept = names(plan.keep);
    expect(kept.filter((name) => name.startsWith('0/'))).toEqual(names(days(1272, 1440).filter(({ level }) => level === 0)));
    expect(kept.filter((name) => name.startsWith('9/'))).toEqual(
      Array.from({ length: 30 }, (_, i) => `9/1-${(31 + i) * 24}`),
    );
  });

  test('has the snapshots proved that changes lead to which go', () => {
    expect(names(plan.prove)).toEqual(Array.from({ length: 23 }, (_, i) => `9/1-${(31 + i) * 24}`));
  });

  test('an hour later one change goes, and nothing is read for it', () => {
    const next = [...plan.keep, file(0, 1441, 1441, 100, 1441 * HOUR)];
    const { remove, prove } = planRetention({ files: next, windows: WEEK, now: 1441 * HOUR });
    expect(names(remove)).toEqual(['0/1272-1272']);
    expect(prove).toEqual([]);
  });

  test('a day later a day of changes and a snapshot go, and one snapshot is read for it', () => {
    const next = [...plan.keep, ...days(1441, 1464)];
    const { remove, prove } = planRetention({ files: next, windows: WEEK, now: 1464 * HOUR });
    expect(names(remove.filter(isSnapshotFile))).toEqual(['9/1-744']);
    expect(remove).toHaveLength(25);
    expect(names(prove)).toEqual(['9/1-1296']);
  });

  test('keeps what is pinned, and its way there', () => {
    const { keep } = planRetention({ files, windows: WEEK, now: 1440 * HOUR, pinned: new Set([98n]) });
    expect(names(keep.filter((one) => !plan.keep.includes(one)))).toEqual(['0/97-97', '0/98-98', '9/1-96']);
  });

  test('keeps the last change of a day of which the snapshot is damaged, and the changes that lead there', () => {
    const damaged = files.find((one) => isSnapshotFile(one) && one.max === 1248n)!;
    const { keep } = planRetention({ files, windows: WEEK, now: 1440 * HOUR, unusable: new Set([damaged]) });
    const more = keep.filter((one) => !plan.keep.includes(one));
    expect(names(more)).toEqual(Array.from({ length: 47 }, (_, i) => `0/${1225 + i}-${1225 + i}`));
  });
});

test('a database that nobody writes to loses nothing more', () => {
  const files = days(1, 100);
  const now = planRetention({ files, windows: windowsOf({ ...NONE, changes: DAY }), now: 100 * HOUR });
  const later = planRetention({ files: now.keep, windows: windowsOf({ ...NONE, changes: DAY }), now: 100_000 * HOUR });
  expect(later.remove).toEqual([]);
});

test('changes captured while the clock was fourteen years ahead push nothing out', () => {
  const files = days(1, 200);
  const wrong = [1, 2, 3].map((n) => file(0, 200 + n, 200 + n, 100, (200 + n) * HOUR + 14 * 365 * DAY));
  const all = [...files, ...wrong];
  const right = planRetention({ files, windows: WEEK, now: 200 * HOUR });
  for (const now of [203 * HOUR + 14 * 365 * DAY, 204 * HOUR]) {
    const plan = planRetention({ files: all, windows: WEEK, now });
    expect(plan.remove.filter((one) => !right.remove.includes(one) && one.createdAt > 30 * HOUR)).toEqual([]);
  }
});

test('after a holiday the weeks before it go only when there is a week behind it', () => {
  const holiday = 100 * DAY;
  const before = days(1, 480);
  const after = (hours: number): LtxInfo[] =>
    Array.from({ length: hours }, (_, i) => file(0, 481 + i, 481 + i, 100, (481 + i) * HOUR + holiday));
  const windows = windowsOf({ ...NONE, changes: 7 * DAY, daily: 14 * DAY });
  const first = planRetention({ files: [...before, ...after(1)], windows, now: 481 * HOUR + holiday });
  expect(first.keptPoints.filter(({ createdAt }) => createdAt <= 480 * HOUR).length).toBeGreaterThan(7 * 24);
  const settled = planRetention({ files: [...before, ...after(200)], windows, now: 680 * HOUR + holiday });
  expect(settled.keptPoints.filter(({ createdAt }) => createdAt <= 480 * HOUR).length).toBe(1);
});

test('without a snapshot in between nothing can go', () => {
  const files = Array.from({ length: 500 }, (_, i) => file(0, i + 1, i + 1, 100, i * HOUR));
  expect(planRetention({ files, windows: windowsOf({ ...NONE, changes: DAY }), now: 500 * HOUR }).remove).toEqual([]);
});

test('nothing goes where nothing can be restored', () => {
  const files = [file(0, 5, 5, 1, 0), file(0, 9, 9, 1, 0)];
  expect(planRetention({ files, windows: windowsOf({ ...NONE, changes: 0 }), now: 1e15 }).remove).toEqual([]);
});

test('a hundred thousand files are planned', () => {
  const files = days(1, 100_000);
  const windows = windowsOf({ changes: DAY, hourly: 7 * DAY, daily: 30 * DAY, weekly: 365 * DAY });
  const plan = planRetention({ files, windows, now: 100_000 * HOUR });
  expect(plan.keep.length).toBeLessThan(300);
});
