// The past of a database: the timeline, the chosen moment beside now, and the list, all three in step.
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { EmptyState } from '../../parts/feedback/empty-state.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Skeleton } from '../../parts/feedback/skeleton.tsx';
import { Scrubber } from '../../parts/scrubber/scrubber.tsx';
import styles from './database-screen.module.css';
import { MomentPanel } from './moment-panel.tsx';
import { PointList } from './point-list.tsx';
import type { Chosen } from './use-chosen.ts';

interface PastProps {
  readonly database: DatabaseView;
  readonly chosen: Chosen;
}

export function Past({ database, chosen }: PastProps) {
  return <div className={styles.past}>{content({ database, chosen })}</div>;
}

function content({ database, chosen }: PastProps) {
  switch (chosen.state.kind) {
    case 'loading':
      return <Loading />;
    case 'failed':
      return <Failed chosen={chosen} />;
    case 'ready':
      return <Known database={database} chosen={chosen} />;
    default:
      return chosen.state satisfies never;
  }
}

function Loading() {
  const { t } = useText();
  return <Skeleton label={t.database.loadingPoints} rows={6} />;
}

function Failed({ chosen }: { readonly chosen: Chosen }) {
  const { t } = useText();
  if (chosen.state.kind !== 'failed') return null;
  return <ErrorNote title={t.database.pointsFailed} error={chosen.state.error} onRetry={chosen.retry} />;
}

function Known({ database, chosen }: PastProps) {
  const { t, language } = useText();
  if (chosen.state.kind !== 'ready') return null;
  const { points } = chosen.state;
  if (points.count === 0) return <EmptyState title={t.database.noPointsTitle}>{t.database.noPoints}</EmptyState>;
  const { index, chooseIndex } = chosen;
  return (
    <>
      <Scrubber points={points} marks={database.marks} chosen={index} onChoose={chooseIndex} language={language} t={t.scrubber} />
      <MomentPanel database={database} points={points} index={index} onChoose={chooseIndex} />
      <PointList database={database} points={points} index={index} onChoose={chooseIndex} />
    </>
  );
}
