// The policy of one database: that of all, or its own; beside either, what it does.
import { useState } from 'react';
import type { DatabaseView, RetentionPolicy } from '../../../../main/ipc/contract/views.ts';
import { bytes } from '../../../../main/ipc/contract/words/format.ts';
import { type Text, useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import { Dialog } from '../../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../../parts/feedback/error-note.tsx';
import { useEngine, useSession } from '../../../state/hooks.ts';
import { useAction } from '../../../state/use-action.ts';
import { freesOf } from './default-retention.tsx';
import { PolicyEditor } from './policy-editor.tsx';
import { samePolicy } from './policy.ts';
import styles from './retention-dialog.module.css';
import { everySpan, span } from './span.ts';
import { usePreview } from './use-preview.ts';

interface RetentionDialogProps {
  readonly database: DatabaseView;
  readonly onClose: () => void;
}

type Choice = 'default' | 'own';

export function RetentionDialog({ database, onClose }: RetentionDialogProps) {
  const text = useText();
  const { t, language } = text;
  const { client } = useSession();
  const { state, run } = useAction();
  const defaults = useEngine((view) => view.settings.defaults.retention) ?? database.effective.retention;
  const [choice, setChoice] = useState<Choice>(database.own.retention === undefined ? 'default' : 'own');
  const [own, setOwn] = useState<RetentionPolicy>(database.effective.retention);
  const policy = choice === 'default' ? defaults : own;
  const preview = usePreview(policy, database.id);
  const saved = choice === 'default' ? database.own.retention === undefined : samePolicy(database.own.retention ?? defaults, own);
  const save = async (): Promise<void> => {
    const { checkpoints } = database.own;
    const next = { ...(checkpoints !== undefined && { checkpoints }), ...(choice === 'own' && { retention: own }) };
    await client.call('database.configure', { database: database.id, own: next });
    await client.call('retention.apply', { database: database.id });
    onClose();
  };
  const frees = freesOf(preview);
  return (
    <Dialog
      width="wide"
      title={t.retention.dialogTitle(database.name)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.parts.cancel}</Button>
          <Button tone="primary" disabled={preview.kind !== 'known'} working={state.kind === 'working'} onClick={() => { void run(save); }}>
            {frees === 0 ? t.retention.save : t.retention.saveAndFree(bytes(language, frees))}
          </Button>
        </>
      }
    >
      <div role="radiogroup" aria-label={t.retention.choice} className={styles.choices}>
        <Option text={t.retention.useDefault} help={says(defaults, text)} checked={choice === 'default'} onChoose={() => { setChoice('default'); }} />
        <Option text={t.retention.own} checked={choice === 'own'} onChoose={() => { setChoice('own'); }} />
      </div>
      <PolicyEditor policy={policy} preview={preview} {...(choice === 'own' && { onChange: setOwn })} />
      {state.kind === 'failed' && <ErrorNote error={state.error} {...(saved && { title: t.retention.savedOnly })} />}
    </Dialog>
  );
}

/** A policy in one sentence. */
export function says(policy: RetentionPolicy, text: Text): string {
  const { t, language } = text;
  return t.retention.defaultSays(span(language, policy.changes), everySpan(text, policy.every), span(language, policy.snapshots));
}

interface OptionProps {
  readonly text: string;
  readonly help?: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

function Option({ text, help, checked, onChoose }: OptionProps) {
  return (
    <label className={styles.option}>
      <input type="radio" checked={checked} onChange={onChoose} />
      <span>{text}</span>
      {help !== undefined && <span className={styles.help}>{help}</span>}
    </label>
  );
}
