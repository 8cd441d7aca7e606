// What restoring asks of the file system beyond Disk, and what its refusals mean for the file being restored.
import * as fs from 'node:fs';
import type { Disk } from '../base/disk.ts';
import { errnoOf, isTidemarkError, TidemarkError } from '../base/errors.ts';

/** `write` and `fsync` may take long on a slow disk, so they have a form that does not hold the thread. */
export type OutputDisk = Disk &
  Pick<
    typeof fs,
    'fchmodSync' | 'fchownSync' | 'fsync' | 'lstatSync' | 'realpathSync' | 'statfsSync' | 'write'
  >;

export const systemOutputDisk: OutputDisk = fs;

/** Runs `work` and says in our words what the file system's refusal means for `path`. */
export function explained<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Error ? explainDiskError(path, error) : error;
  }
}

export function explainDiskError(path: string, error: Error): Error {
  const errno = errnoOf(error);
  switch (isTidemarkError(error) ? undefined : errno) {
    case undefined:
      return error;
    case 'ENOSPC':
    case 'EDQUOT':
      return new TidemarkError('disk-full', `there is no room to restore ${path}`, {
        hint: 'Make room on that disk, or restore to another one. Nothing was changed.',
        retry: 'later',
        cause: error,
      });
    case 'ENOENT':
    case 'ENOTDIR':
      return new TidemarkError('restore-output-failed', `the folder to restore ${path} into does not exist`, {
        hint: 'Create the folder, or choose another place.',
        cause: error,
      });
    default:
      return new TidemarkError('restore-output-failed', `${path} cannot be written (${errno ?? 'unknown error'})`, {
        hint: 'Check that you may write to its folder, and that the disk is in order.',
        cause: error,
      });
  }
}
