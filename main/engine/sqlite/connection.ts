// SQLite connections to a user's database, and what their errors mean. Nothing here changes a row, the schema or the
// journal mode.
import Sqlite from 'better-sqlite3';
import { isTidemarkError, TidemarkError } from '../base/errors.ts';
import { requireSafeSqlite } from './version.ts';

export type Connection = Sqlite.Database;
export type Access = 'read' | 'checkpoint' | 'own';

let gate: 'unchecked' | 'passed' = 'unchecked';

/** Asks the library, not a user's database, which may be locked. */
function passGate(): void {
  if (gate === 'passed') return;
  const memory = new Sqlite(':memory:');
  requireSafeSqlite(memory.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '0');
  memory.close();
  gate = 'passed';
}

/**
 * Opens an existing database. `read` connections are read-only; `checkpoint` ones may take the write lock and run a
 * checkpoint; `own` ones are for files of our own and may take every lock. A lock held by somebody else for longer than
 * `busyTimeout` ms is `database-locked`.
 */
export function connect(path: string, access: Access, busyTimeout: number): Connection {
  passGate();
  return guard(path, () => {
    return new Sqlite(path, { readonly: access === 'read', fileMustExist: true, timeout: busyTimeout });
  });
}

/**
 * Starts a transaction that holds its snapshot from now on. The schema version lives on page 1, so reading it takes
 * the read lock without parsing the schema, which may need extensions that only the app has.
 */
export function beginRead(connection: Connection, path: string): void {
  guard(path, () => {
    connection.exec('BEGIN');
    try {
      connection.pragma('schema_version');
    } catch (error) {
      connection.exec('ROLLBACK');
      throw error;
    }
  });
}

export function endRead(connection: Connection): void {
  if (connection.inTransaction) connection.exec('ROLLBACK');
}

/** Runs `work` and says in our words what SQLite's error means for the database at `path`. */
export function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explainSqliteError(path, error);
  }
}

function explainSqliteError(path: string, error: unknown): unknown {
  if (isTidemarkError(error) || !(error instanceof Sqlite.SqliteError)) return error;
  const { code } = error;
  if (code === 'SQLITE_READONLY_ROLLBACK') return hotJournal(path, error);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return locked(path, error);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return damaged(path, error);
  return new TidemarkError('database-unreadable', `${path} cannot be opened: ${error.message}`, {
    hint: 'Check that the file and its folder may be read (a WAL database also needs its -wal and -shm files).',
    retry: 'later',
    cause: error,
  });
}

function hotJournal(path: string, cause: Error): TidemarkError {
  return new TidemarkError('database-hot-journal', `${path} was left in the middle of a transaction`, {
    hint: 'Open it once with its own program, which rolls the unfinished change back. Tidemark does not write to it.',
    retry: 'later',
    cause,
  });
}

function locked(path: string, cause: Error): TidemarkError {
  return new TidemarkError('database-locked', `${path} is locked by another program`, {
    hint: 'Nothing is lost: Tidemark tries again by itself as soon as the lock is released.',
    retry: 'later',
    cause,
  });
}

function damaged(path: string, cause: Error): TidemarkError {
  return new TidemarkError('database-damaged', `SQLite cannot read ${path}: ${cause.message}`, {
    hint: 'What was copied before is untouched. Restore the newest good point to a new file and compare.',
    retry: 'later',
    cause,
  });
}
