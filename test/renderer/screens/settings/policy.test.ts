// The rules and words of a retention policy, and where its picture puts a moment.
import { describe, expect, test } from 'vitest';
import { samePolicy, withChanges, withSnapshots } from '../../../../renderer/screens/settings/retention/policy.ts';
import { barsOf, placeOf } from '../../../../renderer/screens/settings/retention/picture.tsx';
import { span } from '../../../../renderer/screens/settings/retention/span.ts';

const DAY = 86_400_000;
const POLICY = { changes: 7 * DAY, snapshots: 90 * DAY, every: DAY };

describe('policy', () => {
  test('snapshots are kept at least as long as changes, whichever was chosen last', () => {
    expect(withChanges(POLICY, 180 * DAY)).toEqual({ ...POLICY, changes: 180 * DAY, snapshots: 180 * DAY });
    expect(withSnapshots(POLICY, DAY)).toEqual({ ...POLICY, changes: DAY, snapshots: DAY });
    expect(withSnapshots(POLICY, 30 * DAY)).toEqual({ ...POLICY, snapshots: 30 * DAY });
  });

  test('is the same when all three are', () => {
    expect(samePolicy(POLICY, { ...POLICY })).toBe(true);
    expect(samePolicy(POLICY, { ...POLICY, every: 2 * DAY })).toBe(false);
  });
});

test('spans are never rounded', () => {
  expect([3_600_000, DAY, 7 * DAY, 365 * DAY, 730 * DAY, 90 * 60_000].map((ms) => span('en', ms))).toEqual([
    '1 hour', '1 day', '7 days', '1 year', '2 years', '90 minutes',
  ]);
  expect(span('de', 7 * DAY)).toBe('7 Tage');
});

test('the picture has now at its right edge, and gives the young more room', () => {
  const oldest = 100 * DAY;
  expect(placeOf(0, oldest)).toBe(1000);
  expect(placeOf(oldest, oldest)).toBe(0);
  expect(placeOf(-5, oldest)).toBe(1000);
  const [hour, day, month] = [placeOf(DAY / 24, oldest), placeOf(DAY, oldest), placeOf(30 * DAY, oldest)];
  expect(hour).toBeGreaterThan(day);
  expect(day - month).toBeLessThan(30 * (1000 - hour));
  expect(month).toBeGreaterThan(50);
});

test('bars of what fades stand on those of what stays', () => {
  const { stays, fades } = barsOf([5, 6, 995], [7, 500]);
  expect(stays.match(/M/g)).toHaveLength(2);
  expect(fades.match(/M/g)).toHaveLength(2);
  const [, lower] = /^M1 56v-(\d+)/.exec(stays)!;
  expect(fades).toMatch(new RegExp(`^M1 ${56 - Number(lower)}v-`));
  expect(barsOf([], [])).toEqual({ stays: '', fades: '' });
});
