// Keys of the whole screen: / goes to the filter, ↓ from there or from nowhere to the list.
import { type RefObject, useEffect } from 'react';
import { isOverlaid, isPressed } from '../../app/keys.ts';

export function useScreenKeys(screen: RefObject<HTMLElement | null>, filter: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isOverlaid(event.target)) return;
      const { target, key } = event;
      const list = key === 'ArrowDown' && (target === filter.current || target === document.body);
      const next = list ? screen.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]') : isPressed(event, '/') ? filter.current : null;
      if (next === null || next === undefined) return;
      event.preventDefault();
      next.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => { window.removeEventListener('keydown', onKey); };
  }, [screen, filter]);
}
