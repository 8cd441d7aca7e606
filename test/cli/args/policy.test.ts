// Policies in one word of the command line.
import { expect, test } from 'vitest';
import { parsePolicy } from '../../../main/cli/args/policy.ts';

const DAY = 24 * 3_600_000;

test.each([
  ['changes=1d,hourly=7d,daily=30d,weekly=1y', { changes: DAY, hourly: 7 * DAY, daily: 30 * DAY, weekly: 365 * DAY }],
  ['daily=30d changes=12h', { changes: DAY / 2, hourly: 0, daily: 30 * DAY, weekly: 0 }],
  ['weekly=1y', { changes: DAY, hourly: 0, daily: 0, weekly: 365 * DAY }],
  ['', { changes: DAY, hourly: 0, daily: 0, weekly: 0 }],
])('"%s"', (text, spans) => {
  expect(parsePolicy(text)).toEqual(spans);
});

test.each(['hourly=1h', 'daily=7d,weekly=2d', 'monthly=1y', 'changes=soon', 'changes=1s', 'changes'])('"%s" is none', (text) => {
  expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ code: 'usage' }));
});

test('the nearest name is told', () => {
  expect(() => parsePolicy('dayly=7d')).toThrow(expect.objectContaining({ hint: 'Did you mean daily?' }));
});
