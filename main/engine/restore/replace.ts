// Putting a proved file in the place of an existing database: a crash at any step leaves the old one whole or
// the new one whole, and nothing left over from the old one is ever read as part of the new one.
//
//   1  lock    the old database exclusively, through SQLite: nobody else may have it open. SQLite rolls back
//              an unfinished transaction it finds (hot journal), as any next opener would have.
//   2  fold    its WAL into it (checkpoint TRUNCATE). From here the old main file is complete by itself.
//   3  clear   -wal, -journal and -shm away, durably. Nobody can make them anew: opening needs our lock.
//   4  swap    rename the new file over the old one, durably. A crash before it: old database; after: new.
//   5  close   the old database, whose file has no name any more. SQLite sees that and touches no new -wal.
//
// A file that SQLite cannot read cannot be locked or folded: there the leftovers are renamed out of the way
// before the swap, put back if it fails, and removed after it. All opening goes through SQLite: closing a
// descriptor of our own would drop the locks that this process may hold on the old file (DESIGN §2.4).
import { dirname } from 'node:path';
import { syncDirectory } from '../base/disk.ts';
import { assertNever, isTidemarkError, TidemarkError } from '../base/errors.ts';
import { connect, guard, type Connection } from '../sqlite/connection.ts';
import type { OutputDisk } from './output-disk.ts';
import type { ScratchFile } from './scratch.ts';
import { removeSidecars, setSidecarsAside } from './sidecars.ts';

export interface Publication {
  readonly disk: OutputDisk;
  readonly scratch: ScratchFile;
  readonly output: string;
  /** Makes the names of what has to be kept for a moment unique. */
  readonly token: string;
}

/** How long to wait for programs that are just closing the database, ms. */
const LOCK_WAIT = 500;

export function replaceDatabase(publication: Publication): void {
  const { disk, scratch, output } = publication;
  const old = takeOver(output);
  try {
    scratch.resemble(disk.statSync(output));
    scratch.close();
    switch (old.kind) {
      case 'held':
        replaceHeld(publication, old.connection);
        break;
      case 'unreadable':
        replaceUnreadable(publication);
        break;
      default:
        assertNever(old);
    }
  } finally {
    if (old.kind === 'held') old.connection.close();
  }
}

type Old = { readonly kind: 'held'; readonly connection: Connection } | { readonly kind: 'unreadable' };

/** Steps 1 and 2. `restore-output-busy` when anybody else has the database open. */
function takeOver(output: string): Old {
  try {
    return { kind: 'held', connection: lockAndFold(output) };
  } catch (error) {
    if (isTidemarkError(error, 'database-damaged')) return { kind: 'unreadable' };
    if (isTidemarkError(error, 'database-locked')) throw outputBusy(output, error);
    throw error;
  }
}

function lockAndFold(output: string): Connection {
  const connection = connect(output, 'checkpoint', LOCK_WAIT);
  try {
    guard(output, () => {
      connection.pragma('locking_mode = EXCLUSIVE');
      connection.pragma('synchronous = FULL');
      connection.exec('BEGIN EXCLUSIVE; COMMIT');
      const folded = connection.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
      if (folded[0]?.busy !== 0) throw outputBusy(output);
    });
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * Steps 3 and 4. Windows neither removes nor renames over open files, so there the lock is let go just
 * before.
 */
function replaceHeld({ disk, scratch, output }: Publication, old: Connection): void {
  const folder = dirname(output);
  if (process.platform === 'win32') old.close();
  removeSidecars(disk, output);
  syncDirectory(disk, folder);
  disk.renameSync(scratch.path, output);
  syncDirectory(disk, folder);
}

function replaceUnreadable({ disk, scratch, output, token }: Publication): void {
  const folder = dirname(output);
  const aside = setSidecarsAside(disk, output, token);
  try {
    syncDirectory(disk, folder);
    disk.renameSync(scratch.path, output);
  } catch (error) {
    aside.putBack();
    throw error;
  }
  syncDirectory(disk, folder);
  aside.remove();
}

function outputBusy(output: string, cause?: unknown): TidemarkError {
  return new TidemarkError('restore-output-busy', `${output} is open in another program`, {
    hint: 'Close the programs that have it open, and restore again. Nothing was changed.',
    retry: 'later',
    cause,
  });
}
