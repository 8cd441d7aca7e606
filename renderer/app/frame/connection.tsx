// What is shown while there is no engine behind the page: being found, lost, or not letting us in.
import { EmptyState } from '../../parts/feedback/empty-state.tsx';
import { Skeleton } from '../../parts/feedback/skeleton.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { useText } from '../text/use-text.ts';
import styles from './connection.module.css';

export function Connecting() {
  const { t } = useText();
  return (
    <main className={styles.connecting}>
      <h1 className="hidden-text">Tidemark</h1>
      <Skeleton label={t.shell.connecting} rows={5} />
    </main>
  );
}

/** What was last known stays on screen below it. */
export function Lost() {
  const { t } = useText();
  return (
    <p role="status" className={styles.lost}>
      <Shape kind="waiting" size={14} />
      <span>{t.shell.lost} <code>{t.shell.refusedCommand}</code></span>
    </p>
  );
}

export function Refused() {
  const { t } = useText();
  return (
    <main className={styles.refused}>
      <h1 className="hidden-text">Tidemark</h1>
      <EmptyState title={t.shell.refusedTitle} action={<code className={styles.command}>{t.shell.refusedCommand}</code>}>
        {t.shell.refused}
      </EmptyState>
    </main>
  );
}
