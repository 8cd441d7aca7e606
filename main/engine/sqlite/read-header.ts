// The header of a database that nobody follows here, or not now: opened, read and closed again by the one owner of
// descriptors, so that it harms no lock of ours where somebody does.
import type { Disk } from '../base/disk.ts';
import { isTidemarkError } from '../base/errors.ts';
import { type DatabaseHeader, parseDatabaseHeader } from './header.ts';
import { DatabaseFile, lookUp } from './owner.ts';

/** Throws as `DatabaseFile.open` and `parseDatabaseHeader`. */
export function readHeaderOf(disk: Disk, path: string): DatabaseHeader {
  const file = DatabaseFile.open(disk, path);
  try {
    return parseDatabaseHeader(file.readHeader(), path);
  } finally {
    file.close();
  }
}

/** Undefined for what is no file, no database, or cannot be read now. */
export function headerIfReadable(disk: Disk, path: string): DatabaseHeader | undefined {
  try {
    return lookUp(disk, path)?.isFile() === true ? readHeaderOf(disk, path) : undefined;
  } catch (error) {
    if (isTidemarkError(error)) return undefined;
    throw error;
  }
}
