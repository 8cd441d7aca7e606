// What can be done with a database at once, without another question. What fails says so in a notice.
import { useCallback, useMemo } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useToasts } from '../../parts/toaster/toasts.ts';
import { useSession } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';
import { type PauseEnd, pauseEnd } from './pause-end.ts';

export interface DatabaseActions {
  readonly pause: (database: DatabaseView, end: PauseEnd) => void;
  readonly resume: (database: DatabaseView) => void;
  readonly backUp: (database: DatabaseView) => void;
  readonly reveal: (database: DatabaseView) => void;
}

type Failed = 'pause' | 'resume' | 'backUp' | 'reveal';

export function useDatabaseActions(): DatabaseActions {
  const { t } = useText();
  const { client } = useSession();
  const toasts = useToasts();
  const attempt = useCallback((what: Failed, { id, name }: DatabaseView, work: () => Promise<unknown>): void => {
    work().catch((error: unknown) => {
      const note = <ErrorNote title={t.databases.failed[what](name)} error={errorView(error)} />;
      toasts.show({ id: `${what}-${id}`, tone: 'error', content: note });
    });
  }, [t, toasts]);
  return useMemo(() => ({
    pause: (database, end) => {
      const until = pauseEnd(end, Date.now());
      const input = { databases: [database.id], ...(until !== undefined && { until }) };
      attempt('pause', database, () => client.call('database.pause', input));
    },
    resume: (database) => {
      attempt('resume', database, () => client.call('database.resume', { databases: [database.id] }));
    },
    backUp: (database) => {
      attempt('backUp', database, async () => {
        await client.call('database.backUp', { databases: [database.id] });
        toasts.show({ id: `backUp-${database.id}`, tone: 'plain', content: t.databases.backedUp(database.name), lasts: 5000 });
      });
    },
    reveal: (database) => {
      attempt('reveal', database, () => client.call('files.reveal', { path: database.path }));
    },
  }), [attempt, client, t, toasts]);
}
