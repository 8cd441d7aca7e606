// Our hold on one database file: the descriptor, the log beside it, and in WAL mode the read mark. Made anew when
// the file is replaced or its journal mode changes.
import type { Clock } from '../base/clock.ts';
import type { Disk } from '../base/disk.ts';
import { isTidemarkError, TidemarkError } from '../base/errors.ts';
import { beginRead, type Connection, endRead } from '../sqlite/connection.ts';
import { type JournalKind, parseDatabaseHeader } from '../sqlite/header.ts';
import { DatabaseFile, type FileIdentity, identify, lookUp, sameFile } from '../sqlite/owner.ts';
import { ReadMark } from '../sqlite/read-mark.ts';
import { WalFile } from '../sqlite/wal-file.ts';

interface Base {
  readonly file: DatabaseFile;
  readonly wal: WalFile;
}

export type Attachment =
  | (Base & {
      readonly kind: 'wal';
      readonly mark: ReadMark;
      /** Of the `-shm` file, which our marks are in. */
      readonly marksIn: FileIdentity | undefined;
    })
  /** `connection` is idle, and so holds no lock, except while pages are compared. */
  | (Base & { readonly kind: 'rollback'; readonly connection: Connection });

export type WalAttachment = Attachment & { readonly kind: 'wal' };
export type RollbackAttachment = Attachment & { readonly kind: 'rollback' };

/** How long a page capture asks for the lock before it says that it is locked out, ms. */
const SHARED_LOCK_PATIENCE = 250;

/**
 * Errors: `database-missing`, `-unreadable`, `-not-sqlite`, `-encrypted`, `-damaged`, `-locked`, `-hot-journal`.
 * An empty file counts as a rollback-journal database without pages.
 */
export function attach(disk: Disk, path: string): Attachment {
  requireRegularFile(disk, path);
  const file = DatabaseFile.open(disk, path);
  const wal = new WalFile(disk, path);
  try {
    return journalOf(file) === 'wal'
      ? { kind: 'wal', file, wal, mark: new ReadMark(file), marksIn: identify(disk, shmOf(path)) }
      : { kind: 'rollback', file, wal, connection: file.connect('read', 0) };
  } catch (error) {
    file.close();
    throw error;
  }
}

function shmOf(path: string): string {
  return `${path}-shm`;
}

/** While we hold a mark SQLite leaves log and marks where they are: false if somebody took one of them away. */
export function isWhole(disk: Disk, { file, wal, marksIn }: WalAttachment): boolean {
  return !wal.vanished() && sameFile(identify(disk, shmOf(file.path)), marksIn);
}

/**
 * How to leave: `as reader` closes read-only connections, which leave the log behind; `as user` does what the app's
 * last connection would have done without us: if nobody else has the database open, SQLite copies the log back and
 * removes it, so that the database is one file again.
 */
export function detach(attachment: Attachment, leave: 'as reader' | 'as user'): void {
  attachment.wal.close();
  if (attachment.kind === 'wal') leaveLog(attachment, leave);
  attachment.file.close();
}

function leaveLog({ file, mark }: WalAttachment, leave: 'as reader' | 'as user'): void {
  const last = leave === 'as user' ? tryConnect(file) : undefined;
  mark.close();
  if (last !== undefined) file.disconnect(last);
}

/** Undefined where the database may not be written, or is not where it was. */
function tryConnect(file: DatabaseFile): Connection | undefined {
  try {
    const connection = file.connect('checkpoint', 0);
    connection.pragma('schema_version');
    return connection;
  } catch {
    return undefined;
  }
}

/** The journal mode as the file's header has it now. */
export function journalOf(file: DatabaseFile): JournalKind {
  return file.size() === 0 ? 'rollback' : parseDatabaseHeader(file.readHeader(), file.path).journal;
}

/** Runs `work` under SQLite's SHARED lock, so that no page of the file changes meanwhile. `database-locked` in time. */
export async function withSharedLock<T>(
  { connection, file }: RollbackAttachment,
  clock: Clock,
  work: () => T | Promise<T>,
): Promise<T> {
  await takeSharedLock(connection, file.path, clock);
  try {
    return await work();
  } finally {
    endRead(connection);
  }
}

/** A busy writer leaves gaps of a millisecond, so it is asked often; asking blocks nobody. */
async function takeSharedLock(connection: Connection, path: string, clock: Clock): Promise<void> {
  const deadline = clock.monotonic() + SHARED_LOCK_PATIENCE;
  for (;;) {
    try {
      beginRead(connection, path);
      return;
    } catch (error) {
      if (!isTidemarkError(error, 'database-locked') || clock.monotonic() >= deadline) throw error;
    }
    await clock.sleep(1);
  }
}

function requireRegularFile(disk: Disk, path: string): void {
  const stat = lookUp(disk, path);
  if (stat === undefined || stat.isFile()) return;
  throw new TidemarkError('database-not-sqlite', `${path} is ${stat.isDirectory() ? 'a folder' : 'not a file'}`, {
    hint: 'Name the database file itself.',
  });
}
