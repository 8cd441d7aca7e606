// Pointer and wheel on the chart: drag pans, wheel and pinch zoom at the pointer, a click chooses.
import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';

export interface Gestures {
  /** px the time moves to the right. */
  readonly onPan: (px: number) => void;
  /** Above 1 shows more time; `x` stays where it is. */
  readonly onZoom: (factor: number, x: number) => void;
  readonly onClick: (x: number, y: number) => void;
  readonly onHover: (place: { readonly x: number; readonly y: number } | undefined) => void;
}

/** A pointer that moves less than this is still a click, px. */
const STILL = 4;
/** Wheel units for doubling the time shown; a notch of a mouse wheel is about 100. */
const DOUBLING = 320;

interface Held {
  readonly pointers: Map<number, number>;
  moved: 'no' | 'yes';
  from: number;
}

export interface PointerHandlers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerLeave: () => void;
}

export function useGestures(chart: RefObject<HTMLElement | null>, gestures: Gestures): PointerHandlers {
  const held = useRef<Held>({ pointers: new Map(), moved: 'no', from: 0 });
  useWheel(chart, gestures);
  const end = (event: PointerEvent<HTMLElement>): void => {
    held.current.pointers.delete(event.pointerId);
  };
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      const { x } = place(event);
      event.currentTarget.setPointerCapture(event.pointerId);
      const { pointers } = held.current;
      if (pointers.size === 0) held.current = { pointers, moved: 'no', from: x };
      pointers.set(event.pointerId, x);
    },
    onPointerMove: (event) => {
      const at = place(event);
      if (held.current.pointers.has(event.pointerId)) dragged(held.current, event.pointerId, at.x, gestures);
      else gestures.onHover(at);
    },
    onPointerUp: (event) => {
      const { moved, pointers } = held.current;
      if (moved === 'no' && pointers.has(event.pointerId)) gestures.onClick(place(event).x, place(event).y);
      end(event);
    },
    onPointerCancel: end,
    onPointerLeave: () => { gestures.onHover(undefined); },
  };
}

function dragged(held: Held, id: number, x: number, { onPan, onZoom, onHover }: Gestures): void {
  const before = held.pointers.get(id) ?? x;
  if (held.moved === 'no' && Math.abs(x - held.from) < STILL && held.pointers.size === 1) return;
  held.moved = 'yes';
  onHover(undefined);
  const other = [...held.pointers].find(([pointer]) => pointer !== id)?.[1];
  held.pointers.set(id, x);
  if (other === undefined) {
    onPan(x - before);
    return;
  }
  onPan((x - before) / 2);
  onZoom(Math.max(1, Math.abs(before - other)) / Math.max(1, Math.abs(x - other)), (x + other) / 2);
}

function place(event: PointerEvent<HTMLElement>): { readonly x: number; readonly y: number } {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** React's own wheel listeners are passive, and the page would scroll. */
function useWheel(chart: RefObject<HTMLElement | null>, gestures: Gestures): void {
  const latest = useRef(gestures);
  useEffect(() => {
    latest.current = gestures;
  });
  useEffect(() => {
    const element = chart.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const line = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        latest.current.onPan(-sideways * line);
        return;
      }
      // A pinch on a touchpad comes as a wheel with Ctrl, and in smaller steps.
      const pinch = event.ctrlKey ? 4 : 1;
      latest.current.onZoom(2 ** ((event.deltaY * line * pinch) / DOUBLING), event.clientX - element.getBoundingClientRect().left);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => { element.removeEventListener('wheel', onWheel); };
  }, [chart]);
}
