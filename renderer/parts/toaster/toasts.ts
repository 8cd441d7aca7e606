// The notices that are shown now: a list that anything may add to and that the toaster draws.
import { createContext, type ReactNode, use } from 'react';
import { createStore, type Store } from '../../state/store.ts';

export interface Toast {
  /** A toast with the id of one that is shown takes its place. */
  readonly id: string;
  /** The content of an error is an alert by itself, as an `ErrorNote` is. */
  readonly tone: 'plain' | 'error';
  readonly content: ReactNode;
  /** Ms until it goes by itself; stays until it is dismissed when absent. */
  readonly lasts?: number;
}

export interface Toasts {
  readonly shown: Store<readonly Toast[]>;
  readonly show: (toast: Toast) => void;
  readonly dismiss: (id: string) => void;
}

/** The oldest go when there are more. */
const MOST = 4;

export function createToasts(): Toasts {
  const shown = createStore<readonly Toast[]>([]);
  return {
    shown,
    show: (toast) => {
      const before = shown.get();
      const replaced = before.map((one) => (one.id === toast.id ? toast : one));
      shown.set(before.some((one) => one.id === toast.id) ? replaced : [...before, toast].slice(-MOST));
    },
    dismiss: (id) => {
      shown.set(shown.get().filter((one) => one.id !== id));
    },
  };
}

export const ToastsContext = createContext<Toasts | undefined>(undefined);

export function useToasts(): Toasts {
  const toasts = use(ToastsContext);
  if (toasts === undefined) throw new Error('no toaster around this component');
  return toasts;
}
