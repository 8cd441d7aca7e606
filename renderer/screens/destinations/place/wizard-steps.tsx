// What a wizard asks: the kind of place, then the place itself, then the trial before the person's eyes.
import { useEffect, useId, useRef, useState } from 'react';
import type { DestinationKind } from '../../../../main/ipc/contract/views.ts';
import picker from '../../../app/protect/place-picker.module.css';
import { PlacePicker } from '../../../app/protect/place-picker.tsx';
import { useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import { cx } from '../../../parts/cx.ts';
import { ErrorNote } from '../../../parts/feedback/error-note.tsx';
import { Field, TextInput } from '../../../parts/field/field.tsx';
import { KindIcon } from '../../../parts/icons/kind-icon.tsx';
import { useSession } from '../../../state/hooks.ts';
import { useAction } from '../../../state/use-action.ts';
import { TestLines } from '../test-lines.tsx';
import { PlaceForm } from './place-form.tsx';
import styles from './place.module.css';
import type { Wizard } from './use-wizard.ts';

const KINDS: readonly DestinationKind[] = ['folder', 's3', 'sftp', 'webdav'];

export function WizardSteps({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useText();
  const { step, to } = wizard;
  const body = useFirstFocus(step.kind);
  return (
    <div ref={body} className={styles.steps}>
      {step.kind === 'kind' && <Kinds wizard={wizard} />}
      {step.kind === 'folder' && (
        <>
          <PlacePicker offer="new" value={step.choice} onChange={(choice) => { to({ kind: 'folder', choice }); }} />
          {step.choice?.disk === 'own' && <p className={styles.warning}>{t.protect.where.sameDisk}</p>}
        </>
      )}
      {step.kind === 'form' && (
        <PlaceForm
          draft={step.draft}
          problems={step.problems}
          onChange={(draft) => { to({ ...step, draft }); }}
          onSubmit={wizard.tryOut}
        />
      )}
      {step.kind === 'trial' && (
        <TestLines
          trial={wizard.trial}
          pinned={step.from.kind === 'form' && step.from.draft.hostKey !== undefined ? 'yes' : 'no'}
          onAgain={wizard.again}
          onPin={wizard.pin}
        />
      )}
    </div>
  );
}

/** A step that takes the place of another takes the focus, too. The trial leaves it on the button below. */
function useFirstFocus(step: Wizard['step']['kind']) {
  const body = useRef<HTMLDivElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== step && step !== 'trial') body.current?.querySelector<HTMLElement>('input, button, textarea')?.focus();
    before.current = step;
  }, [step]);
  return body;
}

function Kinds({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useText();
  return (
    <>
      <div className={styles.kinds}>
        {KINDS.map((kind) => (
          <button key={kind} type="button" className={cx(picker.option, styles.kind)} onClick={() => { wizard.choose(kind); }}>
            <KindIcon kind={kind} size={20} />
            <span className={picker.name}>{t.place.kind[kind]}</span>{' '}
            <span className={picker.note}>{t.place.kindHelp[kind]}</span>
          </button>
        ))}
      </div>
      <Paste onPlace={wizard.fill} />
    </>
  );
}

/** As servers show the address of their WebDAV. */
const WEB_ADDRESS = /^https?:\/\//i;

function Paste({ onPlace }: { readonly onPlace: Wizard['fill'] }) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const [text, setText] = useState('');
  const id = useId();
  const parse = async (): Promise<void> => {
    const typed = text.trim();
    onPlace(WEB_ADDRESS.test(typed) ? { kind: 'webdav', url: typed } : await client.call('destination.parse', { text: typed }));
  };
  return (
    <form id={id} className={styles.paste} onSubmit={(event) => { event.preventDefault(); if (text.trim() !== '') void run(parse); }}>
      <Field label={t.place.paste} help={t.place.pasteHelp}>
        {(control) => (
          <div className={styles.inline}>
            <TextInput {...control} maxLength={4096} value={text} onChange={(event) => { setText(event.target.value); }} />
            <Button type="submit" disabled={text.trim() === ''} working={state.kind === 'working'}>{t.place.pasteUse}</Button>
          </div>
        )}
      </Field>
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </form>
  );
}
