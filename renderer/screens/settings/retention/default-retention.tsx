// The policy of all databases that have none of their own; saved with the figures that the preview showed.
import { useState } from 'react';
import type { DatabaseChoices, RetentionPolicy } from '../../../../main/ipc/contract/views.ts';
import { bytes } from '../../../../main/ipc/contract/words/format.ts';
import { useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import { ErrorNote } from '../../../parts/feedback/error-note.tsx';
import { useSession } from '../../../state/hooks.ts';
import { useAction } from '../../../state/use-action.ts';
import styles from './default-retention.module.css';
import { PolicyEditor } from './policy-editor.tsx';
import { samePolicy } from './policy.ts';
import { type Preview, usePreview } from './use-preview.ts';

export function DefaultRetention({ defaults }: { readonly defaults: DatabaseChoices }) {
  const { t, language } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const [draft, setDraft] = useState<RetentionPolicy>();
  const [freed, setFreed] = useState<number>();
  const policy = draft ?? defaults.retention;
  const changed = !samePolicy(policy, defaults.retention);
  const preview = usePreview(policy, undefined);
  const change = (next: RetentionPolicy): void => {
    setDraft(next);
    setFreed(undefined);
  };
  const save = async (): Promise<void> => {
    await client.call('settings.set', { defaults: { ...defaults, retention: policy } });
    setDraft(undefined);
    setFreed(await client.call('retention.apply', {}));
  };
  const saved = freed === undefined ? '' : freed === 0 ? t.retention.saved : t.retention.savedFreed(bytes(language, freed));
  return (
    <div>
      <PolicyEditor policy={policy} preview={preview} from="here" onChange={change} />
      {state.kind === 'failed' && (
        <ErrorNote error={state.error} onRetry={() => { void run(save); }} {...(!changed && { title: t.retention.savedOnly })} />
      )}
      <div className={styles.actions}>
        <p role="status" className={styles.saved}>{saved}</p>
        {changed && <Button onClick={() => { setDraft(undefined); }}>{t.retention.undo}</Button>}
        {changed && (
          <Button tone="primary" disabled={preview.kind !== 'known'} working={state.kind === 'working'} onClick={() => { void run(save); }}>
            {freesOf(preview) === 0 ? t.retention.save : t.retention.saveAndFree(bytes(language, freesOf(preview)))}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Bytes that would be freed, as far as is known. */
export function freesOf(preview: Preview): number {
  return preview.kind === 'known' ? preview.preview.frees : 0;
}
