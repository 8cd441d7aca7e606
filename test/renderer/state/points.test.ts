// Points in columns: appended, searched, and the same whatever way they came.
import { describe, expect, it } from 'vitest';
import type { PointList } from '../../../main/ipc/contract/views.ts';
import { firstFrom, indexOfTxid, kindAt, nearest, newestBy, noPoints, pointsOf, withMore } from '../../../renderer/state/points.ts';
import { pointList } from '../rig/points.ts';
import { NOW } from '../rig/states.ts';

const MINUTE = 60_000;

function slice(from: number, to: number, total: number): PointList {
  const { destination, txids, times, bytes, kinds } = pointList(total);
  const part = { txids: txids.slice(from, to), times: times.slice(from, to) };
  return { destination, ...part, bytes: bytes.slice(from, to), kinds: kinds.slice(from, to) };
}

describe('a growing list', () => {
  it('is the same in pieces as at once', () => {
    const whole = pointsOf(pointList(500));
    let grown = noPoints('to-disk');
    for (let from = 0; from < 500; from += 7) grown = withMore(grown, slice(from, Math.min(500, from + 7), 500));
    expect(grown.count).toBe(500);
    for (const column of ['txids', 'times', 'axis', 'bytes', 'snapshots'] as const) {
      expect([...grown[column].subarray(0, 500)]).toEqual([...whole[column].subarray(0, 500)]);
    }
    expect([...grown.changedBefore.subarray(0, 501)]).toEqual([...whole.changedBefore.subarray(0, 501)]);
    expect([...grown.snapshotsBefore.subarray(0, 501)]).toEqual([...whole.snapshotsBefore.subarray(0, 501)]);
  });

  it('passes over what it has', () => {
    const points = pointsOf(pointList(10));
    expect(withMore(points, pointList(10))).toBe(points);
    expect(withMore(points, slice(8, 12, 12)).count).toBe(12);
  });

  it('does not change a list that was handed out', () => {
    const before = pointsOf(pointList(10));
    const seen = [before.count, ...before.txids.subarray(0, before.count)];
    withMore(before, slice(10, 11, 11));
    expect([before.count, ...before.txids.subarray(0, before.count)]).toEqual(seen);
  });

  it('counts what changes wrote, and not what snapshots did', () => {
    const points = pointsOf(pointList(3));
    expect(kindAt(points, 0)).toBe('snapshot');
    expect([...points.changedBefore.subarray(0, 4)]).toEqual([0, 0, 2000, 5000]);
    expect([...points.snapshotsBefore.subarray(0, 4)]).toEqual([0, 1, 1, 1]);
  });
});

describe('looking up', () => {
  const points = pointsOf(pointList(100));
  const at = (index: number): number => NOW - (100 - index) * MINUTE;

  it('finds the newest not after a time', () => {
    expect(newestBy(points, at(40))).toBe(40);
    expect(newestBy(points, at(40) - 1)).toBe(39);
    expect(newestBy(points, NOW)).toBe(99);
    expect(newestBy(points, at(0) - 1)).toBeUndefined();
  });

  it('finds the nearest', () => {
    expect(nearest(points, at(40) + 20_000)).toBe(40);
    expect(nearest(points, at(40) + 40_000)).toBe(41);
    expect(nearest(points, 0)).toBe(0);
    expect(nearest(points, NOW)).toBe(99);
    expect(nearest(noPoints(), NOW)).toBeUndefined();
  });

  it('finds a transaction, or what was before one that has faded', () => {
    const thinned = pointsOf({ ...pointList(3), txids: [4, 8, 12] });
    expect(indexOfTxid(thinned, 8)).toBe(1);
    expect(indexOfTxid(thinned, 11)).toBe(1);
    expect(indexOfTxid(thinned, 99)).toBe(2);
    expect(indexOfTxid(thinned, 3)).toBeUndefined();
  });

  it('still finds everything when the clock was set back', () => {
    const times = [NOW - 5 * MINUTE, NOW - 4 * MINUTE, NOW - 30 * MINUTE, NOW - MINUTE];
    const jumped = pointsOf(pointList(4, { times }));
    expect([...jumped.axis.subarray(0, 4)]).toEqual([NOW - 5 * MINUTE, NOW - 4 * MINUTE, NOW - 4 * MINUTE, NOW - MINUTE]);
    expect([...jumped.times.subarray(0, 4)]).toEqual(times);
    expect(firstFrom(jumped, NOW - 4 * MINUTE)).toBe(1);
    expect(newestBy(jumped, NOW - 4 * MINUTE)).toBe(2);
  });
});
