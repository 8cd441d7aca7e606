import { expect, test } from 'vitest';
import { joinPreviews, previewOf } from '../../../../main/engine/agent/retention/preview.ts';
import { planRetention, type RetentionPlan } from '../../../../main/engine/replica/retention/plan.ts';
import { windowsOf } from '../../../../main/engine/replica/retention/windows.ts';
import { file } from '../../restore/plans.ts';

const HOUR = 3_600_000;

/** A change an hour and a snapshot every ten, `kept` of them in the window. */
function plan(hours: number, kept: number, size = 100): RetentionPlan {
  const files = Array.from({ length: hours }, (_, i) => file(0, i + 1, i + 1, size, (i + 1) * HOUR));
  for (let n = 10; n <= hours; n += 10) files.push(file(9, 1, n, 1000, n * HOUR));
  const windows = windowsOf({ changes: kept * HOUR, hourly: 0, daily: 0, weekly: 0 });
  return planRetention({ files, windows, now: hours * HOUR });
}

test('sums up what would go and what would stay', () => {
  expect(previewOf([plan(40, 10)])).toEqual({
    files: 31,
    frees: 29 * 100 + 2 * 1000,
    stored: 40 * 100 + 4 * 1000,
    points: 40,
    keptPoints: 11,
    oldestKept: 30 * HOUR,
    counts: { changes: 11, hourly: 0, daily: 0, weekly: 0, others: 0 },
    stays: Array.from({ length: 11 }, (_, i) => (30 + i) * HOUR),
    fades: Array.from({ length: 29 }, (_, i) => (1 + i) * HOUR),
  });
});

test('counts the bytes of all destinations, and the points of the one that has most', () => {
  const [one, two] = [plan(40, 10), plan(20, 10)];
  const both = previewOf([two, one]);
  expect(both.frees).toBe(previewOf([one]).frees + previewOf([two]).frees);
  expect(both).toMatchObject({ points: 40, keptPoints: 11 });
});

test('says what the points that stay are owed to', () => {
  const files = Array.from({ length: 960 }, (_, i) => file(0, i + 1, i + 1, 100, (i + 1) * (HOUR / 4)));
  files.push(file(9, 1, 480, 1000, 480 * (HOUR / 4)), file(9, 1, 900, 1000, 900 * (HOUR / 4)));
  const windows = windowsOf({ changes: 4 * HOUR, hourly: 10 * HOUR, daily: 48 * HOUR, weekly: 240 * HOUR });
  const { counts, keptPoints } = previewOf([planRetention({ files, windows, now: 240 * HOUR })]);
  expect(counts).toMatchObject({ changes: 17, hourly: 6, daily: 2, weekly: 1 });
  const { changes, hourly, daily, weekly, others } = counts;
  expect(changes + hourly + daily + weekly + others).toBe(keptPoints);
});

test('thins out times, the first and the last stay', () => {
  const { fades, stays } = previewOf([plan(5000, 1000)]);
  expect([fades.length, stays.length]).toEqual([500, 250]);
  expect([fades[0], stays.at(-1)]).toEqual([HOUR, 5000 * HOUR]);
  expect(fades).toEqual([...fades].sort((a, b) => a - b));
});

test('thins out what is many, and leaves what is few', () => {
  const files = Array.from({ length: 24_000 }, (_, i) => file(0, i + 1, i + 1, 100, (i + 1) * (HOUR / 100)));
  files.push(...Array.from({ length: 10 }, (_, day) => file(9, 1, day * 2400 + 1, 1000, day * 24 * HOUR + HOUR / 100)));
  const windows = windowsOf({ changes: 24 * HOUR - HOUR / 100, hourly: 0, daily: 240 * HOUR, weekly: 0 });
  const { stays, counts } = previewOf([planRetention({ files, windows, now: 240 * HOUR })]);
  expect(counts).toMatchObject({ changes: 2400, daily: 9, others: 0 });
  expect(stays).toHaveLength(250 + 9);
});

test('of nothing is nothing', () => {
  const counts = { changes: 0, hourly: 0, daily: 0, weekly: 0, others: 0 };
  const nothing = { files: 0, frees: 0, stored: 0, points: 0, keptPoints: 0, oldestKept: 0, counts, stays: [], fades: [] };
  expect(previewOf([])).toEqual(nothing);
  expect(joinPreviews([])).toEqual(nothing);
});

test('of several databases adds up', () => {
  const [one, two] = [previewOf([plan(40, 10)]), previewOf([plan(60, 10)])];
  const all = joinPreviews([two, one, previewOf([])]);
  expect(all).toMatchObject({ points: 100, keptPoints: 22, oldestKept: 30 * HOUR, frees: one.frees + two.frees });
  expect(all.stays).toEqual([...one.stays, ...two.stays].sort((a, b) => a - b));
});
