// Where floating things go, near every edge of the window.
import { describe, expect, test } from 'vitest';
import { type Box, place, type Wish } from '../../../renderer/parts/floating/place.ts';

const VIEW = { width: 800, height: 600 };
const MENU = { width: 200, height: 300 };
const at = (left: number, top: number): Box => ({ left, top, width: 28, height: 28 });
const below: Wish = { side: 'below', align: 'end', gap: 4 };
const beside: Wish = { side: 'beside', align: 'start', gap: 2 };

describe('below', () => {
  test('with the edges in line that were asked for', () => {
    expect(place(at(400, 100), MENU, VIEW, below)).toEqual({ left: 228, top: 132, maxHeight: 460 });
    expect(place(at(400, 100), MENU, VIEW, { ...below, align: 'start' }).left).toBe(400);
    expect(place(at(400, 100), MENU, VIEW, { ...below, align: 'center' }).left).toBe(314);
  });

  test('above where there is no room below', () => {
    expect(place(at(400, 500), MENU, VIEW, below)).toEqual({ left: 228, top: 196, maxHeight: 488 });
  });

  test('no higher than there is room', () => {
    const { top, maxHeight } = place(at(400, 200), { width: 200, height: 900 }, VIEW, below);
    expect(top + maxHeight).toBe(VIEW.height - 8);
  });
});

describe('beside', () => {
  test('at the right, or at the left where it does not fit', () => {
    expect(place(at(400, 100), MENU, VIEW, beside)).toMatchObject({ left: 430, top: 100 });
    expect(place(at(700, 100), MENU, VIEW, beside)).toMatchObject({ left: 498, top: 100 });
  });

  test('moved up where it would leave the window', () => {
    expect(place(at(400, 500), MENU, VIEW, beside).top).toBe(292);
  });
});

test('never outside the window', () => {
  for (const left of [-50, 0, 790]) {
    for (const top of [0, 590]) {
      for (const wish of [below, beside]) {
        const placed = place(at(left, top), MENU, VIEW, wish);
        expect(placed.left).toBeGreaterThanOrEqual(8);
        expect(placed.left + MENU.width).toBeLessThanOrEqual(VIEW.width - 8);
        expect(placed.top).toBeGreaterThanOrEqual(0);
      }
    }
  }
});
