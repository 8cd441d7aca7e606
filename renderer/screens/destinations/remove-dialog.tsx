// Asks before a destination is forgotten; refuses while databases are copied there, and names them.
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useEngine, useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import { copiedTo } from './copied-to.ts';

interface RemoveDialogProps {
  readonly destination: string;
  readonly onClose: () => void;
}

export function RemoveDialog({ destination, onClose }: RemoveDialogProps) {
  const { t, language } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const name = useEngine((view) => view.destinations[destination]?.name) ?? '';
  const users = copiedTo(destination, useEngine((view) => view.databases));
  if (users.length > 0) {
    const names = new Intl.ListFormat(language).format(users.map((one) => one.name));
    return (
      <Dialog
        kind="ask"
        width="narrow"
        title={t.destinations.inUseTitle(name)}
        description={t.destinations.inUse(names)}
        onClose={onClose}
        footer={<Button tone="primary" onClick={onClose}>{t.parts.close}</Button>}
      />
    );
  }
  const remove = async (): Promise<void> => {
    await client.call('destination.remove', { destination });
    onClose();
  };
  return (
    <Dialog
      kind="ask"
      width="narrow"
      title={t.destinations.removeTitle(name)}
      description={t.destinations.removeText}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.parts.cancel}</Button>
          <Button tone="danger" working={state.kind === 'working'} onClick={() => { void run(remove); }}>
            {t.destinations.removeConfirm}
          </Button>
        </>
      }
    >
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </Dialog>
  );
}
