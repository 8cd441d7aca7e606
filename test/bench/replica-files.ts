// Looks at a file replica from outside: <destination>/ltx/<level>/<min>-<max>.ltx.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A whole file under its final name; half-written ones are called something else. */
const LTX_NAME = /^[0-9a-f]{16}-[0-9a-f]{16}\.ltx$/;

/** Paths of a level's files in order of TXID. */
export function levelFiles(destination: string, level: number): string[] {
  const folder = join(destination, 'ltx', String(level));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => LTX_NAME.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Something that could be restored has arrived. */
export function hasArrived(destination: string): boolean {
  return levelFiles(destination, 0).length > 0 || levelFiles(destination, 9).length > 0;
}

export function bytesOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + statSync(path).size, 0);
}

/** Leaves the snapshots and the small files of level 0, as if nothing had been merged yet. */
export function removeMergedLevels(destination: string): void {
  for (let level = 1; level < 9; level++) {
    rmSync(join(destination, 'ltx', String(level)), { recursive: true, force: true });
  }
}
