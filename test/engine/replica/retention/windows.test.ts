import { describe, expect, test } from 'vitest';
import { windowStarts } from '../../../../main/engine/replica/retention/windows.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WINDOWS = { changes: 7 * DAY, snapshots: 30 * DAY };

/** Hours since the epoch in, hours out. */
function starts(hours: readonly number[], now: number): { changes: number; snapshots: number } {
  const times = hours.map((hour) => hour * HOUR);
  const { changes, snapshots } = windowStarts({ newest: Math.max(...times), times }, WINDOWS, now * HOUR);
  return { changes: changes / HOUR, snapshots: snapshots / HOUR };
}

const hourly = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('windows begin', () => {
  test('so long before the newest change', () => {
    expect(starts(hourly(1, 1000), 1000)).toEqual({ changes: 1000 - 168, snapshots: 1000 - 720 });
  });

  test('no later when nothing happens any more, or the clock is years ahead', () => {
    expect(starts(hourly(1, 1000), 200_000)).toEqual(starts(hourly(1, 1000), 1000));
  });

  test('earlier when the clock is behind the newest change', () => {
    expect(starts(hourly(1, 1000), 900)).toEqual({ changes: 900 - 168, snapshots: 900 - 720 });
  });

  test('before a leap as if it were not, while it is not settled', () => {
    expect(starts([...hourly(1, 1000), 90_000, 90_001], 90_001)).toEqual({
      changes: 1000 + 1 - 168,
      snapshots: 1000 + 1 - 720,
    });
  });

  test('after a leap where nothing before it is reached', () => {
    const hours = [...hourly(1, 1000), ...hourly(90_000, 90_200)];
    expect(starts(hours, 90_200).changes).toBe(90_200 - 168);
  });

  test('by the clock when changes have gone on behind the leap for a week', () => {
    expect(starts([...hourly(1, 1000), ...hourly(90_000, 90_169)], 90_169).snapshots).toBe(90_169 - 720);
  });

  test('as if there were no change in the future', () => {
    expect(starts([...hourly(1, 1000), 90_000], 1000)).toEqual({ changes: 1000 - 168, snapshots: 1000 - 720 });
  });

  test('with snapshots never later than with changes', () => {
    const times = hourly(1, 1000).map((hour) => hour * HOUR);
    const { changes, snapshots } = windowStarts(
      { newest: 1000 * HOUR, times },
      { changes: 5 * DAY, snapshots: DAY },
      1000 * HOUR,
    );
    expect(snapshots).toBe(changes);
  });
});
