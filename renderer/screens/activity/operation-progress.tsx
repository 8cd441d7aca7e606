// How far a running operation is, and the way to end it.
import type { OperationView } from '../../../main/ipc/contract/views.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Progress } from '../../parts/progress/progress.tsx';
import { useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import styles from './activity.module.css';
import { titleOf, useFactWords } from './words.ts';

export function OperationProgress({ operation }: { readonly operation: OperationView }) {
  const { client } = useSession();
  const words = useFactWords();
  const { state: action, run } = useAction();
  const { state } = operation;
  if (state.kind !== 'running') return null;
  const cancel = (): void => {
    void run(async () => {
      await client.call('activity.cancel', { operation: operation.id });
    });
  };
  const possible = state.cancel === 'possible' && action.kind !== 'working';
  return (
    <div className={styles.progress}>
      <Progress label={titleOf(operation, words)} progress={state.progress} onCancel={possible ? cancel : undefined} />
      {action.kind === 'failed' && <ErrorNote error={action.error} />}
    </div>
  );
}
