// Spoiling a file of a folder as a disk does: the name and the times stay.
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import type { LtxRef } from '../../../../main/engine/destination/destination.ts';
import { objectPath } from '../../../../main/engine/destination/file/layout.ts';

export function rewrite(folder: string, ref: LtxRef, change: (bytes: Uint8Array) => Uint8Array): void {
  const path = objectPath(folder, ref);
  const { atime, mtime } = statSync(path);
  writeFileSync(path, change(readFileSync(path)));
  utimesSync(path, atime, mtime);
}
