// Which rows of a long list are drawn, and where.
import { describe, expect, test } from 'vitest';
import { layoutOf, rangeOf, scrollFor } from '../../../renderer/parts/list/windowing.ts';

const fixed = layoutOf(1000, 40);
/** Every third row is open: 100 px high. */
const measured = layoutOf(1000, 40, (index) => (index % 3 === 0 ? 100 : undefined));

describe.each([['fixed', fixed], ['measured', measured]] as const)('rows that are %s', (_name, layout) => {
  test('lie one below the other, and each is found by where it lies', () => {
    for (const index of [0, 1, 2, 3, 500, 998, 999]) {
      expect(layout.startOf(index + 1)).toBeGreaterThan(layout.startOf(index));
      expect(layout.rowAt(layout.startOf(index))).toBe(index);
      expect(layout.rowAt(layout.startOf(index + 1) - 1)).toBe(index);
    }
  });

  test('are drawn near the window alone, and every one in it is', () => {
    for (const top of [0, 1, 39, 5000, layout.startOf(1000) - 600]) {
      const { first, end } = rangeOf(layout, top, 600, 4);
      expect(end - first).toBeLessThan(32);
      expect(layout.startOf(first)).toBeLessThanOrEqual(top);
      expect(layout.startOf(end)).toBeGreaterThanOrEqual(top + 600);
    }
  });

  test('beyond either end are none', () => {
    expect(rangeOf(layout, -100, 600, 4).first).toBe(0);
    expect(rangeOf(layout, 1e9, 600, 4).end).toBe(1000);
  });

  test('are scrolled to by as little as it takes', () => {
    expect(scrollFor(layout, 3, layout.startOf(2), 600)).toBeUndefined();
    expect(scrollFor(layout, 3, layout.startOf(9), 600)).toBe(layout.startOf(3));
    expect(scrollFor(layout, 500, 0, 600)).toBe(layout.startOf(501) - 600);
  });
});

test('an empty list has no rows', () => {
  const { first, end } = rangeOf(layoutOf(0, 40), 0, 600, 4);
  expect(Math.min(end, 0) - Math.min(first, 0)).toBe(0);
});
