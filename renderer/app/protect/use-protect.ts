// How a component protects what a person points at; ProtectProvider does it.
import { createContext, use } from 'react';
import type { Store } from '../../state/store.ts';

export interface Protect {
  /** To the destinations named, else to the default one, else to one that is asked for. Never rejects. */
  readonly protect: (paths: readonly string[], destinations?: readonly string[]) => Promise<void>;
  readonly choose: (what: 'databases' | 'folder') => void;
  /** Looks on this computer and lets the person choose. */
  readonly find: () => void;
  /** Who takes what is dropped, in place of `protect`: a screen that is already asking. */
  readonly taker: Store<((paths: readonly string[]) => void) | undefined>;
}

export const ProtectContext = createContext<Protect | undefined>(undefined);

export function useProtect(): Protect {
  const protect = use(ProtectContext);
  if (protect === undefined) throw new Error('no ProtectProvider around this component');
  return protect;
}
