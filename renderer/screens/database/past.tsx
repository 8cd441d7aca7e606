// The past of a database: the timeline, the chosen moment beside now, and the list, all three in step.
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { quote } from '../../app/palette/command-line.ts';
import { useText } from '../../app/text/use-text.ts';
import { EmptyState } from '../../parts/feedback/empty-state.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Skeleton } from '../../parts/feedback/skeleton.tsx';
import { Scrubber } from '../../parts/scrubber/scrubber.tsx';
import { useShell } from '../../state/hooks.ts';
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
      return chosen.state.error.code === 'unsupported' ? <OtherFormat database={database} /> : <Failed chosen={chosen} />;
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

/** Copied in generations alone, which are gone back to in a terminal. */
function OtherFormat({ database: { name, copies } }: Pick<PastProps, 'database'>) {
  const { t } = useText();
  const shell = useShell();
  const place = copies[0] === undefined ? [] : [copies[0].url];
  const words = ['restore', '-o', name, ...place].map((word) => quote(word, shell?.platform ?? ''));
  return (
    <EmptyState title={t.database.otherFormatTitle} action={<code className={styles.line}>{['tidemark', ...words].join(' ')}</code>}>
      {t.database.otherFormat(name)}
    </EmptyState>
  );
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
