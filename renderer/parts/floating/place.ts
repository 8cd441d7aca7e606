// Where something goes that floats beside what it belongs to: on the side that was asked for if it fits, else on the other.

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Wish {
  readonly side: 'below' | 'beside';
  /** Of the side: `end` has the right (or lower) edges in line. */
  readonly align: 'start' | 'center' | 'end';
  /** Px between the two. */
  readonly gap: number;
}

export interface Placed {
  readonly left: number;
  readonly top: number;
  /** Px that there are; what is taller must scroll. */
  readonly maxHeight: number;
}

/** Px that stay free at the window's edges. */
const MARGIN = 8;

/** All in px from the window's upper left. */
export function place(anchor: Box, popup: Size, view: Size, wish: Wish): Placed {
  return wish.side === 'below' ? below(anchor, popup, view, wish) : beside(anchor, popup, view, wish);
}

function below(anchor: Box, popup: Size, view: Size, { align, gap }: Wish): Placed {
  const bottom = anchor.top + anchor.height + gap;
  const roomBelow = view.height - MARGIN - bottom;
  const roomAbove = anchor.top - gap - MARGIN;
  const up = popup.height > roomBelow && roomAbove > roomBelow;
  const maxHeight = Math.max(0, up ? roomAbove : roomBelow);
  const height = Math.min(popup.height, maxHeight);
  return {
    left: within(inLine(anchor.left, anchor.width, popup.width, align), popup.width, view.width),
    top: up ? anchor.top - gap - height : bottom,
    maxHeight,
  };
}

function beside(anchor: Box, popup: Size, view: Size, { align, gap }: Wish): Placed {
  const right = anchor.left + anchor.width + gap;
  const fits = right + popup.width <= view.width - MARGIN;
  const height = Math.min(popup.height, view.height - 2 * MARGIN);
  return {
    left: within(fits ? right : anchor.left - gap - popup.width, popup.width, view.width),
    top: within(inLine(anchor.top, anchor.height, height, align), height, view.height),
    maxHeight: view.height - 2 * MARGIN,
  };
}

function inLine(start: number, length: number, own: number, align: Wish['align']): number {
  if (align === 'start') return start;
  return align === 'end' ? start + length - own : start + (length - own) / 2;
}

function within(start: number, length: number, whole: number): number {
  return Math.max(MARGIN, Math.min(start, whole - MARGIN - length));
}
