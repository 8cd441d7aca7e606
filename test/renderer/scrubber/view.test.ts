// The stretch of time that is shown: what stays still under the pointer, and where it cannot go.
import { describe, expect, it } from 'vitest';
import { between, edges, type Extent, firstRange, LEAST_SPAN, pan, placeOf, rangeOf, rangeView, showing, timeAt, type TimeView, wholeSpan, zoom } from '../../../renderer/parts/scrubber/view.ts';

const DAY = 86_400_000;
const extent: Extent = { first: 1_000_000_000_000, now: 1_000_000_000_000 + 40 * DAY };
const WIDTH = 800;

/** The same numbers each time, 0 to 1. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('zooming', () => {
  it('keeps the time under the pointer where it is', () => {
    const view: TimeView = { span: 4 * DAY, end: extent.first + 20 * DAY };
    for (const x of [0, 123, 400, 799]) {
      const before = timeAt(edges(view, extent), WIDTH, x);
      const after = zoom(view, extent, 0.5, { x, width: WIDTH });
      expect(placeOf(edges(after, extent), WIDTH, before)).toBeCloseTo(x, 6);
    }
  });

  it('stays at now when it zooms there', () => {
    const view = zoom({ span: DAY, end: 'now' }, extent, 0.25, { x: WIDTH, width: WIDTH });
    expect(view).toEqual({ span: DAY / 4, end: 'now' });
  });

  it('ends at some seconds, and at everything', () => {
    let view = rangeView('day', extent);
    for (let i = 0; i < 60; i++) view = zoom(view, extent, 0.5, { x: 300, width: WIDTH });
    expect(view.span).toBe(LEAST_SPAN);
    for (let i = 0; i < 60; i++) view = zoom(view, extent, 2, { x: 300, width: WIDTH });
    expect(view.span).toBe(wholeSpan(extent));
  });
});

describe('panning', () => {
  it('never shows the future', () => {
    expect(pan({ span: DAY, end: 'now' }, extent, 5 * DAY)).toEqual({ span: DAY, end: 'now' });
    expect(pan({ span: DAY, end: extent.now - DAY }, extent, 5 * DAY)).toEqual({ span: DAY, end: 'now' });
  });

  it('stops at the oldest point', () => {
    const { from } = edges(pan({ span: DAY, end: 'now' }, extent, -400 * DAY), extent);
    expect(from).toBeLessThanOrEqual(extent.first);
    expect(from).toBeGreaterThan(extent.first - 3 * DAY);
  });

  it('keeps within what there is, whatever is done', () => {
    const random = chance(11);
    let view = rangeView('week', extent);
    for (let i = 0; i < 5000; i++) {
      view = random() < 0.5
        ? zoom(view, extent, 2 ** (random() * 4 - 2), { x: random() * WIDTH, width: WIDTH })
        : pan(view, extent, (random() - 0.5) * 4 * view.span);
      const { from, to } = edges(view, extent);
      expect(to).toBeLessThanOrEqual(extent.now);
      expect(to - from).toBeGreaterThanOrEqual(LEAST_SPAN * 0.999);
      expect(to).toBeGreaterThanOrEqual(extent.first);
    }
  });
});

describe('jumping', () => {
  it('stays when the point is in view', () => {
    const view: TimeView = { span: DAY, end: 'now' };
    expect(showing(view, extent, extent.now - DAY / 2)).toBe(view);
    expect(showing(view, extent, extent.now)).toBe(view);
  });

  it('brings a point to the middle that is not', () => {
    const at = extent.first + 10 * DAY;
    const { from, to } = edges(showing({ span: DAY, end: 'now' }, extent, at), extent);
    expect((from + to) / 2).toBeCloseTo(at, 3);
  });

  it('glides from the one view to the other', () => {
    const [a, b] = [rangeView('day', extent), { span: DAY, end: extent.first + 3 * DAY } as const];
    expect(edges(between(a, b, extent, 0), extent)).toEqual(edges(a, extent));
    expect(between(a, b, extent, 1)).toBe(b);
    const half = edges(between(a, b, extent, 0.5), extent).to;
    expect(half).toBeLessThan(extent.now);
    expect(half).toBeGreaterThan(b.end);
  });
});

describe('ranges', () => {
  it('are known again until they were changed by hand', () => {
    for (const range of ['day', 'week', 'month', 'all'] as const) expect(rangeOf(rangeView(range, extent), extent)).toBe(range);
    expect(rangeOf({ span: DAY, end: extent.now - DAY }, extent)).toBeUndefined();
    expect(rangeOf({ span: DAY + 1, end: 'now' }, extent)).toBeUndefined();
  });

  it.each([[40 * DAY, 'month'], [5 * DAY, 'week'], [DAY, 'day'], [60_000, 'all']] as const)('begin with what has something to show', (age, range) => {
    expect(firstRange({ first: 0, now: age })).toBe(range);
  });
});
