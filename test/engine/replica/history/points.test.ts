import { expect, test } from 'vitest';
import type { LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { points } from '../../../../main/engine/replica/history/points.ts';
import { cheapestRoutes } from '../../../../main/engine/replica/history/routes.ts';
import { dice, file } from '../../restore/plans.ts';
import { randomFiles } from './random-files.ts';

test('are those that can be reached, in order', () => {
  const files = [file(0, 8, 8), file(9, 1, 4), file(0, 5, 5, 70), file(0, 5, 6, 80), file(0, 10, 10)];
  expect(points(files)).toEqual([
    { txid: 4n, createdAt: 4000, kind: 'snapshot', bytes: 100 },
    { txid: 5n, createdAt: 5000, kind: 'change', bytes: 70 },
    { txid: 6n, createdAt: 6000, kind: 'change', bytes: 80 },
  ]);
});

test('of which a change, a merged file and a snapshot exist are the change, told to be shown whole', () => {
  const files = [file(0, 1, 1, 500), file(0, 2, 2, 50), file(1, 1, 2, 520, 60_000), file(9, 1, 2, 480, 3_600_000)];
  expect(points(files).at(-1)).toEqual({ txid: 2n, createdAt: 2000, kind: 'snapshot', bytes: 50 });
});

test('of nothing are none', () => {
  expect(points([])).toEqual([]);
  expect(points([file(0, 2, 2)])).toEqual([]);
});

test('are the ends of all routes, on 4000 random histories', () => {
  const roll = dice(3);
  for (let n = 0; n < 4000; n++) {
    const files = randomFiles(roll);
    expect(points(files).map(({ txid }) => txid)).toEqual([...cheapestRoutes(files).keys()]);
  }
});

test('of a hundred thousand files are found, in whatever order they come', () => {
  const files: LtxInfo[] = Array.from({ length: 100_000 }, (_, i) => file(0, 100_000 - i, 100_000 - i));
  expect(points(files)).toHaveLength(100_000);
});
