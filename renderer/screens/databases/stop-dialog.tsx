// Asks before a database is no longer protected, and says what stays.
import { useRef } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';

interface StopDialogProps {
  readonly database: DatabaseView;
  readonly onClose: () => void;
}

export function StopDialog({ database, onClose }: StopDialogProps) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const keep = useRef<HTMLButtonElement>(null);
  const stop = async (): Promise<void> => {
    await client.call('database.unregister', { database: database.id });
    onClose();
  };
  return (
    <Dialog
      kind="ask"
      width="narrow"
      title={t.databases.stop.title(database.name)}
      description={t.databases.stop.text}
      initialFocus={keep}
      onClose={onClose}
      footer={
        <>
          <Button ref={keep} onClick={onClose}>{t.databases.stop.cancel}</Button>
          <Button tone="danger" working={state.kind === 'working'} onClick={() => { void run(stop); }}>
            {t.databases.stop.confirm}
          </Button>
        </>
      }
    >
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </Dialog>
  );
}
