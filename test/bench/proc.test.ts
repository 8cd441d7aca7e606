import { expect, test } from 'vitest';
import { parseCpuTicks, parsePeakMemory } from './proc.ts';

test('CPU time is read past a program name with blanks and parentheses', () => {
  const stat = '42 (a) b (c)) S 1 42 42 0 -1 4194304 900 0 0 0 120 34 5 6 20 0 11 0 9000 1 2 3';
  expect(parseCpuTicks(stat)).toBe(154);
});

test('peak memory is read in bytes', () => {
  expect(parsePeakMemory('Name:\tnode\nVmPeak:\t  900 kB\nVmHWM:\t   12345 kB\nVmRSS:\t  1 kB\n')).toBe(
    12345 * 1024,
  );
});

test('a process that is gone has none', () => {
  expect(() => parsePeakMemory('Name:\tnode\nState:\tZ (zombie)\n')).toThrow('VmHWM');
});
