// SQLite's backup of one database into another as one transaction, in slices, and what its failures mean.
//
// The library tells a busy destination by reporting no pages at all, as if there had been nothing to copy,
// and the last slice commits: so both are looked for here.
import Sqlite from 'better-sqlite3';
import { abortedError } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import { type Connection, guard } from '../../sqlite/connection.ts';
import type { Board } from './board.ts';

/** Short enough to be cancelled at once, and not to hold the thread for more than some ms. */
const SLICE_BYTES = 2 << 20;

export interface Backup {
  /** Has at least one page. */
  readonly source: Connection;
  /** Bytes. */
  readonly pageSize: number;
  readonly to: string;
  readonly board: Board;
  /**
   * Called once, with the destination locked and nothing written yet; what it throws ends the backup. Nothing is
   * written either as long as the board is at `locked` then.
   */
  readonly onLocked: () => void;
}

/**
 * All pages of `source`, committed to `to`. Before that any error, and cancelling on the board, leaves `to`
 * as it was: `database-locked` when it could not be locked at once, `disk-full`, `restore-output-failed`,
 * `aborted`.
 */
export async function backUp(backup: Backup): Promise<void> {
  const steps = new Steps(backup);
  const outcome = await inOurWords(backup, () => {
    return backup.source.backup(backup.to, { progress: (progress) => steps.next(progress) });
  });
  if (outcome.totalPages > 0) return;
  throw new TidemarkError('database-locked', `${backup.to} is locked by another program`, { retry: 'later' });
}

/** The destination is not in the state any more in which it may be written. */
export class Overtaken extends Error {}

class Steps {
  readonly #backup: Backup;
  readonly #pages: number;
  #locked: 'not yet' | 'locked' = 'not yet';

  constructor(backup: Backup) {
    this.#backup = backup;
    this.#pages = Math.max(1, Math.floor(SLICE_BYTES / backup.pageSize));
  }

  /** How many pages are next. Called first with the lock had and nothing copied. */
  next({ totalPages, remainingPages }: Sqlite.BackupMetadata): number {
    const { board, onLocked, to } = this.#backup;
    if (this.#locked === 'not yet') {
      this.#locked = 'locked';
      onLocked();
    }
    board.report(totalPages - remainingPages, totalPages);
    if (board.stage === 'locked') return 0;
    if (remainingPages <= this.#pages) board.advance('running', 'committing');
    if (board.stage === 'cancelled') throw abortedError(`restoring ${to}`);
    if (board.stage === 'overtaken') throw new Overtaken();
    return this.#pages;
  }
}

async function inOurWords<T>({ to, board }: Backup, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // The library has rolled it back by now.
    board.advance('committing', 'running');
    throw error instanceof Sqlite.SqliteError ? explain(to, error) : error;
  }
}

function explain(to: string, error: Error & { readonly code: string }): unknown {
  if (error.code === 'SQLITE_FULL') {
    return new TidemarkError('disk-full', `there is not enough room on the disk of ${to}`, {
      hint: 'Nothing was changed. Make room on that disk and restore again.',
      retry: 'later',
      cause: error,
    });
  }
  if (error.code.startsWith('SQLITE_READONLY') || /^SQLITE_(IOERR|CANTOPEN|PERM)/.test(error.code)) {
    return new TidemarkError('restore-output-failed', `${to} cannot be written: ${error.message}`, {
      hint: 'Nothing was changed. Check that you may write to the file and its folder, and the disk itself.',
      cause: error,
    });
  }
  return explainOther(to, error);
}

function explainOther(path: string, error: Error): unknown {
  try {
    return guard(path, () => {
      throw error;
    });
  } catch (explained) {
    return explained;
  }
}
