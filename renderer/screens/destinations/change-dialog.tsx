// A destination's name, how it is reached and how it is used; what was changed can be tried out at once.
import { useState } from 'react';
import type { DestinationView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Field, TextInput } from '../../parts/field/field.tsx';
import { bareAddress } from '../../parts/text/paths.ts';
import { useEngine } from '../../state/hooks.ts';
import { type Action, useAction } from '../../state/use-action.ts';
import { ChoicesForm } from './place/choices-form.tsx';
import { PlaceForm } from './place/place-form.tsx';
import styles from './place/place.module.css';
import { TestLines } from './test-lines.tsx';
import { type Change, useChange } from './use-change.ts';
import { type Tried, useTrial } from './use-trial.ts';

interface ChangeDialogProps {
  readonly destination: string;
  readonly onClose: () => void;
}

export function ChangeDialog({ destination, onClose }: ChangeDialogProps) {
  const view = useEngine((all) => all.destinations[destination]);
  return view === undefined ? null : <Shown view={view} onClose={onClose} />;
}

function Shown({ view, onClose }: { readonly view: DestinationView; readonly onClose: () => void }) {
  const { t } = useText();
  const action = useAction();
  const change = useChange(view);
  const { name, draft, problems, choices, dirty } = change;
  const submit = (): void => {
    if (name.trim() !== '') void action.run(async () => { if (await change.save() === 'saved') onClose(); });
  };
  return (
    <Dialog
      title={t.place.changeTitle(view.name)}
      description={bareAddress(view.url)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{dirty === 'yes' ? t.parts.cancel : t.parts.close}</Button>
          <Button tone="primary" disabled={name.trim() === ''} working={action.state.kind === 'working'} onClick={submit}>{t.place.save}</Button>
        </>
      }
    >
      <div className={styles.steps}>
        <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
          <Field label={t.place.name}>
            {(control) => (
              <TextInput {...control} maxLength={100} value={name} onChange={(event) => { change.setName(event.target.value); }} />
            )}
          </Field>
        </form>
        <ChoicesForm kind={view.kind} choices={choices} onChange={change.choose} />
        {draft !== undefined && (
          <section className={styles.section}>
            <h3>{t.place.signIn}</h3>
            <PlaceForm draft={draft} problems={problems} kept={view.secrets} ask="use" onChange={change.setDraft} onSubmit={submit} />
          </section>
        )}
        <Test view={view} change={change} run={action.run} />
        {action.state.kind === 'failed' && <ErrorNote error={action.state.error} />}
      </div>
    </Dialog>
  );
}

interface TestProps {
  readonly view: DestinationView;
  readonly change: Change;
  readonly run: Action['run'];
}

function Test({ view: { id, location }, change, run }: TestProps) {
  const { t } = useText();
  const [tried, setTried] = useState<Tried>();
  const { trial, again } = useTrial(tried);
  return (
    <section className={styles.section}>
      <div className={styles.test}>
        <p>{t.place.testText}</p>
        <Button onClick={() => { void run(async () => { if (await change.save() === 'saved') setTried({ destination: id }); }); }}>
          {change.dirty === 'yes' ? t.place.saveAndTest : t.place.test}
        </Button>
      </div>
      {tried !== undefined && (
        <TestLines
          trial={trial}
          pinned={location.kind === 'sftp' && location.hostKey !== undefined ? 'yes' : 'no'}
          onAgain={again}
          onPin={(key) => {
            void run(async () => {
              await change.pin(key);
              setTried({ destination: id });
            });
          }}
        />
      )}
    </section>
  );
}
