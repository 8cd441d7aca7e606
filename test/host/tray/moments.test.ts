import { expect, test } from 'vitest';
import { momentAt, pauseEnd } from '../../../main/host/tray/moments.ts';
import { HOUR, MINUTE, NOW } from '../views.ts';

test('moments are on the clock of the person', () => {
  expect(NOW - momentAt('five-minutes', NOW)).toBe(5 * MINUTE);
  expect(NOW - momentAt('one-hour', NOW)).toBe(HOUR);
  expect(new Date(momentAt('this-morning', NOW)).toString()).toBe(new Date(2026, 5, 12, 8).toString());
});

test('a pause ends in an hour, or in the morning of the next day, also at the end of a year', () => {
  expect(pauseEnd('hour', NOW)).toBe(NOW + HOUR);
  expect(new Date(pauseEnd('tomorrow', NOW)).toString()).toBe(new Date(2026, 5, 13, 8).toString());
  const night = new Date(2026, 11, 31, 23, 59).getTime();
  expect(new Date(pauseEnd('tomorrow', night)).toString()).toBe(new Date(2027, 0, 1, 8).toString());
});
