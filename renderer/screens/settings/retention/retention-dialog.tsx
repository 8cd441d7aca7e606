// The policy of one database: that of all, shown dim, until it gets its own; and the way back to that of all.
import { useState } from 'react';
import type { DatabaseView, RetentionPolicy } from '../../../../main/ipc/contract/views.ts';
import { bytes } from '../../../../main/ipc/contract/words/format.ts';
import { useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import { Dialog } from '../../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../../parts/feedback/error-note.tsx';
import { useEngine, useSession } from '../../../state/hooks.ts';
import { useAction } from '../../../state/use-action.ts';
import { freesOf } from './default-retention.tsx';
import { PolicyEditor } from './policy-editor.tsx';
import { samePolicy } from './policy.ts';
import styles from './retention-dialog.module.css';
import { usePreview } from './use-preview.ts';

interface RetentionDialogProps {
  readonly database: DatabaseView;
  readonly onClose: () => void;
}

export function RetentionDialog({ database, onClose }: RetentionDialogProps) {
  const { t, language, words } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const defaults = useEngine((view) => view.settings.defaults.retention) ?? database.effective.retention;
  const [own, setOwn] = useState<RetentionPolicy | undefined>(database.own.retention);
  const policy = own ?? defaults;
  const preview = usePreview(policy, database.id);
  const isSaved = own === undefined ? database.own.retention === undefined : samePolicy(database.own.retention ?? defaults, own);
  const save = async (): Promise<void> => {
    const { checkpoints } = database.own;
    const next = { ...(checkpoints !== undefined && { checkpoints }), ...(own !== undefined && { retention: own }) };
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
      <div className={styles.source}>
        <p role="status">{own === undefined ? t.retention.asForAll : t.retention.own(words.kept.policy(defaults))}</p>
        {own !== undefined && <Button size="small" onClick={() => { setOwn(undefined); }}>{t.retention.useDefault}</Button>}
      </div>
      <PolicyEditor policy={policy} preview={preview} from={own === undefined ? 'all' : 'here'} onChange={setOwn} />
      {state.kind === 'failed' && <ErrorNote error={state.error} {...(isSaved && { title: t.retention.savedOnly })} />}
    </Dialog>
  );
}
