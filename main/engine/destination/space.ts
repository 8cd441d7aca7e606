// How much room a folder's file system has.
import { promises as fs } from 'node:fs';

export interface Space {
  /** Bytes that this user may still write. */
  readonly free: number;
  /** Bytes in all. */
  readonly total: number;
}

/** Undefined where the system does not say. */
export async function spaceOf(folder: string): Promise<Space | undefined> {
  try {
    const { bavail, blocks, bsize } = await fs.statfs(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return undefined;
  }
}
