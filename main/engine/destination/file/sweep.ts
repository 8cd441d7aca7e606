// Removing what writers that died left behind, never what one at work is using.
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import type { FileSystem } from '../folder-calls.ts';

/**
 * A temp untouched for this long (ms) has no writer: every piece touches it. One that slept through starts
 * over.
 */
const TEMP_LIFE = 3_600_000;

/**
 * When a file was last created, written or renamed, ms on the clock of the machine that holds it. Not its
 * modification time: writers set that to the transaction's.
 */
export function lastTouched(stats: Stats): number {
  return Math.max(stats.ctimeMs, stats.birthtimeMs);
}

export interface Sweep {
  readonly folders: readonly string[];
  /** True for names that only writers give. */
  readonly isWork: (name: string) => boolean;
  /** On the file system's clock, ms, so that a server whose clock is wrong cannot make a live file look old. */
  readonly now: number;
}

/** Removes left-over temps and claims of the folders. Tidying only: what fails is left for the next time. */
export async function sweepLeftOvers(fs: FileSystem, { folders, isWork, now }: Sweep): Promise<void> {
  for (const dir of folders) {
    const names = await fs.readdir(dir).catch(() => []);
    for (const name of names.filter(isWork)) {
      await removeIfDead(fs, join(dir, name), now).catch(() => undefined);
    }
  }
}

async function removeIfDead(fs: FileSystem, file: string, now: number): Promise<void> {
  if (now - lastTouched(await fs.stat(file)) > TEMP_LIFE) await fs.unlink(file);
}
