import { describe, expect, test } from 'vitest';
import { windowsOf, windowStarts } from '../../../../main/engine/replica/retention/windows.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NONE = { hourly: 0, daily: 0, weekly: 0 };
const WINDOWS = windowsOf({ ...NONE, changes: 7 * DAY, daily: 30 * DAY });

/** Hours since the epoch in, hours out. */
function starts(hours: readonly number[], now: number): { changes: number; daily: number } {
  const times = hours.map((hour) => hour * HOUR);
  const { changes, tiers } = windowStarts({ newest: Math.max(...times), times }, WINDOWS, now * HOUR);
  return { changes: changes / HOUR, daily: tiers[1]! / HOUR };
}

const hourly = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('windows begin', () => {
  test('so long before the newest change', () => {
    expect(starts(hourly(1, 1000), 1000)).toEqual({ changes: 1000 - 168, daily: 1000 - 720 });
  });

  test('no later when nothing happens any more, or the clock is years ahead', () => {
    expect(starts(hourly(1, 1000), 200_000)).toEqual(starts(hourly(1, 1000), 1000));
  });

  test('earlier when the clock is behind the newest change', () => {
    expect(starts(hourly(1, 1000), 900)).toEqual({ changes: 900 - 168, daily: 900 - 720 });
  });

  test('before a leap as if it were not, while it is not settled', () => {
    expect(starts([...hourly(1, 1000), 90_000, 90_001], 90_001)).toEqual({
      changes: 1000 + 1 - 168,
      daily: 1000 + 1 - 720,
    });
  });

  test('after a leap where nothing before it is reached', () => {
    const hours = [...hourly(1, 1000), ...hourly(90_000, 90_200)];
    expect(starts(hours, 90_200).changes).toBe(90_200 - 168);
  });

  test('by the clock when changes have gone on behind the leap for a week', () => {
    expect(starts([...hourly(1, 1000), ...hourly(90_000, 90_169)], 90_169).daily).toBe(90_169 - 720);
  });

  test('as if there were no change in the future', () => {
    expect(starts([...hourly(1, 1000), 90_000], 1000)).toEqual({ changes: 1000 - 168, daily: 1000 - 720 });
  });

  test('nowhere for a tier that keeps none', () => {
    const times = hourly(1, 1000).map((hour) => hour * HOUR);
    const windows = windowsOf({ ...NONE, changes: DAY, weekly: 10 * DAY });
    const starts = windowStarts({ newest: 1000 * HOUR, times }, windows, 1000 * HOUR);
    expect(starts.tiers).toEqual([Infinity, Infinity, (1000 - 240) * HOUR]);
    expect(starts.first).toBe((1000 - 240) * HOUR);
  });

  test('as if nothing were amiss where one a day is left of what is older than an hour', () => {
    const times = [0, 25, 60, 84, 107, 108].map((hour) => hour * HOUR);
    const windows = windowsOf({ ...NONE, changes: HOUR, daily: 10 * DAY });
    expect(windowStarts({ newest: 108 * HOUR, times }, windows, 108 * HOUR).changes).toBe(107 * HOUR);
  });
});
