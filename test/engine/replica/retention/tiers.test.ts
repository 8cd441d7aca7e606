// Which state of an hour, a day, a week stays.
import { describe, expect, test } from 'vitest';
import type { LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { points } from '../../../../main/engine/replica/history/points.ts';
import { planRetention, type RetentionPlan } from '../../../../main/engine/replica/retention/plan.ts';
import { firstShorter, periodOf, pick, tiersOf } from '../../../../main/engine/replica/retention/tiers.ts';
import { windowsOf } from '../../../../main/engine/replica/retention/windows.ts';
import { file, names } from '../../restore/plans.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday. */
const START = Date.UTC(2026, 0, 5);
const YEAR = { changes: DAY, hourly: 7 * DAY, daily: 30 * DAY, weekly: 365 * DAY };

/** A change every 20 minutes, merged files of an hour, a snapshot every day at noon. */
function year(days: number): LtxInfo[] {
  const files: LtxInfo[] = [];
  for (let n = 1; n <= days * 72; n++) {
    const at = START + n * 20 * MINUTE - 1;
    files.push(file(0, n, n, 100, at));
    if (n % 3 === 0) files.push(file(3, n - 2, n, 250, at));
    if (n % 72 === 36) files.push(file(9, 1, n, 50_000, at));
  }
  return files;
}

describe('a year of changes', () => {
  const files = year(400);
  const now = START + 400 * DAY - 1;
  const plan = planRetention({ files, windows: windowsOf(YEAR), now });
  const ages = plan.keptPoints.map(({ createdAt }) => now - createdAt);
  const between = (from: number, to: number): number => ages.filter((age) => age >= from && age < to).length;

  test('thins out with age', () => {
    expect(between(0, DAY)).toBe(72);
    expect(between(2 * DAY, 3 * DAY)).toBe(24);
    expect(between(10 * DAY, 11 * DAY)).toBe(1);
    expect(between(100 * DAY, 107 * DAY)).toBe(1);
    expect(Math.max(...ages)).toBeLessThan(365 * DAY);
  });

  test('says how many points each is owed', () => {
    const { changes, tiers, others } = plan.counts;
    expect(changes).toBe(73);
    expect(tiers).toEqual([6 * 24 - 1, 23, 47]);
    expect(changes + tiers.reduce((sum, count) => sum + count, 0) + others).toBe(plan.keptPoints.length);
  });

  test('rests on a snapshot and merged files', () => {
    const old = plan.keep.filter(({ createdAt }) => now - createdAt > DAY + HOUR);
    expect(old.filter(({ level }) => level === 0)).toEqual([]);
    expect(old.filter(({ level }) => level === 3).length).toBeGreaterThan(6 * 23);
    expect(plan.keep.filter(({ level }) => level === 9).length).toBeLessThan(30 + 50);
  });

  test('keeps merged files beside the changes while these are young', () => {
    const young = plan.keep.filter(({ createdAt }) => now - createdAt < DAY);
    expect(young.filter(({ level }) => level === 3)).toHaveLength(24);
    expect(young.filter(({ level }) => level === 0)).toHaveLength(72);
  });

  test('loses a point a week by and by, and never a week', () => {
    let held: readonly LtxInfo[] = files;
    const weeks = (plan: RetentionPlan): number =>
      new Set(plan.keptPoints.map(({ createdAt }) => periodOf(createdAt, tiersOf(YEAR)[2]!))).size;
    for (let day = 0; day < 30; day++) {
      const next = planRetention({ files: held, windows: windowsOf(YEAR), now });
      held = [...next.keep, file(0, 28_801 + day, 28_801 + day, 100, now + (day + 1) * DAY)];
      expect(weeks(next)).toBeGreaterThanOrEqual(52);
    }
  });
});

describe('of one period', () => {
  const [hour, day, week] = tiersOf({ hourly: DAY, daily: DAY, weekly: DAY });
  const hours = points([
    file(0, 1, 1, 1, START + HOUR),
    file(0, 2, 2, 1, START + HOUR + 1),
    file(9, 1, 2, 1, START + HOUR + 1),
    file(0, 3, 3, 1, START + 2 * HOUR - 1),
    file(0, 4, 4, 1, START + 2 * HOUR),
  ]);

  test('the newest of an hour', () => {
    expect([...pick(hours, hour!, 0).txids]).toEqual([3n, 4n]);
  });

  test('the newest snapshot of a day, else its newest change', () => {
    expect([...pick(hours, day!, 0).txids]).toEqual([2n]);
    expect([...pick(points([file(0, 1, 1, 1, START), file(0, 2, 2, 1, START + 1)]), day!, 0).txids]).toEqual([2n]);
  });

  test('nothing when it is as old as the beginning', () => {
    expect([...pick(hours, day!, START + HOUR + 1).txids]).toEqual([]);
    expect([...pick(hours, day!, START + HOUR).txids]).toEqual([2n]);
  });

  test('weeks begin on Monday', () => {
    const one = periodOf(START, week!);
    expect([START - 1, START, START + 7 * DAY - 1, START + 7 * DAY].map((at) => periodOf(at, week!) - one)).toEqual([-1, 0, 0, 1]);
  });
});

describe('a snapshot that stands in for others', () => {
  /** Snapshots alone, one each day of a week. */
  const snapshots = Array.from({ length: 8 }, (_, day) => file(9, 1, day + 1, 100, START + day * DAY));
  const windows = windowsOf({ changes: HOUR, hourly: 0, daily: 0, weekly: 30 * DAY });

  test('is proved first', () => {
    const { remove, prove } = planRetention({ files: snapshots, windows, now: START + 7 * DAY });
    expect(names(remove)).toEqual(['9/1-6', '9/1-5', '9/1-4', '9/1-3', '9/1-2', '9/1-1']);
    expect(names(prove)).toEqual(['9/1-7']);
  });

  test('is found damaged before they go', () => {
    const unusable = new Set([snapshots[6]!]);
    const { remove } = planRetention({ files: snapshots, windows, now: START + 7 * DAY, unusable });
    expect(names(remove)).toEqual(['9/1-5', '9/1-4', '9/1-3', '9/1-2', '9/1-1']);
  });
});

test('what is kept shorter than what comes before it', () => {
  expect(firstShorter(YEAR)).toBeUndefined();
  expect(firstShorter({ ...YEAR, hourly: 0, daily: DAY })).toBeUndefined();
  expect(firstShorter({ ...YEAR, hourly: 0, daily: DAY - 1 })).toEqual({ tier: 'daily', than: 'changes' });
  expect(firstShorter({ ...YEAR, weekly: 29 * DAY })).toEqual({ tier: 'weekly', than: 'daily' });
});
