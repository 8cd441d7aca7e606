// One agent per database, one conductor per home: a folder of state is guarded by an SQLite lock, which the system
// lets go when the holder dies, however it dies.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { TidemarkError } from '../base/errors.ts';

export const GUARD_FILE = 'guard.db';

/**
 * Holds the folder until the returned function is called. `state-in-use` if another process has it; `doing` says for
 * what.
 */
export function lockState(dir: string, doing: string): () => void {
  const guard = new Sqlite(join(dir, GUARD_FILE), { timeout: 0 });
  try {
    guard.pragma('journal_mode = MEMORY');
    guard.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    guard.close();
    if (!(cause instanceof Sqlite.SqliteError) || !cause.code.startsWith('SQLITE_BUSY')) throw cause;
    throw new TidemarkError('state-in-use', `another Tidemark on this computer is already ${doing}`, {
      hint: 'Stop the other one first, or use it: one is enough.',
      retry: 'later',
      cause,
    });
  }
  return () => guard.close();
}
