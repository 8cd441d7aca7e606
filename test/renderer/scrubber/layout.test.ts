// What is drawn where: density and ticks tell the truth about the points, on a grid that does not shimmer.
import { describe, expect, it } from 'vitest';
import { gridLines, roundStep } from '../../../renderer/parts/scrubber/grid.ts';
import { densityBars, markUnder, placeMarks, ticks } from '../../../renderer/parts/scrubber/layout.ts';
import { noPoints, pointsOf } from '../../../renderer/state/points.ts';
import { pointList } from '../rig/points.ts';
import { NOW } from '../rig/states.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const hour = { from: NOW - HOUR, to: NOW };

describe('density', () => {
  it('is highest where most was written, and nothing where nothing was', () => {
    const points = pointsOf(pointList(20));
    const { heights, left, pitch } = densityBars(points, hour, 600);
    const highest = heights.indexOf(Math.max(...heights));
    expect(heights[highest]).toBe(1);
    expect(left + highest * pitch).toBeGreaterThan(600 * (58 / 60) - pitch);
    expect([...heights].slice(0, 20)).toEqual(new Array(20).fill(0));
  });

  it('keeps its bars on the same times while it is moved', () => {
    const points = pointsOf(pointList(200));
    const starts = (from: number): number[] => {
      const { left, pitch, heights } = densityBars(points, { from, to: from + HOUR }, 600);
      return Array.from({ length: heights.length }, (_, i) => Math.round(from + ((left + i * pitch) / 600) * HOUR));
    };
    const [here, moved] = [new Set(starts(NOW - 2 * HOUR)), starts(NOW - 2 * HOUR + 7 * MINUTE + 1234)];
    const shared = moved.filter((at) => here.has(at));
    expect(shared.length).toBeGreaterThan(moved.length * 0.8);
  });

  it('costs with the width, not with the points', () => {
    const many = pointsOf(pointList(100_000));
    expect(densityBars(many, { from: NOW - 70 * DAY, to: NOW }, 800).heights.length).toBeLessThanOrEqual(202);
  });

  it('is empty without points', () => {
    expect(Math.max(0, ...densityBars(noPoints(), hour, 600).heights)).toBe(0);
  });
});

describe('ticks', () => {
  it('stand where points are', () => {
    const lit = ticks(pointsOf(pointList(3, { kinds: 'csc' })), hour, 600).flatMap((tick, x) => (tick === 'none' ? [] : [[x, tick]]));
    expect(lit).toEqual([[570, 'change'], [580, 'snapshot'], [590, 'change']]);
  });

  it('show a snapshot among changes of the same column', () => {
    const columns = ticks(pointsOf(pointList(1000)), { from: NOW - 1000 * MINUTE, to: NOW }, 50);
    expect(columns.every((tick) => tick === 'snapshot')).toBe(true);
  });

  it('thin out where points have faded', () => {
    const times = Array.from({ length: 30 }, (_, i) => NOW - (i < 10 ? 60 - 3 * i : 30 - i) * MINUTE);
    const columns = ticks(pointsOf(pointList(30, { times })), hour, 600);
    const lit = (from: number, to: number): number => columns.slice(from, to).filter((tick) => tick !== 'none').length;
    expect(lit(300, 600)).toBeGreaterThan(lit(0, 300));
  });
});

describe('names', () => {
  const marks = [{ name: 'two', at: NOW - 30 * MINUTE }, { name: 'one', at: NOW - 50 * MINUTE }, { name: 'near two', at: NOW - 29 * MINUTE }, { name: 'old', at: NOW - 3 * HOUR }];
  const place = { width: 600, room: 664 };

  it('are left out where they would run into the next flag, but their flags are not', () => {
    const placed = placeMarks(marks, hour, place, ({ name }) => name.length * 6);
    expect(placed.map(({ item, label }) => [item.name, label])).toEqual([['one', 'shown'], ['two', 'left-out'], ['near two', 'shown']]);
    expect(placed[0]?.x).toBeCloseTo(100);
  });

  it('are left out where there is no room', () => {
    expect(placeMarks([marks[2]!], hour, place, () => 400)[0]?.label).toBe('left-out');
  });

  it('are found under the pointer', () => {
    expect(markUnder(marks, hour, 600, 102)?.name).toBe('one');
    expect(markUnder(marks, hour, 600, 308)?.name).toBe('near two');
    expect(markUnder(marks, hour, 600, 200)).toBeUndefined();
  });
});

describe('the grid', () => {
  it('has round steps', () => {
    expect([1, 1001, 7 * MINUTE, 4 * HOUR, 3 * DAY].map(roundStep)).toEqual([1000, 2000, 10 * MINUTE, 6 * HOUR, 7 * DAY]);
  });

  it.each([MINUTE, HOUR, DAY, 9 * DAY, 60 * DAY, 500 * DAY, 4000 * DAY])('labels %i ms at round local times, apart from each other', (span) => {
    const view = { from: NOW - span, to: NOW };
    const lines = gridLines(view, 800, 80);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(12);
    for (const { at, kind } of lines) {
      const date = new Date(at);
      expect(date.getMilliseconds()).toBe(0);
      if (kind !== 'second') expect(date.getSeconds()).toBe(0);
      if (kind === 'day' || kind === 'month' || kind === 'year') expect([date.getHours(), date.getMinutes()]).toEqual([0, 0]);
      if (kind === 'month' || kind === 'year') expect(date.getDate()).toBe(1);
      if (kind === 'year') expect(date.getMonth()).toBe(0);
    }
  });

  it('keeps days on midnight when the clocks change', () => {
    const zone = process.env.TZ;
    process.env.TZ = 'Europe/Berlin';
    try {
      const to = new Date(2026, 9, 28).getTime();
      const lines = gridLines({ from: to - 6 * DAY, to }, 800, 80);
      expect(lines.map(({ at }) => new Date(at).getHours())).toEqual(lines.map(() => 0));
      expect(lines.length).toBeGreaterThan(5);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it('has nothing to say without width', () => {
    expect(gridLines(hour, 0, 80)).toEqual([]);
  });
});
