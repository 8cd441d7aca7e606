// How databases are added, whichever way they come: dropped, chosen, or found. Asks where to while there is no place yet,
// and says what became of each.
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from 'react';
import type { Candidate } from '../../../main/ipc/contract/views.ts';
import { useChoosePaths } from '../../screens/picker/choose-paths.tsx';
import { useSession } from '../../state/hooks.ts';
import { createStore, type Store } from '../../state/store.ts';
import { type Protect, ProtectContext } from './use-protect.ts';
import { useOutcomes } from './use-outcomes.tsx';

const WhereDialog = lazy(() => import('./where-dialog.tsx').then((m) => ({ default: m.WhereDialog })));
const FoundDialog = lazy(() => import('./found-dialog.tsx').then((m) => ({ default: m.FoundDialog })));

type Asking =
  | { readonly kind: 'where'; readonly paths: readonly string[] }
  | { readonly kind: 'find' }
  | { readonly kind: 'many'; readonly folder: string; readonly candidates: readonly Candidate[] };

export function ProtectProvider({ children }: { readonly children: ReactNode }) {
  const { engine } = useSession();
  const choosePaths = useChoosePaths();
  const [asking, setAsking] = useState<Asking>();
  const [taker] = useState(() => createStore<Protect['taker'] extends Store<infer T> ? T : never>(undefined));
  const onMany = useCallback((folder: string, candidates: readonly Candidate[]) => {
    setAsking({ kind: 'many', folder, candidates });
  }, []);
  const { register, fail } = useOutcomes(onMany);
  const value = useMemo<Protect>(() => {
    const protect: Protect['protect'] = async (paths, destinations) => {
      if (paths.length === 0) return;
      const view = engine.get();
      const known = view !== undefined && Object.hasOwn(view.destinations, view.settings.defaultDestination);
      if (destinations !== undefined || known) await register(paths, destinations);
      else setAsking({ kind: 'where', paths });
    };
    return {
      protect,
      choose: (what) => { choosePaths(what).then((paths) => (taker.get() ?? protect)(paths), fail); },
      find: () => { setAsking({ kind: 'find' }); },
      taker,
    };
  }, [engine, register, fail, choosePaths, taker]);
  const close = (): void => { setAsking(undefined); };
  return (
    <ProtectContext value={value}>
      {children}
      <Suspense>
        {asking?.kind === 'where' && <WhereDialog paths={asking.paths} onClose={close} />}
        {asking?.kind === 'find' && <FoundDialog onClose={close} />}
        {asking?.kind === 'many' && <FoundDialog folder={asking.folder} candidates={asking.candidates} onClose={close} />}
      </Suspense>
    </ProtectContext>
  );
}
