// A new destination: chosen, tried out before the person's eyes, named, added.
import { useState } from 'react';
import { type PlaceChoice } from '../../app/protect/place-choice.ts';
import { PlacePicker } from '../../app/protect/place-picker.tsx';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Field, TextInput } from '../../parts/field/field.tsx';
import { nameOf } from '../../parts/text/paths.ts';
import { useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import styles from './add-dialog.module.css';
import { TestLines } from './test-lines.tsx';
import { useTrial } from './use-trial.ts';

export function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const [choice, setChoice] = useState<PlaceChoice>();
  const [named, setNamed] = useState<string>();
  const { trial, again } = useTrial(choice?.path);
  const name = named ?? choice?.name ?? nameOf(choice?.path ?? '');
  const choose = (next: PlaceChoice): void => {
    setChoice(next);
    setNamed(undefined);
  };
  const add = async (): Promise<void> => {
    if (choice === undefined) return;
    await client.call('destination.add', { url: choice.path, name: name.trim() });
    onClose();
  };
  return (
    <Dialog
      title={t.destinations.addTitle}
      description={t.destinations.addText}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.parts.cancel}</Button>
          <Button
            tone="primary"
            disabled={trial.kind !== 'passed' || name.trim() === ''}
            working={state.kind === 'working'}
            onClick={() => { void run(add); }}
          >
            {t.destinations.addDo}
          </Button>
        </>
      }
    >
      <div className={styles.steps}>
        <PlacePicker offer="new" value={choice} onChange={choose} />
        {choice?.disk === 'own' && <p className={styles.warning}>{t.protect.where.sameDisk}</p>}
        {choice !== undefined && <TestLines trial={trial} onAgain={again} />}
        {choice !== undefined && (
          <Field label={t.destinations.addName} help={t.destinations.addNameHelp}>
            {(control) => (
              <TextInput {...control} maxLength={100} value={name} onChange={(event) => { setNamed(event.target.value); }} />
            )}
          </Field>
        )}
        {state.kind === 'failed' && <ErrorNote error={state.error} />}
      </div>
    </Dialog>
  );
}
