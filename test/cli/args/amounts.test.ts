// Rates and dollars as people write them.
import { expect, test } from 'vitest';
import { parseDollars, parseRate } from '../../../main/cli/args/amounts.ts';

test.each([
  ['0', 0],
  ['2MB/s', 2_000_000],
  ['500kB/s', 500_000],
  ['500 kb', 500_000],
  ['1.5MiB/s', 1_572_864],
  ['1GB', 1_000_000_000],
  ['800B/s', 800],
])('%s is %d bytes per second', (text, rate) => {
  expect(parseRate(text)).toBe(rate);
});

test.each(['', '2', '-2MB/s', 'MB/s', '2Mbit/s', '2MB/min', '0.0001B', '9999999999GB/s'])('"%s" is no rate', (text) => {
  expect(() => parseRate(text)).toThrow(expect.objectContaining({ code: 'usage' }));
});

test.each([
  ['1', 1],
  ['0.50', 0.5],
  ['$3', 3],
  ['0', 0],
])('%s is %d dollars', (text, dollars) => {
  expect(parseDollars(text)).toBe(dollars);
});

test.each(['', 'one', '-1', '1,50', '1.234', '1e3', '9999999'])('"%s" is no amount', (text) => {
  expect(() => parseDollars(text)).toThrow(expect.objectContaining({ code: 'usage' }));
});
