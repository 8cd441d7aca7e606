// Asks before the pen is taken from another computer, and says what that means for it.
import { useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import { Dialog } from '../../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../../parts/feedback/error-note.tsx';
import { useEngine, useSession } from '../../../state/hooks.ts';
import { useAction } from '../../../state/use-action.ts';

interface TakePenDialogProps {
  readonly database: string;
  readonly destination: string;
  readonly onClose: () => void;
}

export function TakePenDialog({ database, destination, onClose }: TakePenDialogProps) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const name = useEngine((view) => view.databases[database]?.name) ?? '';
  const place = useEngine((view) => view.destinations[destination]?.name) ?? '';
  const pen = useEngine((view) => view.databases[database]?.copies.find((copy) => copy.destination === destination)?.pen);
  const take = async (): Promise<void> => {
    await client.call('pen.take', { database, destination });
    onClose();
  };
  return (
    <Dialog
      kind="ask"
      width="narrow"
      title={t.pen.takeTitle}
      description={pen?.kind === 'theirs' ? t.pen.takeText(pen.owner, name, place) : t.pen.free}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.parts.cancel}</Button>
          <Button tone="primary" working={state.kind === 'working'} onClick={() => { void run(take); }}>{t.pen.takeDo}</Button>
        </>
      }
    >
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </Dialog>
  );
}
