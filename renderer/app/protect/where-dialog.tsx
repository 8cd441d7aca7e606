// Asked once, with the first databases: where copies go.
import { useState } from 'react';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import { useText } from '../text/use-text.ts';
import { destinationOf, type PlaceChoice } from './place-choice.ts';
import { PlacePicker } from './place-picker.tsx';
import { useProtect } from './use-protect.ts';

interface WhereDialogProps {
  readonly paths: readonly string[];
  readonly onClose: () => void;
}

export function WhereDialog({ paths, onClose }: WhereDialogProps) {
  const { t } = useText();
  const { client } = useSession();
  const { protect } = useProtect();
  const { state, run } = useAction();
  const [choice, setChoice] = useState<PlaceChoice>();
  const start = async (): Promise<void> => {
    if (choice === undefined) return;
    const id = await destinationOf(client, choice);
    await client.call('settings.set', { defaultDestination: id });
    onClose();
    await protect(paths, [id]);
  };
  return (
    <Dialog
      title={t.protect.where.title}
      description={choice?.disk === 'own' ? t.protect.where.sameDisk : t.protect.where.text}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.parts.cancel}</Button>
          <Button tone="primary" disabled={choice === undefined} working={state.kind === 'working'} onClick={() => { void run(start); }}>
            {t.protect.where.go(paths.length)}
          </Button>
        </>
      }
    >
      <PlacePicker value={choice} onChange={setChoice} />
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </Dialog>
  );
}
