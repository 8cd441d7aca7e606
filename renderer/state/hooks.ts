// How components see the session: each picks the part it shows, and is drawn again only when that part changed.
import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react';
import type { EngineView } from '../../main/ipc/contract/views.ts';
import type { ShellView } from '../../main/ipc/contract/shell.ts';
import type { Session } from './session.ts';
import type { Store } from './store.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('no session around this component');
  return session;
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** The part `select` picks; undefined until the first state came. `select` must return parts of the view, not new objects. */
export function useEngine<T>(select: (view: EngineView) => T): T | undefined {
  const { engine } = useSession();
  return useSyncExternalStore(engine.subscribe, () => {
    const view = engine.get();
    return view === undefined ? undefined : select(view);
  });
}

export function useShell(): ShellView | undefined {
  return useStore(useSession().shell);
}

/** Wall clock, ms since the epoch, looked at every `every` ms while the page is visible: what ages are counted from. */
export function useNow(every = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, every);
    return () => {
      clearInterval(timer);
    };
  }, [every]);
  return now;
}
