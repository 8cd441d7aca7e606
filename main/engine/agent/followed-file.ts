// Whether a file is kept level with another database just now, by whichever Tidemark of this computer. Such a file is written by
// what it follows; it is protected where that is.
import { join } from 'node:path';
import type { Disk } from '../base/disk.ts';
import { isTidemarkError, TidemarkError } from '../base/errors.ts';
import { readState } from '../stream/apply/state.ts';
import { copyDir, followerDir, nodesDir } from './home.ts';
import { GUARD_FILE, lockState } from './state-lock.ts';

/** `refused` for a file that follows. @param path canonical @param except folder of a node's own state */
export function requireNotFollowing(disk: Disk, home: string, path: string, except?: string): void {
  if (isHeld(disk, followerDir(home, path))) throw followsError(path);
  const nodes = nodesDir(home);
  const all = disk.existsSync(nodes) ? disk.readdirSync(nodes).map((name) => join(nodes, name)) : [];
  for (const dir of all) if (dir !== except && readState(disk, copyDir(dir))?.path === path && isHeld(disk, dir)) throw followsError(path);
}

/** Whether somebody works with that folder of state now. */
function isHeld(disk: Disk, dir: string): boolean {
  if (!disk.existsSync(join(dir, GUARD_FILE))) return false;
  try {
    lockState(dir, 'looking at it')();
    return false;
  } catch (error) {
    if (isTidemarkError(error, 'state-in-use')) return true;
    throw error;
  }
}

function followsError(path: string): TidemarkError {
  return new TidemarkError('refused', `${path} follows a database elsewhere`, {
    hint: 'That one is protected where it is. To write here, take it over on the screen of replicas, or stop following first.',
  });
}
