// While a restore in place can be undone, one click away.
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { ago, clock } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { RestoreIcon } from '../../parts/icons/icons.tsx';
import { timeLabels } from '../../parts/scrubber/labels.ts';
import { useNow, useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import styles from './notes.module.css';

export function UndoBanner({ database }: { readonly database: DatabaseView }) {
  const { t, language } = useText();
  const { client } = useSession();
  const now = useNow(10_000);
  const { state, run } = useAction();
  const { undo } = database;
  if (undo === undefined || undo.until <= now) return null;
  const act = (): void => {
    void run(async () => {
      await client.call('restore.undo', { operation: undo.operation });
    });
  };
  const moment = timeLabels(language).time(undo.point, now);
  return (
    <div className={styles.stack}>
      <div role="status" className={styles.note} data-tone="undo">
        <RestoreIcon />
        <p className={styles.words}>
          {t.database.undoDone(moment, ago(language, undo.at, now))}
          <span className={styles.detail}> {t.database.undoUntil(clock(language, undo.until, now))}</span>
        </p>
        <Button size="small" working={state.kind === 'working'} onClick={act}>{t.database.undo}</Button>
      </div>
      {state.kind === 'failed' && <ErrorNote title={t.database.undoFailed} error={state.error} onRetry={act} />}
    </div>
  );
}
