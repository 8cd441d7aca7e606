// The page's title: the screen or the database that is shown.
import { useEffect } from 'react';
import { useEngine } from '../../state/hooks.ts';
import type { Route } from '../routes.ts';
import { useText } from '../text/use-text.ts';

export function useTitle(route: Route): void {
  const { t } = useText();
  const id = 'database' in route ? route.database : undefined;
  const name = useEngine((view) => (id === undefined ? undefined : view.databases[id]?.name));
  const screen = route.screen === 'database' || route.screen === 'restore' ? 'databases' : route.screen;
  const title = t.shell.title(name ?? t.shell[screen]);
  useEffect(() => {
    document.title = title;
  }, [title]);
}
