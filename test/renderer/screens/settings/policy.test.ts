// The rules of a retention policy, and where its picture puts a moment.
import { describe, expect, test } from 'vitest';
import { samePolicy, withKept } from '../../../../renderer/screens/settings/retention/policy.ts';
import { barsOf, placeOf } from '../../../../renderer/screens/settings/retention/picture.tsx';

const DAY = 86_400_000;
const POLICY = { changes: DAY, hourly: 7 * DAY, daily: 30 * DAY, weekly: 365 * DAY, every: DAY };

describe('policy', () => {
  test('what is thinner is kept at least as long, whichever was chosen last', () => {
    expect(withKept(POLICY, 'changes', 60 * DAY)).toEqual({ ...POLICY, changes: 60 * DAY, hourly: 60 * DAY, daily: 60 * DAY });
    expect(withKept(POLICY, 'daily', 3 * DAY)).toEqual({ ...POLICY, hourly: 3 * DAY, daily: 3 * DAY });
    expect(withKept(POLICY, 'weekly', 90 * DAY)).toEqual({ ...POLICY, weekly: 90 * DAY });
  });

  test('what is left out moves nothing, and is not moved', () => {
    const none = withKept(POLICY, 'hourly', 0);
    expect(none).toEqual({ ...POLICY, hourly: 0 });
    expect(withKept(none, 'changes', 60 * DAY)).toEqual({ ...POLICY, changes: 60 * DAY, hourly: 0, daily: 60 * DAY });
  });

  test('is the same when all are', () => {
    expect(samePolicy(POLICY, { ...POLICY })).toBe(true);
    expect(samePolicy(POLICY, { ...POLICY, every: 2 * DAY })).toBe(false);
    expect(samePolicy(POLICY, { ...POLICY, weekly: 0 })).toBe(false);
  });
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
