// Something a person does that takes a while and may fail: what it is doing now, and its error beside where it began.
import { useCallback, useRef, useState } from 'react';
import { CallError } from '../../main/ipc/contract/client.ts';
import type { ErrorView } from '../../main/ipc/contract/views.ts';

export type ActionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly error: ErrorView };

export interface Action {
  readonly state: ActionState;
  /** Runs unless it runs already. Resolves to whether it succeeded. */
  readonly run: (work: () => Promise<void>) => Promise<'done' | 'failed' | 'busy'>;
  readonly clear: () => void;
}

export function useAction(): Action {
  const [state, setState] = useState<ActionState>({ kind: 'idle' });
  const busy = useRef(false);
  const run = useCallback(async (work: () => Promise<void>): Promise<'done' | 'failed' | 'busy'> => {
    if (busy.current) return 'busy';
    busy.current = true;
    setState({ kind: 'working' });
    try {
      await work();
      setState({ kind: 'idle' });
      return 'done';
    } catch (error) {
      setState({ kind: 'failed', error: errorView(error) });
      return 'failed';
    } finally {
      busy.current = false;
    }
  }, []);
  const clear = useCallback(() => { setState({ kind: 'idle' }); }, []);
  return { state, run, clear };
}

/** What the engine said, or an honest word for what was not foreseen. */
export function errorView(error: unknown): ErrorView {
  if (error instanceof CallError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: 'bug', message: error instanceof Error ? error.message : String(error), hint: '' };
}
