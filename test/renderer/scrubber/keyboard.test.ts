// What the keys of the timeline mean.
import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../renderer/parts/scrubber/keyboard.ts';
import { noPoints, pointsOf } from '../../../renderer/state/points.ts';
import { pointList } from '../rig/points.ts';
import { NOW } from '../rig/states.ts';

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const points = pointsOf(pointList(100));
const goal = (key: string, chosen: number | undefined, over = {}): unknown => {
  const meaning = meaningOf({ ...plain, key, ...over }, points, chosen);
  return meaning?.kind === 'choose' ? meaning.index : meaning;
};

describe('keys', () => {
  it('move by points', () => {
    expect(goal('ArrowLeft', undefined)).toBe(99);
    expect(goal('ArrowLeft', 50)).toBe(49);
    expect(goal('ArrowRight', 50)).toBe(51);
    expect(goal('ArrowLeft', 50, { shiftKey: true })).toBe(40);
    expect(goal('ArrowRight', 95, { shiftKey: true })).toBe(99);
    expect(goal('ArrowLeft', 0)).toBe(0);
    expect(goal('Home', 50)).toBe(0);
    expect(goal('End', 50)).toBe(99);
  });

  it('move by days, and over a gap at once', () => {
    const DAY = 86_400_000;
    const days = pointsOf(pointList(4, { times: [NOW - 20 * DAY, NOW - 3 * DAY, NOW - 2 * DAY, NOW - DAY] }));
    const to = (key: string, chosen: number): unknown => meaningOf({ ...plain, key }, days, chosen);
    expect(to('PageDown', 3)).toEqual({ kind: 'choose', index: 2 });
    expect(to('PageDown', 1)).toEqual({ kind: 'choose', index: 0 });
    expect(to('PageUp', 0)).toEqual({ kind: 'choose', index: 1 });
    expect(to('PageUp', 3)).toEqual({ kind: 'choose', index: 3 });
  });

  it('zoom, type and go back to now', () => {
    expect(goal('+', 5)).toEqual({ kind: 'zoom', direction: 'in' });
    expect(goal('-', 5)).toEqual({ kind: 'zoom', direction: 'out' });
    expect(goal('7', 5)).toEqual({ kind: 'type', text: '7' });
    expect(meaningOf({ ...plain, key: 'Escape' }, points, 5)).toEqual({ kind: 'choose', index: undefined });
    expect(meaningOf({ ...plain, key: 'Escape' }, points, undefined)).toBeUndefined();
  });

  it('leave alone what belongs to others', () => {
    expect(goal('ArrowLeft', 5, { ctrlKey: true })).toBeUndefined();
    expect(goal('Tab', 5)).toBeUndefined();
    expect(meaningOf({ ...plain, key: 'ArrowLeft' }, noPoints(), undefined)).toBeUndefined();
  });
});
