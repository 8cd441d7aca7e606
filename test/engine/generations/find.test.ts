// What generations span, and where a restore begins: what is empty or cannot be used never hides the rest.
import { expect, test } from 'vitest';
import {
  latestGeneration,
  type ListedGeneration,
  listGenerations,
  maxIndex,
  maxSnapshotIndex,
  maxWalIndex,
  placeTimeBounds,
  snapshotForIndex,
  timeBounds,
} from '../../../main/engine/generations/find.ts';
import { planGenerations } from '../../../main/engine/generations/plan.ts';
import { memoryClient } from './memory.ts';

const [A, B, C] = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb', 'cccccccccccccccc'] as const;

function listed(
  generation: string,
  snapshots: readonly (readonly [number, number])[],
  segments: readonly (readonly [number, number, number])[],
): ListedGeneration {
  return {
    generation,
    snapshots: snapshots.map(([index, createdAt]) => ({ generation, index, createdAt, size: 1 })),
    segments: segments.map(([index, offset, createdAt]) => ({ generation, index, offset, createdAt, size: 1 })),
  };
}

const older = listed(A, [[0, 100], [3, 400]], [[0, 0, 110], [1, 0, 210], [2, 0, 310], [3, 0, 410], [3, 50, 420]]);
const newer = listed(B, [[2, 500]], [[2, 0, 510]]);
const empty = listed(C, [], []);
const headless = listed(C, [], [[0, 0, 999]]);

test('spans', () => {
  expect(timeBounds(older)).toEqual({ createdAt: 100, updatedAt: 420 });
  expect(placeTimeBounds([older, newer, empty], 'x')).toEqual({ createdAt: 100, updatedAt: 510 });
  expect(maxIndex(older)).toBe(3);
  expect(maxIndex(listed(A, [[7, 1]], [[5, 0, 1]]))).toBe(7);
  expect(maxIndex(listed(A, [[7, 1]], []))).toBe(7);
});

test('what lacks a snapshot has none, and says so', () => {
  for (const one of [empty, headless]) {
    for (const find of [timeBounds, maxIndex, maxSnapshotIndex]) {
      expect(() => find(one)).toThrow(expect.objectContaining({ code: 'restore-no-point', message: expect.stringContaining(C) as string }) as Error);
    }
  }
  expect(() => maxWalIndex(empty)).toThrow(/no write-ahead log/);
  expect(maxWalIndex(headless)).toBe(0);
});

test('the latest is the one something was stored in last, whatever else is there', () => {
  for (const others of [[], [empty], [headless]]) {
    expect(latestGeneration([...others, newer, older], 'x').generation).toBe(B);
    expect(planGenerations([older, ...others, newer], { kind: 'latest' }, 'x').generation).toBe(B);
  }
  expect(() => latestGeneration([empty, headless], 'the place')).toThrow(/the place/);
  expect(() => latestGeneration([], 'the place')).toThrow(/no generation to restore at the place/);
});

test('the snapshot for an index is the last that is not behind it', () => {
  expect(snapshotForIndex(older, 0).index).toBe(0);
  expect(snapshotForIndex(older, 2).index).toBe(0);
  expect(snapshotForIndex(older, 3).index).toBe(3);
  expect(() => snapshotForIndex(newer, 1)).toThrow(/no snapshot at or before the index 00000001/);
  expect(() => snapshotForIndex(empty, 1)).toThrow(/holds no snapshot$/);
});

const shape = (plan: ReturnType<typeof planGenerations>): object => ({
  generation: plan.generation,
  snapshot: plan.snapshot.index,
  logs: plan.logs.map(({ index, segments }) => [index, segments.length]),
  fit: plan.fit,
});

test('a moment', () => {
  const at = (time: number): object => shape(planGenerations([empty, newer, headless, older], { kind: 'time', at: time }, 'x'));
  expect(() => at(99)).toThrow(/no state at or before/);
  expect(at(100)).toEqual({ generation: A, snapshot: 0, logs: [], fit: 'exact' });
  expect(at(310)).toEqual({ generation: A, snapshot: 0, logs: [[0, 1], [1, 1], [2, 1]], fit: 'exact' });
  expect(at(399)).toMatchObject({ fit: 'before' });
  expect(at(420)).toEqual({ generation: A, snapshot: 3, logs: [[3, 2]], fit: 'exact' });
  // Inside the log of the last snapshot: from the one before, which cannot hold what came later.
  expect(at(410)).toEqual({ generation: A, snapshot: 0, logs: [[0, 1], [1, 1], [2, 1], [3, 1]], fit: 'exact' });
  expect(at(505)).toEqual({ generation: B, snapshot: 2, logs: [], fit: 'before' });
  expect(at(510)).toEqual({ generation: B, snapshot: 2, logs: [[2, 1]], fit: 'exact' });
  expect(at(9999)).toMatchObject({ generation: B, fit: 'newest' });
});

test('an index, and an offset in it', () => {
  const to = (index: number, offset?: number, generation: string = A): object =>
    shape(planGenerations([older, newer], { kind: 'index', generation, index, ...(offset === undefined ? {} : { offset }) }, 'x'));
  expect(to(2)).toEqual({ generation: A, snapshot: 0, logs: [[0, 1], [1, 1], [2, 1]], fit: 'exact' });
  expect(to(3)).toEqual({ generation: A, snapshot: 3, logs: [[3, 2]], fit: 'exact' });
  expect(to(3, 50)).toEqual({ generation: A, snapshot: 0, logs: [[0, 1], [1, 1], [2, 1], [3, 1]], fit: 'exact' });
  expect(to(3, 0)).toEqual(to(2));
  expect(to(0, 0)).toMatchObject({ snapshot: 0, logs: [] });
  expect(to(2, 0, B)).toMatchObject({ snapshot: 2, logs: [] });
  expect(() => to(4)).toThrow(/ends at the index 00000003/);
  expect(() => to(1, undefined, B)).toThrow(/no snapshot at or before/);
  expect(() => to(0, undefined, C)).toThrow(/no generation cccccccccccccccc/);
});

test('a gap is one, also where the snapshot before it would do', () => {
  const gap = listed(A, [[0, 100]], [[0, 0, 110], [2, 0, 310]]);
  expect(() => planGenerations([gap], { kind: 'latest' }, 'x')).toThrow(expect.objectContaining({ code: 'restore-gap', generation: A, index: 1 }) as Error);
  expect(shape(planGenerations([gap], { kind: 'index', generation: A, index: 0 }, 'x'))).toMatchObject({ logs: [[0, 1]] });
  const after = listed(A, [[0, 100], [2, 300]], [[0, 0, 110], [2, 0, 310], [2, 50, 320]]);
  expect(shape(planGenerations([after], { kind: 'index', generation: A, index: 2, offset: 50 }, 'x'))).toMatchObject({ snapshot: 2 });
});

test('all generations of a place are listed, those without anything too', async () => {
  const { store, client } = memoryClient();
  store.put(`generations/${A}/snapshots/00000000.snapshot.lz4`, new Uint8Array(3), 100);
  store.put(`generations/${C}/notes`, new Uint8Array(3), 100);
  expect(await listGenerations(client)).toEqual([
    { generation: A, snapshots: [{ generation: A, index: 0, size: 3, createdAt: 100 }], segments: [] },
    { generation: C, snapshots: [], segments: [] },
  ]);
});
