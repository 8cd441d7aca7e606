// The calls that keeping something in a folder is made of, taken as a parameter so that tests can fail and reorder them.
import * as promises from 'node:fs/promises';
import { errnoOf } from '../base/errors.ts';

export type FileSystem = Pick<typeof promises, 'link' | 'mkdir' | 'open' | 'readdir' | 'rename' | 'rmdir' | 'stat' | 'unlink'>;

export const systemFiles: FileSystem = promises;

/** What servers and FUSE file systems say to fsync of a directory when they have no such thing. */
const NO_DIRECTORY_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EBADF']);

/** Makes a created, renamed or removed name in `dir` survive power loss, wherever the file system can. */
export async function syncDirectory(fs: FileSystem, dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(dir, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!NO_DIRECTORY_SYNC.has(errnoOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}
