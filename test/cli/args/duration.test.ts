import { expect, test } from 'vitest';
import { parseDuration } from '../../../main/cli/args/duration.ts';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';

test.each([
  ['0', 0],
  ['0s', 0],
  ['10s', 10_000],
  ['500ms', 500],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['.5s', 500],
  ['1.s', 1000],
  ['2us', 0.002],
  ['2µs', 0.002],
  ['1000000ns', 1],
  ['24h', 86_400_000],
  ['1m1m', 120_000],
  ['1d', 86_400_000],
  ['2w', 14 * 86_400_000],
  ['1y', 365 * 86_400_000],
  ['1d12h', 129_600_000],
])('%j is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBeCloseTo(ms, 9);
});

test.each([
  ['10', 'Add a unit: 10s for seconds, 10ms for milliseconds.'],
  ['', 'Write a number and a unit, as in 10s, 500ms, 1h30m, 7d.'],
  ['-1s', 'Write a number'],
  ['1D', 'Write a number'],
  ['1h 30m', 'Write a number'],
  ['.s', 'Write a number'],
  ['s', 'Write a number'],
  ['1e3s', 'Write a number'],
  ['99999999999h', 'Write a number'],
  [`${'9'.repeat(400)}s`, 'Write a number'],
])('%j is refused', (text, hint) => {
  try {
    parseDuration(text);
    expect.unreachable();
  } catch (error) {
    expect(isTidemarkError(error, 'usage') && error.hint).toContain(hint);
  }
});
