// Keys that work everywhere, as the registry of actions has them.
import { useEffect } from 'react';
import { FRAME_ACTIONS } from '../actions.ts';
import { isPressed } from '../keys.ts';

export type Overlay = 'none' | 'palette' | 'shortcuts';

export function useFrameKeys(show: (overlay: Overlay) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const action = FRAME_ACTIONS.find(({ keys }) => keys.some((one) => isPressed(event, one)));
      if (action === undefined) return;
      event.preventDefault();
      void action.run({ show });
    };
    window.addEventListener('keydown', onKey);
    return () => { window.removeEventListener('keydown', onKey); };
  }, [show]);
}
