// The live database before anything is done to it: is it there, does SQLite read it, and so how can it be put
// back?
import type { Disk } from '../../base/disk.ts';
import { type ErrorCode, isTidemarkError } from '../../base/errors.ts';
import { beginRead, endRead } from '../../sqlite/connection.ts';
import { DatabaseFile, identify } from '../../sqlite/owner.ts';
import { type LiveFile, liveHeader } from './mark.ts';
import type { InPlaceWay } from './options.ts';

export type Live =
  | { readonly kind: 'missing' }
  /** There is a file, but it is no database, or none that SQLite can read. To be closed. */
  | { readonly kind: 'broken'; readonly file: DatabaseFile }
  /** To be closed. */
  | { readonly kind: 'readable'; readonly file: DatabaseFile; readonly pageSize: number | undefined };

/** Codes of a file that can only be replaced. */
const BROKEN: readonly ErrorCode[] = ['database-damaged', 'database-not-sqlite', 'database-encrypted'];

export function isBroken(error: unknown): boolean {
  return isTidemarkError(error) && BROKEN.includes(error.code);
}

/**
 * Opens the live database. With `recover` an unfinished transaction of a program that died is rolled back
 * first, as the next program to open it would.
 */
export function openLive(disk: Disk, path: string, unfinished: 'recover' | 'leave'): Live {
  if (identify(disk, path) === undefined) return { kind: 'missing' };
  const file = DatabaseFile.open(disk, path);
  try {
    if (unfinished === 'recover') rollBackUnfinished(file);
    const header = liveHeader(disk, liveFile(file));
    return { kind: 'readable', file, pageSize: header?.pageSize };
  } catch (error) {
    if (isBroken(error)) return { kind: 'broken', file };
    file.close();
    throw error;
  }
}

export function closeLive(live: Live): void {
  if (live.kind !== 'missing') live.file.close();
}

/** What a job gets to know of it. */
export function liveFile({ path, fd, identity }: DatabaseFile): LiveFile {
  return { path, fd, identity };
}

/**
 * How the database at `path` would be put back to a state with pages of `pageSize` bytes, where that is
 * known.
 */
export function inPlaceWay(disk: Disk, path: string, pageSize?: number): InPlaceWay {
  const live = openLive(disk, path, 'leave');
  closeLive(live);
  return wayFor(live, pageSize);
}

/** SQLite changes the page size of no database that holds anything; 0 stands for a past without pages. */
export function wayFor(live: Live, pageSize: number | undefined): InPlaceWay {
  if (live.kind !== 'readable') return 'replace';
  const same = [undefined, 0, live.pageSize].includes(pageSize) || live.pageSize === undefined;
  return same ? 'transaction' : 'replace';
}

/** SQLite's own. */
const DEFAULT_PAGE_SIZE = 4096;

/** What an empty file, which has no page size yet, is given. */
export function livePageSize({ pageSize }: Live & { kind: 'readable' }): number {
  return pageSize ?? DEFAULT_PAGE_SIZE;
}

/** A lock of another program is its business for now: what it writes is not unfinished. */
function rollBackUnfinished(file: DatabaseFile): void {
  const reader = file.connect('read', 0);
  try {
    beginRead(reader, file.path);
    endRead(reader);
  } catch (error) {
    if (isTidemarkError(error, 'database-hot-journal')) readAsWriter(file);
    else if (!isTidemarkError(error, 'database-locked')) throw error;
  } finally {
    file.disconnect(reader);
  }
}

/** Only a connection that may write rolls back, and folds a log when it is the last to close. */
function readAsWriter(file: DatabaseFile): void {
  const writer = file.connect('checkpoint', 0);
  try {
    beginRead(writer, file.path);
    endRead(writer);
  } finally {
    file.disconnect(writer);
  }
}
