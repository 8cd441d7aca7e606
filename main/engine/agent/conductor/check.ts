// What a file turns out to be, before it is protected. Nothing is changed, and a database that is followed is not
// opened a second time.
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TidemarkError } from '../../base/errors.ts';
import type { Disk } from '../../base/disk.ts';
import { requireOutside } from '../../restore/outside.ts';
import { systemOutputDisk } from '../../restore/output-disk.ts';
import { parseDatabaseHeader } from '../../sqlite/header.ts';
import { DatabaseFile, type FileIdentity, identify, lookUp, sameFile } from '../../sqlite/owner.ts';
import type { CheckedFile } from '../engine.ts';
import { appOf } from '../find/apps.ts';
import { canonicalPath } from '../home.ts';
import type { Core } from './core.ts';
import { wholePath } from './whole-path.ts';

/** What SQLite keeps beside a database; naming one means the database. */
const SIDE_FILE = /-(?:wal|shm|journal)$/;

/**
 * `database-missing`, `-empty`, `-not-sqlite`, `-encrypted`, `-damaged`, `-unreadable`; `refused` for what is no
 * file, or is one of Tidemark's own.
 */
export function checkFile(core: Core, given: string): CheckedFile {
  const { disk } = core.services;
  const path = databaseOf(disk, canonicalPath(wholePath(core, given)));
  const size = requireFile(disk, path);
  requireNotOurs(core, path);
  const app = appOf(path);
  const registered = registeredAs(core, path);
  const { pageSize, journal } = readHeader(disk, path, size);
  return {
    path,
    size,
    pageSize,
    mode: journal,
    ...(app === undefined ? {} : { app }),
    ...(registered === undefined ? {} : { registered }),
  };
}

/** The database itself where a side file is named, unless that is a database of its own by its name alone. */
function databaseOf(disk: Disk, path: string): string {
  const main = path.replace(SIDE_FILE, '');
  return main !== path && disk.existsSync(main) ? main : path;
}

/** Returns the size, bytes. */
function requireFile(disk: Disk, path: string): number {
  const stats = lookUp(disk, path);
  if (stats === undefined) {
    throw new TidemarkError('database-missing', `there is no file at ${path}`, {
      hint: 'Check the path. If it is on a disk that is not connected, connect it first.',
    });
  }
  if (!stats.isFile()) {
    throw new TidemarkError('refused', `${path} is ${stats.isDirectory() ? 'a folder' : 'not a file'}`, {
      hint: 'Choose the database file itself.',
    });
  }
  return stats.size;
}

/** Where nobody's databases belong: Tidemark's home, and the folders that hold histories. */
export function ownFolders({ services, databases }: Core): readonly string[] {
  const histories = databases.some(undefined).flatMap(({ managed }) => managed.copies.map(({ url }) => fileURLToPath(url)));
  return [services.home, ...histories];
}

/** Copies of copies would have no end. */
function requireNotOurs(core: Core, path: string): void {
  try {
    requireOutside(systemOutputDisk, path, ownFolders(core));
  } catch (cause) {
    throw new TidemarkError('refused', `${basename(path)} is one of Tidemark's own files`, {
      hint: 'Choose a database of yours: what Tidemark keeps itself is not copied again.',
      cause,
    });
  }
}

/** Its id, by path, by hard link, or by another spelling of the path. */
export function registeredAs({ services: { disk }, databases }: Core, path: string): string | undefined {
  const identity = identityOf(disk, path);
  const known = databases.some(undefined).find(({ managed }) => {
    return managed.path === path || sameFile(identity, identityOf(disk, managed.path));
  });
  return known?.managed.id;
}

/** Undefined also for what cannot be looked at now: that is its own trouble, not that of another file. */
export function identityOf(disk: Disk, path: string): FileIdentity | undefined {
  try {
    return identify(disk, path);
  } catch {
    return undefined;
  }
}

function readHeader(disk: Disk, path: string, size: number): ReturnType<typeof parseDatabaseHeader> {
  if (size === 0) {
    throw new TidemarkError('database-empty', `${path} is empty`, {
      hint: 'Let its program write something first: an empty file is not yet a database.',
    });
  }
  const file = DatabaseFile.open(disk, path);
  try {
    return parseDatabaseHeader(file.readHeader(), path);
  } finally {
    file.close();
  }
}
