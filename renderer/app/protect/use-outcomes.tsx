// Registers paths, and turns what became of each into notices.
import { useCallback, useMemo } from 'react';
import type { Candidate, Registered } from '../../../main/ipc/contract/views.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { nameOf } from '../../parts/text/paths.ts';
import { type Toasts, useToasts } from '../../parts/toaster/toasts.ts';
import { useSession } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';
import { type Text, useText } from '../text/use-text.ts';
import { AlreadyNotice, RegisteredNotice } from './notices.tsx';

/** The rest is counted. */
const SHOWN_REFUSALS = 2;
const LASTS_MS = 6000;

interface Outcomes {
  readonly register: (paths: readonly string[], destinations: readonly string[] | undefined) => Promise<void>;
  readonly fail: (error: unknown) => void;
}

export function useOutcomes(onMany: (folder: string, candidates: readonly Candidate[]) => void): Outcomes {
  const { client } = useSession();
  const toasts = useToasts();
  const { t } = useText();
  const fail = useCallback((error: unknown) => {
    toasts.show({ id: 'protect-failed', tone: 'error', content: <ErrorNote error={errorView(error)} /> });
  }, [toasts]);
  const register = useCallback<Outcomes['register']>(async (paths, destinations) => {
    const id = `protect-${paths.join('\n')}`;
    toasts.show({ id, tone: 'plain', content: t.protect.looking(paths.length, nameOf(paths[0] ?? '')) });
    try {
      const registered = await client.call('database.register', {
        paths: [...paths],
        ...(destinations !== undefined && { destinations: [...destinations] }),
      });
      toasts.dismiss(id);
      tell(registered, id, toasts, t);
      for (const { path, outcome } of registered) if (outcome.kind === 'many') onMany(path, outcome.candidates);
    } catch (error) {
      toasts.dismiss(id);
      fail(error);
    }
  }, [client, toasts, t, fail, onMany]);
  return useMemo(() => ({ register, fail }), [register, fail]);
}

function tell(registered: readonly Registered[], id: string, toasts: Toasts, t: Text['t']): void {
  const of = (kind: 'registered' | 'already'): readonly string[] =>
    registered.flatMap(({ outcome }) => (outcome.kind === kind ? [outcome.id] : []));
  const [fresh, already] = [of('registered'), of('already')];
  if (fresh.length > 0) {
    toasts.show({ id: `${id}-registered`, tone: 'plain', content: <RegisteredNotice toast={`${id}-registered`} ids={fresh} /> });
  }
  if (already.length > 0) {
    toasts.show({ id: `${id}-already`, tone: 'plain', content: <AlreadyNotice ids={already} />, lasts: LASTS_MS });
  }
  tellRefused(registered, toasts, t);
}

function tellRefused(registered: readonly Registered[], toasts: Toasts, t: Text['t']): void {
  const refused = registered.flatMap(({ path, outcome }) => (outcome.kind === 'refused' ? [{ path, error: outcome.error }] : []));
  for (const { path, error } of refused.slice(0, SHOWN_REFUSALS)) {
    const note = <ErrorNote title={t.protect.notAdded(nameOf(path))} error={error} />;
    toasts.show({ id: `refused-${path}`, tone: 'error', content: note });
  }
  const more = refused.length - SHOWN_REFUSALS;
  if (more > 0) toasts.show({ id: 'refused-more', tone: 'error', content: <p role="alert">{t.protect.moreNotAdded(more)}</p> });
}
