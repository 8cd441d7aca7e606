// Removing files and the folders that they leave empty.
import { dirname } from 'node:path';
import { errnoOf } from '../../base/errors.ts';
import type { FileSystem } from '../folder-calls.ts';

/** `gone`: there was none. */
export async function removeFile(fs: FileSystem, file: string): Promise<'removed' | 'gone'> {
  try {
    await fs.unlink(file);
    return 'removed';
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'gone';
    throw error;
  }
}

/** What says that a folder is in use, or not there any more. */
const NOT_EMPTY = new Set(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'EPERM', 'EACCES']);

/**
 * Removes `folder` and those above it, up to `tree` and without it, as long as they are empty. A folder that a writer has
 * just made and not filled yet may go too: it is made again.
 */
export async function removeEmpty(fs: FileSystem, folder: string, tree: string): Promise<void> {
  for (let dir = folder; dir.length > tree.length && dir.startsWith(tree); dir = dirname(dir)) {
    try {
      await fs.rmdir(dir);
    } catch (error) {
      if (NOT_EMPTY.has(errnoOf(error) ?? '')) return;
      throw error;
    }
  }
}
