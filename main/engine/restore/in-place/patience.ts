// Waiting for other programs' locks, for as long as was agreed.
import type { Clock } from '../../base/clock.ts';
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';

/** Pauses between tries, ms: shorter than those of SQLite's own busy handler, so that our turn comes. */
const SHORTEST = 1;
const LONGEST = 5;

export interface Patience {
  /** The database, for the message. */
  readonly path: string;
  readonly clock: Clock;
  /** Most time in all, ms. */
  readonly patience: number;
  /** Called before each pause; throws to end the wait. */
  readonly onPause: () => void;
}

/**
 * Runs `work` again as long as it throws `database-locked`. When the patience is spent: `database-locked` in
 * words for who waits.
 */
export async function outlast<T>(waiting: Patience, work: () => T | Promise<T>): Promise<T> {
  const { path, clock, patience, onPause } = waiting;
  const deadline = clock.monotonic() + patience;
  for (let pause = SHORTEST; ; pause = Math.min(LONGEST, 2 * pause)) {
    try {
      return await work();
    } catch (error) {
      if (!isTidemarkError(error, 'database-locked')) throw error;
      if (clock.monotonic() > deadline) throw stillLocked(path, patience, error);
    }
    onPause();
    await clock.sleep(pause);
  }
}

function stillLocked(path: string, patience: number, cause: unknown): TidemarkError {
  const what = `another program kept ${path} locked for ${seconds(patience)}`;
  return new TidemarkError('database-locked', what, {
    hint: 'Nothing was changed. Let that program finish what it is writing, or close it, and restore again.',
    retry: 'later',
    cause,
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 1000 ? 1 : 0)} s`;
}
