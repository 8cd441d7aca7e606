// What is shown while there is no engine behind the page: being found, lost, or not letting us in.
import { EmptyState } from '../../parts/feedback/empty-state.tsx';
import { Skeleton } from '../../parts/feedback/skeleton.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { useText } from '../text/use-text.ts';
import styles from './connection.module.css';

export function Connecting() {
  const { t } = useText();
  return (
    <div className={styles.connecting}>
      <Skeleton label={t.shell.connecting} rows={5} />
    </div>
  );
}

/** What was last known stays on screen below it. */
export function Lost() {
  const { t } = useText();
  return (
    <p role="status" className={styles.lost}>
      <Shape kind="waiting" size={14} />
      {t.shell.lost}
    </p>
  );
}

export function Refused() {
  const { t } = useText();
  return (
    <main className={styles.refused}>
      <EmptyState title={t.shell.refusedTitle} action={<code className={styles.command}>{t.shell.refusedCommand}</code>}>
        {t.shell.refused}
      </EmptyState>
    </main>
  );
}
