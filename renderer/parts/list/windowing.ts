// Which rows of a long list are near the window, and where each begins. Rows have one height until they are measured.

export interface Range {
  readonly first: number;
  /** Not included. */
  readonly end: number;
}

export interface Layout {
  readonly count: number;
  /** Px from the top of the list; `count` gives its whole height. */
  readonly startOf: (index: number) => number;
  /** The row at a distance from the top, px; the last one below the end. */
  readonly rowAt: (offset: number) => number;
}

/** @param heightOf px of a row that was measured; undefined for the rest, which have `rowHeight` */
export function layoutOf(count: number, rowHeight: number, heightOf?: (index: number) => number | undefined): Layout {
  if (heightOf === undefined) {
    const rowAt = (offset: number): number => clamp(Math.floor(offset / rowHeight), count);
    return { count, startOf: (index) => index * rowHeight, rowAt };
  }
  const starts = new Float64Array(count + 1);
  for (let index = 0; index < count; index++) starts[index + 1] = starts[index]! + (heightOf(index) ?? rowHeight);
  return { count, startOf: (index) => starts[index]!, rowAt: (offset) => clamp(lastNotAfter(starts, offset), count) };
}

/** @param over how many more rows are drawn at either end */
export function rangeOf(layout: Layout, top: number, height: number, over: number): Range {
  const first = Math.max(0, layout.rowAt(top) - over);
  return { first, end: Math.min(layout.count, layout.rowAt(top + height) + 1 + over) };
}

/** Where to scroll so that a row is in view; undefined when it is already. All px. */
export function scrollFor(layout: Layout, index: number, top: number, height: number): number | undefined {
  const start = layout.startOf(index);
  const end = layout.startOf(index + 1);
  if (start < top) return start;
  return end > top + height ? end - height : undefined;
}

function lastNotAfter(starts: Float64Array, offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
