import { expect, test } from 'vitest';
import { count, formatBytes, formatDuration } from '../../../main/cli/text/sizes.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1234, '1.2 kB'],
  [9949, '9.9 kB'],
  [9950, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [412e6, '412 MB'],
  [1.1e9, '1.1 GB'],
  [5e18, '5000 PB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0.4, '0 ms'],
  [28.3, '28 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [1834, '1.8 s'],
  [9949, '9.9 s'],
  [59_499, '59 s'],
  [59_600, '1 min'],
  [185_000, '3 min 5 s'],
  [3_599_600, '1 h'],
  [7_800_000, '2 h 10 min'],
  [3 * 86_400_000, '3 days'],
])('%d ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('count', () => {
  expect(count(1, 'file')).toBe('1 file');
  expect(count(12_004, 'file')).toBe('12,004 files');
  expect(count(0n, 'entry', 'entries')).toBe('0 entries');
});
