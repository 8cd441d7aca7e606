// Folders for tests of the file destination.
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { systemFiles, type FileSystem } from '../../../../main/engine/destination/folder-calls.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import type { DestinationRig } from '../acceptance.ts';

export interface Folder extends DestinationRig {
  /** The directory that holds the replica's folder. */
  readonly parent: string;
  readonly path: string;
  connect(fs?: FileSystem): Destination;
  /** Every file below, as a path relative to the replica's folder, sorted. */
  files(): Promise<string[]>;
}

export async function makeFolder(fs: FileSystem = systemFiles): Promise<Folder> {
  const parent = await mkdtemp(join(tmpdir(), 'tidemark-folder-'));
  const path = join(parent, 'replica');
  const level = (n: number): string => join(path, 'ltx', String(n));
  return {
    parent,
    path,
    connect: (override = fs) => fileDestination({ path, fs: override, random: systemRandom }),
    plantForeign: (n, name) => writeFile(join(level(n), name), 'not an LTX file'),
    spoilTimes: async () => {
      for (const name of await readdir(level(0))) await utimes(join(level(0), name), 1, 1);
    },
    files: () => filesBelow(path),
    dispose: () => rm(parent, { recursive: true, force: true }),
  };
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1)).sort();
}
