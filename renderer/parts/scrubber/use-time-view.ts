// The stretch of time that is shown: moved at once by hand, gliding when a key or a button moves it far.
import { type Dispatch, type SetStateAction, useCallback, useEffect, useRef, useState } from 'react';
import { between, type Extent, type TimeView } from './view.ts';

/** How long a glide takes, ms. */
const GLIDE = 160;

export interface MovingView {
  readonly view: TimeView;
  /** At once; ends a glide. */
  readonly set: Dispatch<SetStateAction<TimeView>>;
  readonly glide: (to: TimeView) => void;
}

export function useTimeView(initial: () => TimeView, extent: Extent): MovingView {
  const [view, setView] = useState(initial);
  const frame = useRef(0);
  const stop = useCallback(() => { cancelAnimationFrame(frame.current); }, []);
  useEffect(() => stop, [stop]);

  const set = useCallback<Dispatch<SetStateAction<TimeView>>>((next) => {
    stop();
    setView(next);
  }, [stop]);

  const glide = useCallback((to: TimeView) => {
    stop();
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
      setView(to);
      return;
    }
    const began = performance.now();
    const step = (at: number): void => {
      const share = Math.min(1, Math.max(0, (at - began) / GLIDE));
      setView(between(view, to, extent, share));
      if (share < 1) frame.current = requestAnimationFrame(step);
    };
    frame.current = requestAnimationFrame(step);
  }, [view, extent, stop]);

  return { view, set, glide };
}

/** Wall clock, looked at as often as the waterline would move by a px, and not while nobody looks. */
export function useWaterline(span: number, width: number): number {
  const [now, setNow] = useState(() => Date.now());
  const every = Math.min(60_000, Math.max(1000, span / Math.max(1, width)));
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, every);
    return () => { clearInterval(timer); };
  }, [every]);
  return now;
}
