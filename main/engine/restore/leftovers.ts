// What a restore that was killed left beside the file it was to make.
import { dirname, join } from 'node:path';
import type { OutputDisk } from './output-disk.ts';

/** As `ScratchFile` names them, and what SQLite puts beside them. */
const SCRATCH = /^\.[^/]{1,40}\.[0-9a-f]{16}\.tidemark-tmp(?:-wal|-journal|-shm)?$/;
/** A restore writes all the time, and then only checks: one that was last written so long ago is not at work, ms. */
const LIFE_MS = 24 * 3_600_000;

/**
 * Removes them from the folder of `scratch`, a file that was just made: it tells the time there. Nothing else is touched; what
 * cannot be removed is in the way of nothing.
 */
export function removeLeftovers(disk: OutputDisk, scratch: string): void {
  const folder = dirname(scratch);
  try {
    const now = disk.statSync(scratch).mtimeMs;
    const names = disk.readdirSync(folder).filter((name) => SCRATCH.test(name));
    for (const path of names.map((name) => join(folder, name))) {
      const stats = disk.lstatSync(path);
      if (stats.isFile() && now - stats.mtimeMs > LIFE_MS) disk.rmSync(path, { force: true });
    }
  } catch {
    // A folder that may be written to but not listed, or another restore that tidies as well.
  }
}
