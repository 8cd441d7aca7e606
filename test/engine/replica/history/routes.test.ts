import { expect, test } from 'vitest';
import type { LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { cheapestRoutes, filesOf } from '../../../../main/engine/replica/history/routes.ts';
import { missingRanges } from '../../../../main/engine/replica/history/gaps.ts';
import { dice, file, names } from '../../restore/plans.ts';
import { randomFiles } from './random-files.ts';

/** Bellman and Ford: relax every file from every state until nothing changes. */
function bruteForce(files: readonly LtxInfo[]): Map<bigint, number> {
  const cost = new Map<bigint, number>([[0n, 0]]);
  for (let changed = true; changed;) {
    changed = false;
    for (const { min, max, size } of files) {
      for (const [state, bytes] of [...cost]) {
        const applies = min - 1n <= state && state < max;
        if (!applies || bytes + size >= (cost.get(max) ?? Infinity)) continue;
        cost.set(max, bytes + size);
        changed = true;
      }
    }
  }
  cost.delete(0n);
  return cost;
}

test('costs equal those of a brute-force search on 4000 random histories', () => {
  const roll = dice(7);
  for (let n = 0; n < 4000; n++) {
    const files = randomFiles(roll);
    const routes = cheapestRoutes(files);
    const costs = new Map([...routes].map(([end, route]) => [end, route.bytes]));
    expect(costs).toEqual(new Map([...bruteForce(files)].sort((a, b) => Number(a[0] - b[0]))));
  }
});

test('every route is a chain from nothing whose sizes add up', () => {
  const roll = dice(11);
  for (let n = 0; n < 2000; n++) {
    for (const [end, route] of cheapestRoutes(randomFiles(roll))) {
      const files = filesOf(route);
      let state = 0n;
      for (const { min, max } of files) {
        expect(min - 1n <= state && state < max).toBe(true);
        state = max;
      }
      expect(state).toBe(end);
      expect(files.reduce((sum, { size }) => sum + size, 0)).toBe(route.bytes);
    }
  }
});

test('an end is reachable exactly when nothing before it is missing', () => {
  const roll = dice(13);
  for (let n = 0; n < 2000; n++) {
    const files = randomFiles(roll);
    const routes = cheapestRoutes(files);
    for (const { max } of files) expect(routes.has(max)).toBe(missingRanges(files, max).length === 0);
  }
});

test('of equal bytes the fewest files win', () => {
  const files = [
    file(0, 1, 1, 10),
    file(0, 2, 2, 10),
    file(0, 3, 3, 10),
    file(1, 2, 3, 20),
    file(9, 1, 3, 31),
  ];
  expect(names(filesOf(cheapestRoutes(files).get(3n)!))).toEqual(['0/1-1', '1/2-3']);
});

test('a file that overlaps the state is used when it is cheaper', () => {
  const files = [file(9, 1, 5, 50), file(1, 4, 8, 10), file(0, 6, 6, 9), file(0, 7, 7, 9), file(0, 8, 8, 9)];
  expect(names(filesOf(cheapestRoutes(files).get(8n)!))).toEqual(['9/1-5', '1/4-8']);
});
