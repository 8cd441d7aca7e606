// Goes where a notice, the tray or a deep link points.
import { useEffect } from 'react';
import { useSession, useStore } from '../../state/hooks.ts';
import { go } from '../routes.ts';

export function useShown(): void {
  const { shown } = useSession();
  const route = useStore(shown);
  useEffect(() => {
    if (route === undefined) return;
    go(route);
    shown.set(undefined);
  }, [route, shown]);
}
