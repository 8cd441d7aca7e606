// Which stretch of time the scrubber shows, and how that changes: zoom, pan, jump. Pure; times are ms since the epoch,
// places px from the left edge of the chart. The right edge is never later than now.

export interface TimeView {
  /** How much time is shown. */
  readonly span: number;
  /** The right edge; `now` moves with the clock. */
  readonly end: 'now' | number;
}

/** What can be shown at all. */
export interface Extent {
  /** The oldest point. */
  readonly first: number;
  readonly now: number;
}

export interface Edges {
  readonly from: number;
  readonly to: number;
}

export type Range = 'day' | 'week' | 'month' | 'all';

const DAY = 86_400_000;
const RANGES: Readonly<Record<Exclude<Range, 'all'>, number>> = { day: DAY, week: 7 * DAY, month: 30 * DAY };

export const LEAST_SPAN = 5000;
/** Room left of the oldest point, as a share of the whole. */
const MARGIN = 0.03;

export function edges(view: TimeView, { now }: Extent): Edges {
  const to = view.end === 'now' ? now : view.end;
  return { from: to - view.span, to };
}

export function timeAt({ from, to }: Edges, width: number, x: number): number {
  return from + ((to - from) * x) / width;
}

export function placeOf({ from, to }: Edges, width: number, at: number): number {
  return ((at - from) / (to - from)) * width;
}

/** The longest stretch: everything there is, with some room before it. */
export function wholeSpan({ first, now }: Extent): number {
  return Math.max(LEAST_SPAN, (now - first) * (1 + MARGIN));
}

export function rangeView(range: Range, extent: Extent): TimeView {
  return { span: range === 'all' ? wholeSpan(extent) : RANGES[range], end: 'now' };
}

/** Which range a view is exactly; undefined after zooming by hand. */
export function rangeOf(view: TimeView, extent: Extent): Range | undefined {
  if (view.end !== 'now') return undefined;
  if (view.span === wholeSpan(extent)) return 'all';
  return (['day', 'week', 'month'] as const).find((range) => RANGES[range] === view.span);
}

/** The range to begin with: the shortest that has something to show. */
export function firstRange(extent: Extent): Range {
  const age = extent.now - extent.first;
  return age > 2 * RANGES.week ? 'month' : age > 2 * DAY ? 'week' : age > DAY / 6 ? 'day' : 'all';
}

/** @param factor above 1 shows more time @param x what stays where it is: under the pointer */
export function zoom(view: TimeView, extent: Extent, factor: number, anchor: { readonly x: number; readonly width: number }): TimeView {
  const now = edges(view, extent);
  const longest = Math.max(RANGES.day, wholeSpan(extent), view.span);
  const span = Math.min(longest, Math.max(LEAST_SPAN, view.span * factor));
  const share = anchor.x / anchor.width;
  const still = timeAt(now, anchor.width, anchor.x);
  return settled({ span, end: still + span * (1 - share) }, extent);
}

export function pan(view: TimeView, extent: Extent, by: number): TimeView {
  if (view.end === 'now' && by >= 0) return view;
  return settled({ span: view.span, end: edges(view, extent).to + by }, extent);
}

/** The same view, moved only if `at` is not well inside it; then `at` is in its middle. */
export function showing(view: TimeView, extent: Extent, at: number): TimeView {
  const { from, to } = edges(view, extent);
  const room = view.span * 0.04;
  if (at >= from + room && (at <= to - room || to >= extent.now) && at <= to) return view;
  return settled({ span: view.span, end: at + view.span / 2 }, extent);
}

/** Between the oldest point and now; one that reaches now stays there. */
function settled({ span, end }: { readonly span: number; readonly end: number }, extent: Extent): TimeView {
  const least = Math.min(extent.now, extent.first + span * (1 - MARGIN));
  const kept = Math.max(least, end);
  return { span, end: kept >= extent.now - span / 2000 ? 'now' : kept };
}

/** A view on the way between two, for motion. @param share 0 to 1 */
export function between(a: TimeView, b: TimeView, extent: Extent, share: number): TimeView {
  if (share >= 1) return b;
  const ease = 1 - (1 - share) ** 3;
  const span = Math.exp(Math.log(a.span) + (Math.log(b.span) - Math.log(a.span)) * ease);
  const to = edges(a, extent).to + (edges(b, extent).to - edges(a, extent).to) * ease;
  return { span, end: a.end === 'now' && b.end === 'now' ? 'now' : to };
}
