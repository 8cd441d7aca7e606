import { expect, test } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import { Backoff, DEFAULT_BACKOFF } from '../../../main/engine/replica/backoff.ts';

const failed = new TidemarkError('destination-failed', 'no');
const absent = new TidemarkError('destination-absent', 'no');
const fractions = (...values: number[]): { token: () => string; fraction: () => number } => ({
  token: () => '',
  fraction: () => values.shift() ?? 0.999_999,
});

test('the longest wait doubles from a quarter of a second to a minute', () => {
  const backoff = new Backoff(DEFAULT_BACKOFF, fractions());
  const waits = Array.from({ length: 12 }, () => Math.round(backoff.after(failed)));
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
});

test('each wait is anywhere from nothing to the longest', () => {
  const backoff = new Backoff(DEFAULT_BACKOFF, fractions(0, 0.5, 0.25));
  expect([1, 2, 3].map(() => backoff.after(failed))).toEqual([0, 250, 250]);
});

test('a success begins anew', () => {
  const backoff = new Backoff(DEFAULT_BACKOFF, fractions(0.5, 0.5, 0.5));
  backoff.after(failed);
  backoff.after(failed);
  backoff.reset();
  expect(backoff.after(failed)).toBe(125);
});

test('an absent disk is looked for at a steady pace, and does not count', () => {
  const backoff = new Backoff(DEFAULT_BACKOFF, fractions(0.5));
  expect([1, 2, 3].map(() => backoff.after(absent))).toEqual([5000, 5000, 5000]);
  expect(backoff.after(failed)).toBe(125);
});

test('thousands of failures later the wait is still a minute', () => {
  const backoff = new Backoff(DEFAULT_BACKOFF, fractions());
  for (let n = 0; n < 5000; n++) backoff.after(failed);
  expect(Math.round(backoff.after(failed))).toBe(60_000);
});
