// Which destinations a database is copied to.
import { useState } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import { useAddFolder } from '../destinations/use-add-folder.ts';
import { DestinationTicks } from './destination-ticks.tsx';

interface PlacesDialogProps {
  readonly database: DatabaseView;
  readonly onClose: () => void;
}

export function PlacesDialog({ database, onClose }: PlacesDialogProps) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const addFolder = useAddFolder();
  const [chosen, setChosen] = useState<readonly string[]>(() => database.copies.map((copy) => copy.destination));
  const save = async (): Promise<void> => {
    await client.call('database.setDestinations', { database: database.id, destinations: [...chosen] });
    onClose();
  };
  const another = async (): Promise<void> => {
    const added = await addFolder();
    if (added !== undefined) setChosen((before) => [...new Set([...before, added])]);
  };
  return (
    <Dialog
      width="narrow"
      title={t.databases.places.title(database.name)}
      description={t.databases.places.text}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.parts.cancel}</Button>
          <Button
            tone="primary"
            disabled={chosen.length === 0}
            working={state.kind === 'working'}
            onClick={() => { void run(save); }}
          >
            {t.databases.places.save}
          </Button>
        </>
      }
    >
      <DestinationTicks chosen={chosen} onChange={setChosen} onAnother={() => { void run(another); }} />
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </Dialog>
  );
}
