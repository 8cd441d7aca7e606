// Databases that were dropped or chosen before anything is protected: looked at, and ticked if they are databases.
import { useEffect, useEffectEvent, useState } from 'react';
import type { Candidate, ErrorView } from '../../../main/ipc/contract/views.ts';
import { useProtect } from '../../app/protect/use-protect.ts';
import { nameOf } from '../../parts/text/paths.ts';
import { useSession } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';

export interface Refusal {
  readonly path: string;
  readonly name: string;
  readonly error: ErrorView;
}

interface Taken {
  readonly candidates: readonly Candidate[];
  readonly refusals: readonly Refusal[];
}

const NOTHING: Taken = { candidates: [], refusals: [] };

/** Takes what is dropped on the window while the screen is shown. */
export function useTaken(onTaken: (path: string) => void): Taken {
  const { client } = useSession();
  const { taker } = useProtect();
  const [taken, setTaken] = useState(NOTHING);
  const look = async (path: string): Promise<void> => {
    try {
      const checked = await client.call('database.check', { path });
      const candidate: Candidate = { ...checked, changedAt: Date.now() };
      setTaken((before) => joined(before, { candidates: [candidate], refusals: [] }));
      onTaken(checked.path);
    } catch (error) {
      const refusal = { path, name: nameOf(path), error: errorView(error) };
      setTaken((before) => joined(before, { candidates: [], refusals: [refusal] }));
    }
  };
  const take = useEffectEvent((paths: readonly string[]) => { for (const path of paths) void look(path); });
  useEffect(() => {
    taker.set((paths) => { take(paths); });
    return () => { taker.set(undefined); };
  }, [taker]);
  return taken;
}

/** Newest first, each path once. */
function joined(before: Taken, more: Taken): Taken {
  const paths = new Set([...more.candidates, ...more.refusals].map(({ path }) => path));
  const others = <T extends { readonly path: string }>(list: readonly T[]): T[] => list.filter(({ path }) => !paths.has(path));
  return {
    candidates: [...more.candidates, ...others(before.candidates)],
    refusals: [...more.refusals, ...others(before.refusals)],
  };
}
