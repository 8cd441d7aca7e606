// The questions about one database, one at a time; each is loaded when it is first asked.
import { lazy, Suspense } from 'react';
import { holderOf } from '../../../main/ipc/contract/words/overall.ts';
import { useEngine } from '../../state/hooks.ts';

const StopDialog = lazy(() => import('./stop-dialog.tsx').then((m) => ({ default: m.StopDialog })));
const HelpDialog = lazy(() => import('./help-dialog.tsx').then((m) => ({ default: m.HelpDialog })));
const PlacesDialog = lazy(() => import('./places-dialog.tsx').then((m) => ({ default: m.PlacesDialog })));
const RetentionDialog = lazy(() =>
  import('../settings/retention/retention-dialog.tsx').then((m) => ({ default: m.RetentionDialog })),
);

const TakePenDialog = lazy(() => import('../destinations/pen/take-pen-dialog.tsx').then((m) => ({ default: m.TakePenDialog })));

export type DialogKind = 'stop' | 'help' | 'places' | 'retention' | 'pen';

interface DatabaseDialogProps {
  readonly kind: DialogKind;
  readonly database: string;
  /** `places` is asked instead of what was asked. */
  readonly onClose: (next?: DialogKind) => void;
}

/** Nothing once the database is gone. */
export function DatabaseDialog({ kind, database: id, onClose }: DatabaseDialogProps) {
  const database = useEngine((view) => view.databases[id]);
  if (database === undefined) return null;
  const wanted = holderOf(database)?.copy.destination;
  const close = (): void => { onClose(); };
  return (
    <Suspense>
      {kind === 'stop' && <StopDialog database={database} onClose={close} />}
      {kind === 'help' && <HelpDialog database={database} onClose={onClose} />}
      {kind === 'places' && <PlacesDialog database={database} onClose={close} />}
      {kind === 'retention' && <RetentionDialog database={database} onClose={close} />}
      {kind === 'pen' && wanted !== undefined && <TakePenDialog database={id} destination={wanted} onClose={close} />}
    </Suspense>
  );
}
