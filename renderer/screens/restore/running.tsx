// While a restore runs: what it does, how far it is, and that leaving is safe.
import type { ProgressView } from '../../../main/ipc/contract/views.ts';
import type { TextsOf } from '../../app/text/texts.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Progress } from '../../parts/progress/progress.tsx';
import type { PaneProps } from './pane.ts';
import styles from './restore.module.css';

export function Running({ database, restore: { state, operation } }: PaneProps) {
  const { t } = useText();
  if (state.kind !== 'running') return null;
  const step = stepWords(state.progress, t.restore);
  return (
    <div className={styles.running}>
      <p role="status" className={styles.strong}>{state.cancel === 'asked' ? t.restore.cancelling : step}</p>
      <Progress label={t.restore.running[state.work](database.name)} progress={state.progress} />
      <p className={styles.quiet}>{canCancel(operation) ? t.restore.leave : t.restore.tooLate}</p>
    </div>
  );
}

export function RunningFooter({ restore, onClose }: PaneProps) {
  const { t } = useText();
  const { state, operation, cancel } = restore;
  if (state.kind !== 'running') return null;
  return (
    <>
      <Button disabled={!canCancel(operation)} working={state.cancel === 'asked'} onClick={cancel}>{state.work === 'undo' ? t.parts.cancel : t.restore.cancel}</Button>
      <Button tone="primary" autoFocus onClick={onClose}>{t.restore.goOn}</Button>
    </>
  );
}

function canCancel(operation: PaneProps['restore']['operation']): boolean {
  return operation?.state.kind !== 'running' || operation.state.cancel === 'possible';
}

function stepWords(progress: ProgressView | undefined, { steps, begins }: TextsOf<'restore'>): string {
  const step = progress?.step ?? '';
  return Object.hasOwn(steps, step) ? steps[step as keyof typeof steps] : begins;
}
