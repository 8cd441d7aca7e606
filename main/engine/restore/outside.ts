// A restored database must not land among the copies it is restored from.
import { basename, dirname, join } from 'node:path';
import { errnoOf, TidemarkError } from '../base/errors.ts';
import type { OutputDisk } from './output-disk.ts';

/** `usage` when `output` is one of `folders` or lies in one, by whatever links and spellings it gets there. */
export function requireOutside(disk: OutputDisk, output: string, folders: readonly string[]): void {
  const above = ancestorsOf(realPath(disk, output)).map((path) => identityOf(disk, path));
  const inside = folders.find((folder) => {
    const identity = identityOf(disk, folder);
    return identity !== undefined && above.includes(identity);
  });
  if (inside === undefined) return;
  throw new TidemarkError('usage', `${output} is inside ${inside}, which keeps the copies`, {
    hint: 'Choose a place outside that folder: nothing but the copies belongs there.',
  });
}

/** `path` itself first. */
function ancestorsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...ancestorsOf(parent)];
}

/** Where links lead, also for what does not exist yet. */
function realPath(disk: OutputDisk, path: string): string {
  if (disk.existsSync(path) || dirname(path) === path) return disk.realpathSync(path);
  return join(realPath(disk, dirname(path)), basename(path));
}

/** Undefined for what is not there. */
function identityOf(disk: OutputDisk, path: string): string | undefined {
  const stats = lookAt(disk, path);
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
}

function lookAt(disk: OutputDisk, path: string): ReturnType<OutputDisk['statSync']> {
  try {
    return disk.statSync(path, { throwIfNoEntry: false, bigint: true });
  } catch (cause) {
    throw new TidemarkError('restore-output-failed', `${path} cannot be looked at (${errnoOf(cause) ?? 'unknown error'})`, {
      hint: 'Check that you may read the folders that lead there.',
      cause,
    });
  }
}
