import { expect, test } from 'vitest';
import { figuresOf, median, quantile } from './row.ts';
import type { Budget, Sample } from './row.ts';

const sample = (ours: number, anchor: number, budget?: Budget): Sample => ({
  what: 'x',
  unit: 's',
  ours,
  anchors: { cp: anchor },
  ...(budget === undefined ? {} : { budget }),
});

test('the median lies in the middle, or between the two there', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test('quantiles lie between the values next to them', () => {
  const values = Array.from({ length: 101 }, (_, i) => i);
  expect(quantile(values, 0)).toBe(0);
  expect(quantile(values, 0.99)).toBe(99);
  expect(quantile([0, 10], 0.25)).toBe(2.5);
});

test('ratios are taken in each run, before the median', () => {
  const [figure] = figuresOf([[sample(1, 1)], [sample(100, 50)], [sample(3, 1)]]);
  expect(figure).toMatchObject({ ours: 3, range: [1, 100], anchors: [{ name: 'cp', value: 1, ratio: 2 }] });
});

test('each figure of a row is kept apart', () => {
  const figures = figuresOf([[sample(1, 1), { ...sample(7, 1), what: 'y' }]]);
  expect(figures.map(({ what, ours }) => [what, ours])).toEqual([
    ['x', 1],
    ['y', 7],
  ]);
});

test.each<[Budget, string]>([
  [{ of: 'figure', is: 'at most', limit: 4 }, 'yes'],
  [{ of: 'figure', is: 'at most', limit: 3.9 }, 'no'],
  [{ of: { ratioTo: 'cp' }, is: 'at least', limit: 2 }, 'yes'],
  [{ of: { ratioTo: 'cp' }, is: 'at least', limit: 2.1 }, 'no'],
  [{ of: { ratioTo: 'no such anchor' }, is: 'at most', limit: 1 }, 'no'],
])('a budget is judged: %j', (budget, met) => {
  expect(figuresOf([[sample(4, 2, budget)]])[0]?.verdict?.met).toBe(met);
});
