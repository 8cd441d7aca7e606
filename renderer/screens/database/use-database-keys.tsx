// The keys of one database, on its own screen: what the registry of actions says, unless something lies over the screen.
import { useEffect } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { DATABASE_ACTIONS } from '../../app/actions.ts';
import { isOverlaid, isPressed } from '../../app/keys.ts';
import { useText } from '../../app/text/use-text.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useToasts } from '../../parts/toaster/toasts.ts';
import { useSession, useShell } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';

/** @param txid of the chosen moment; undefined is now */
export function useDatabaseKeys(database: DatabaseView, txid: number | undefined): void {
  const { t } = useText();
  const { client } = useSession();
  const shell = useShell();
  const toasts = useToasts();
  useEffect(() => {
    const context = { client, shell, database, txid, now: () => Date.now() };
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isOverlaid(event.target)) return;
      const action = DATABASE_ACTIONS.find(({ keys, fits }) => keys.some((one) => isPressed(event, one)) && fits(context));
      if (action === undefined) return;
      event.preventDefault();
      action.run(context)?.catch((error: unknown) => {
        const content = <ErrorNote title={t.actions[action.id]} error={errorView(error)} />;
        toasts.show({ id: `${action.id}-${database.id}`, tone: 'error', content });
      });
    };
    window.addEventListener('keydown', onKey);
    return () => { window.removeEventListener('keydown', onKey); };
  }, [client, shell, database, txid, t, toasts]);
}
