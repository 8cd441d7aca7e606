// Going back: which moment, what that means, where to, how far it is, and the way back from it.
import { useCallback, useRef } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import type { Route } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useToasts } from '../../parts/toaster/toasts.ts';
import { useEngine } from '../../state/hooks.ts';
import { Choosing, ChoosingFooter } from './choosing.tsx';
import { Ended, EndedFooter } from './ended.tsx';
import type { RestoreEvent, Target, Work } from './machine.ts';
import type { PaneProps } from './pane.ts';
import { Running, RunningFooter } from './running.tsx';
import { useRestore } from './use-restore.ts';
import { useMoment } from './use-moment.ts';

interface RestoreSheetProps {
  readonly route: Extract<Route, { screen: 'restore' }>;
  readonly onClose: () => void;
}

export function RestoreSheet({ route, onClose }: RestoreSheetProps) {
  const database = useEngine((view) => view.databases[route.database]);
  if (database === undefined) return null;
  const target = targetOf(route);
  return <Sheet key={JSON.stringify(target)} database={database} target={target} onClose={onClose} />;
}

function targetOf({ txid, at }: Extract<Route, { screen: 'restore' }>): Target {
  if (txid !== undefined) return { kind: 'txid', txid };
  return at === undefined ? { kind: 'latest' } : { kind: 'time', at };
}

interface SheetProps {
  readonly database: DatabaseView;
  readonly target: Target;
  readonly onClose: () => void;
}

function Sheet({ database, target, onClose }: SheetProps) {
  const { t } = useText();
  const onEndedAlone = useEndedAlone(database);
  const restore = useRestore({ database, target, onEndedAlone });
  const first = useRef<HTMLInputElement>(null);
  const props: PaneProps = { database, restore, onClose, first };
  return (
    <Dialog
      title={t.restore.title(database.name)}
      closeLabel={t.parts.close}
      onClose={onClose}
      initialFocus={first}
      footer={<Footer {...props} />}
    >
      <Body {...props} />
    </Dialog>
  );
}

function Body(props: PaneProps) {
  const { kind } = props.restore.state;
  if (kind === 'choosing') return <Choosing {...props} />;
  return kind === 'running' ? <Running {...props} /> : <Ended {...props} />;
}

function Footer(props: PaneProps) {
  const { kind } = props.restore.state;
  if (kind === 'choosing') return <ChoosingFooter {...props} />;
  return kind === 'running' ? <RunningFooter {...props} /> : <EndedFooter {...props} />;
}

/** Whoever left the sheet is told the end in a notice, with the same way back. */
function useEndedAlone({ id, name }: DatabaseView): (event: RestoreEvent, work: Work) => void {
  const { t } = useText();
  const toasts = useToasts();
  const moment = useMoment();
  return useCallback((event, work) => {
    const toast = { id: `restore-${id}`, tone: 'plain', lasts: 12_000 } as const;
    if (event.kind === 'ended') {
      toasts.show({ ...toast, content: t.restore.endedAlone(name, moment(event.outcome.result.at), event.outcome.kind) });
    }
    if (event.kind === 'failed' && event.error.code !== 'aborted') {
      toasts.show({ id: toast.id, tone: 'error', content: <ErrorNote title={t.restore.failed[work](name)} error={event.error} /> });
    }
  }, [id, name, t, toasts, moment]);
}
