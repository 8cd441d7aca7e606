// Another name for a destination.
import { useRef, useState } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Field, TextInput } from '../../parts/field/field.tsx';
import { useEngine, useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';

interface RenameDialogProps {
  readonly destination: string;
  readonly onClose: () => void;
}

export function RenameDialog({ destination, onClose }: RenameDialogProps) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const current = useEngine((view) => view.destinations[destination]?.name) ?? '';
  const [name, setName] = useState(current);
  const input = useRef<HTMLInputElement>(null);
  const save = async (): Promise<void> => {
    await client.call('destination.rename', { destination, name: name.trim() });
    onClose();
  };
  const submit = (): void => { if (name.trim() !== '') void run(save); };
  return (
    <Dialog
      width="narrow"
      title={t.destinations.renameTitle(current)}
      initialFocus={input}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.parts.cancel}</Button>
          <Button tone="primary" disabled={name.trim() === ''} working={state.kind === 'working'} onClick={submit}>
            {t.destinations.renameSave}
          </Button>
        </>
      }
    >
      <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Field label={t.destinations.renameLabel}>
          {(control) => (
            <TextInput {...control} ref={input} maxLength={100} value={name} onChange={(event) => { setName(event.target.value); }} />
          )}
        </Field>
      </form>
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </Dialog>
  );
}
