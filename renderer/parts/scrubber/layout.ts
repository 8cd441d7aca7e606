// What of the points is drawn where: bars of write density, ticks, marks; and what is under the pointer. All costs go
// with the width of the chart, not with the number of points.
import { firstFrom, type Points } from '../../state/points.ts';
import { roundStep } from './grid.ts';
import { type Edges, placeOf, timeAt } from './view.ts';

/** Bars are this wide at least, px. */
const BAR = 4;

export interface Bars {
  /** Left edge of the first bar, px; may be left of the chart. */
  readonly left: number;
  /** px from one bar to the next. */
  readonly pitch: number;
  /** 0 to 1 each. */
  readonly heights: Float64Array;
}

/** Bytes changed per stretch of time. Stretches lie on a fixed grid of local time, so that panning does not make them shimmer. */
export function densityBars(points: Points, view: Edges, width: number): Bars {
  const step = roundStep(((view.to - view.from) / width) * BAR);
  const zone = new Date(view.to).getTimezoneOffset() * 60_000;
  const start = Math.floor((view.from - zone) / step) * step + zone;
  const count = Math.max(0, Math.ceil((view.to - start) / step));
  const heights = new Float64Array(count);
  let before = firstFrom(points, start);
  let most = 0;
  for (let i = 0; i < count; i++) {
    const after = firstFrom(points, start + (i + 1) * step);
    const bytes = points.changedBefore[after]! - points.changedBefore[before]!;
    heights[i] = bytes;
    most = Math.max(most, bytes);
    before = after;
  }
  // The square root lets a quiet hour be seen beside a busy one.
  if (most > 0) for (let i = 0; i < count; i++) heights[i] = Math.sqrt(heights[i]! / most);
  return { left: placeOf(view, width, start), pitch: (step / (view.to - view.from)) * width, heights };
}

export type Tick = 'none' | 'change' | 'snapshot';

/** For each column of one px, whether there is a point in it: where many fade, fewer columns are lit. */
export function ticks(points: Points, view: Edges, width: number): Tick[] {
  const columns: Tick[] = new Array<Tick>(Math.max(0, Math.floor(width))).fill('none');
  let from = firstFrom(points, view.from);
  for (let x = 0; x < columns.length; x++) {
    const to = firstFrom(points, timeAt(view, width, x + 1));
    if (to === from) continue;
    columns[x] = points.snapshotsBefore[to]! > points.snapshotsBefore[from]! ? 'snapshot' : 'change';
    from = to;
  }
  return columns;
}

export interface Placed<T> {
  readonly item: T;
  readonly x: number;
  /** A name that would run into the next flag is left out; its own flag stays. */
  readonly label: 'shown' | 'left-out';
}

/** Px between a flag and its name, and from a name to the next flag. */
export const FLAG = { text: 11, apart: 4 } as const;

/** @param room px that names may reach to @param measure px of an item's name */
export function placeMarks<T extends { readonly at: number }>(
  marks: readonly T[],
  view: Edges,
  { width, room }: { readonly width: number; readonly room: number },
  measure: (item: T) => number,
): Placed<T>[] {
  const inOrder = marks.filter(({ at }) => at >= view.from && at <= view.to).toSorted((a, b) => a.at - b.at);
  const places = inOrder.map((item) => placeOf(view, width, item.at));
  return inOrder.map((item, i) => {
    const x = places[i]!;
    const end = Math.min(room, (places[i + 1] ?? Infinity) - FLAG.apart);
    return { item, x, label: x + FLAG.text + measure(item) <= end ? 'shown' : 'left-out' };
  });
}

/** Px around a flag in which it is taken before a point. */
const REACH = 5;

/** The mark whose flag is under the pointer. */
export function markUnder<T extends { readonly at: number }>(marks: readonly T[], view: Edges, width: number, x: number): T | undefined {
  const near = marks.map((mark) => ({ mark, away: Math.abs(placeOf(view, width, mark.at) - x) }));
  return near.filter(({ away }) => away <= REACH).toSorted((a, b) => a.away - b.away)[0]?.mark;
}
