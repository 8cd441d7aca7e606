import { expect, test } from 'vitest';
import { isPageSize, lockPgno, storedPages } from '../../../main/engine/ltx/lock-page.ts';

test.each([
  [512, 2097153],
  [1024, 1048577],
  [2048, 524289],
  [4096, 262145],
  [8192, 131073],
  [16384, 65537],
  [32768, 32769],
  [65536, 16385],
])('at %i bytes a page the lock page is %i', (pageSize, pgno) => {
  expect(isPageSize(pageSize)).toBe(true);
  expect(lockPgno(pageSize)).toBe(pgno);
  expect(storedPages(pgno - 1, pageSize)).toBe(pgno - 1);
  expect(storedPages(pgno, pageSize)).toBe(pgno - 1);
  expect(storedPages(pgno + 1, pageSize)).toBe(pgno);
});

test.each([0, 1, 256, 511, 1000, 4095, 65535, 131072, -512, 512.5, NaN, Infinity])(
  '%d is no page size',
  (value) => {
    expect(isPageSize(value)).toBe(false);
  },
);
