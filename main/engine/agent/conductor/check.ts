// What a file turns out to be, before it is protected. Nothing is changed, and a database that is followed is not
// opened a second time.
import { basename } from 'node:path';
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import type { Disk } from '../../base/disk.ts';
import { folderOf } from '../../destination/url.ts';
import { requireOutside } from '../../restore/outside.ts';
import { systemOutputDisk } from '../../restore/output-disk.ts';
import { databaseBeside } from '../../restore/sidecars.ts';
import type { DatabaseHeader } from '../../sqlite/header.ts';
import { identityNow, lookUp, sameFile } from '../../sqlite/owner.ts';
import { readHeaderOf } from '../../sqlite/read-header.ts';
import type { CheckedFile } from '../engine.ts';
import { appOf } from '../find/apps.ts';
import { canonicalPath } from '../home.ts';
import type { Core } from './core.ts';
import { wholePath } from './whole-path.ts';

/**
 * `database-missing`, `-empty`, `-not-sqlite`, `-encrypted`, `-damaged`, `-unreadable`; `refused` for what is no
 * file, or is one of Tidemark's own.
 */
export function checkFile(core: Core, given: string): CheckedFile {
  const { disk } = core.services;
  const named = canonicalPath(wholePath(core, given));
  const path = databaseBeside(disk, named) ?? named;
  const size = requireFile(disk, path);
  requireOutsideOurs(core, path, (cause) => {
    // Copies of copies would have no end.
    return new TidemarkError('refused', `${basename(path)} is one of Tidemark's own files`, {
      hint: 'Choose a database of yours: what Tidemark keeps itself is not copied again.',
      cause,
    });
  });
  const app = appOf(path);
  const registered = registeredAs(core, path);
  const { pageSize, journal } = readHeader(disk, path, size);
  if (registered === undefined && journal === 'wal') requireItsName(disk, path);
  return {
    path,
    size,
    pageSize,
    mode: journal,
    ...(app === undefined ? {} : { app }),
    ...(registered === undefined ? {} : { registered }),
  };
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
  const copies = databases.some(undefined).flatMap(({ managed }) => managed.copies);
  return [services.home, ...copies.flatMap(({ url }) => folderOf(url))];
}

/** Throws what `refusal` makes of it when the path is in one of those folders. */
export function requireOutsideOurs(core: Core, path: string, refusal: (cause: TidemarkError) => TidemarkError): void {
  try {
    requireOutside(systemOutputDisk, path, ownFolders(core));
  } catch (cause) {
    throw isTidemarkError(cause, 'usage') ? refusal(cause) : cause;
  }
}

/** Its id, by path, by hard link, or by another spelling of the path. */
export function registeredAs({ services: { disk }, databases }: Core, path: string): string | undefined {
  const identity = identityNow(disk, path);
  const known = databases.some(undefined).find(({ managed }) => {
    return managed.path === path || sameFile(identity, identityNow(disk, managed.path));
  });
  return known?.managed.id;
}

/**
 * The log of a WAL database has the name that its program knows the database by. By another hard link one would look
 * for another log: what the program wrote last would be missing, and what is written would be torn.
 */
function requireItsName(disk: Disk, path: string): void {
  if ((lookUp(disk, path)?.nlink ?? 1) === 1 || disk.existsSync(`${path}-wal`)) return;
  throw new TidemarkError('refused', `${path} is one of several names (hard links) of one file, and not the one in use`, {
    hint: 'Choose the name that its program uses, while the program runs; or remove the other names.',
  });
}

function readHeader(disk: Disk, path: string, size: number): DatabaseHeader {
  if (size === 0) {
    throw new TidemarkError('database-empty', `${path} is empty`, {
      hint: 'Let its program write something first: an empty file is not yet a database.',
    });
  }
  return readHeaderOf(disk, path);
}
