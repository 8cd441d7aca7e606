// Follows a job by its board: progress out, cancelling in.
import type { Clock } from '../../base/clock.ts';
import type { OnProgress } from '../../base/progress.ts';
import type { Board, Stage } from './board.ts';

/** How often to look, ms. */
const LOOK_EVERY = 5;

export interface Watch {
  readonly board: Board;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress | undefined;
  /** Bytes. */
  readonly pageSize: number;
  /** What a stage is called; nothing is said of one without a name. */
  readonly steps: Partial<Record<Stage, string>>;
  /** Called at each look. */
  readonly onLook?: (stage: Stage) => void;
}

/**
 * What `work` resolves with. Asks it to stop when the signal fires; whether it still can, the work knows
 * itself.
 */
export async function watched<T>(work: Promise<T>, watch: Watch): Promise<T> {
  const cancel = (): void => {
    watch.board.cancel();
  };
  watch.signal?.addEventListener('abort', cancel);
  if (watch.signal?.aborted === true) cancel();
  try {
    await lookUntilEnded(work, watch);
    return await work;
  } catch (error) {
    // Also when a caller's callback threw: nobody lets go of what the work uses before it has ended.
    cancel();
    await Promise.allSettled([work]);
    throw error;
  } finally {
    watch.signal?.removeEventListener('abort', cancel);
  }
}

async function lookUntilEnded(work: Promise<unknown>, watch: Watch): Promise<void> {
  const ended = work.then(
    () => 'ended' as const,
    () => 'ended' as const,
  );
  for (let state: 'running' | 'ended' = 'running'; ;) {
    watch.onLook?.(watch.board.stage);
    report(watch);
    if (state === 'ended') return;
    state = await Promise.race([ended, watch.clock.sleep(LOOK_EVERY).then(() => 'running' as const)]);
  }
}

function report({ board, onProgress, pageSize, steps }: Watch): void {
  const step = steps[board.stage];
  if (step === undefined) return;
  const { done, total } = board.progress;
  onProgress?.({ step, done: done * pageSize, ...(total > 0 ? { total: total * pageSize } : {}) });
}
