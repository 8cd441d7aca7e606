// What the palette's items are made from: the state, the database on screen, the texts.
import { useMemo } from 'react';
import { timeLabels } from '../../parts/scrubber/labels.ts';
import { useEngine, useSession, useShell } from '../../state/hooks.ts';
import type { FrameContext } from '../actions.ts';
import { useProtect } from '../protect/use-protect.ts';
import { useRoute } from '../routes.ts';
import { useText } from '../text/use-text.ts';
import type { PaletteWorld } from './items.ts';

export function usePaletteWorld(show: FrameContext['show']): PaletteWorld | undefined {
  const { t, language } = useText();
  const { client } = useSession();
  const view = useEngine((whole) => whole);
  const shell = useShell();
  const protect = useProtect();
  const route = useRoute();
  const id = 'database' in route ? route.database : undefined;
  const txid = route.screen === 'restore' ? route.txid : undefined;
  return useMemo(() => {
    if (view === undefined) return undefined;
    const all = Object.values(view.databases);
    const database = id === undefined ? (all.length === 1 ? all[0] : undefined) : view.databases[id];
    const now = (): number => Date.now();
    const labels = timeLabels(language);
    return {
      frame: { show },
      app: { client, view, shell, protect, now },
      database: database && { client, shell, database, txid, now },
      t: { actions: t.actions, palette: t.palette },
      time: (at) => labels.time(at, Date.now()),
    };
  }, [view, shell, client, protect, id, txid, t, language, show]);
}
