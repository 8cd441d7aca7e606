// A new destination: its kind, its place, tried out before the person's eyes, named, added.
import { useMemo, useState } from 'react';
import { firstChoices } from '../../../main/ipc/contract/choices.ts';
import type { DestinationChoices, DestinationLocation } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Field, TextInput } from '../../parts/field/field.tsx';
import { useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import { ChoicesForm } from './place/choices-form.tsx';
import styles from './place/place.module.css';
import { suggestedName, useWizard } from './place/use-wizard.ts';
import { WizardFooter } from './place/wizard-footer.tsx';
import { WizardSteps } from './place/wizard-steps.tsx';
import { isOnlyAway } from './use-trial.ts';

/** Until there is a place. */
const NOWHERE: DestinationLocation = { kind: 'folder', path: '' };

export function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  const { client } = useSession();
  const wizard = useWizard();
  const { state, run } = useAction();
  const [named, setNamed] = useState<string>();
  const [changed, setChanged] = useState<Partial<DestinationChoices>>({});
  const { step, trial } = wizard;
  const location = step.kind === 'trial' ? step.place.location : NOWHERE;
  const { kind } = location;
  const choices = useMemo(() => ({ ...firstChoices(location), ...changed }), [location, changed]);
  const suggested = step.kind === 'trial' ? suggestedName(step) : '';
  const name = (named ?? suggested).trim();
  // A folder is made when it is added: there must be something to make it in.
  const away = kind !== 'folder' && isOnlyAway(trial);
  const ready = step.kind === 'trial' && (trial.kind === 'passed' || away);
  const add = async (): Promise<void> => {
    if (step.kind !== 'trial') return;
    await client.call('destination.add', { place: step.place, name, choices: changed });
    onClose();
  };
  return (
    <Dialog
      title={t.destinations.addTitle}
      description={t.destinations.addText}
      onClose={onClose}
      footer={
        <WizardFooter
          wizard={wizard}
          onClose={onClose}
          last={{
            text: away ? t.place.addAnyway : t.destinations.addDo,
            disabled: !ready || name === '',
            working: state.kind === 'working',
            run: () => { void run(add); },
          }}
        />
      }
    >
      <div className={styles.steps}>
        <WizardSteps wizard={wizard} />
        {away && <p className={styles.warning}>{t.place.addAnywayHelp}</p>}
        {ready && (
          <>
            <NameField name={named ?? suggested} onChange={setNamed} />
            <ChoicesForm kind={kind} choices={choices} onChange={(change) => { setChanged({ ...changed, ...change }); }} />
          </>
        )}
        {state.kind === 'failed' && <ErrorNote error={state.error} />}
      </div>
    </Dialog>
  );
}

function NameField({ name, onChange }: { readonly name: string; readonly onChange: (name: string) => void }) {
  const { t } = useText();
  return (
    <Field label={t.place.name} help={t.place.nameHelp}>
      {(control) => <TextInput {...control} maxLength={100} value={name} onChange={(event) => { onChange(event.target.value); }} />}
    </Field>
  );
}
