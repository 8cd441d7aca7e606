// Reading a tree of folders: which objects it holds, how large, from when.
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { unlessMissing } from '../../base/errors.ts';
import { mapBounded } from '../bounded.ts';
import type { FileSystem } from '../folder-calls.ts';
import { isObjectName } from '../object-name.ts';
import type { StoredObject } from '../objects.ts';
import { isWorkName } from './layout.ts';

/** Calls in flight at once. libuv runs four at a time; a few more keep a network share busy. */
const WIDTH = 16;

export interface ObjectListing {
  readonly after: string;
  readonly signal: AbortSignal | undefined;
}

/** The names of the folders in `dir`, sorted; undefined when it is not there. Links to folders count. */
export async function foldersIn(fs: FileSystem, dir: string): Promise<string[] | undefined> {
  const entries = await entriesOf(fs, dir);
  if (entries === undefined) return undefined;
  const names = await mapBounded(entries, WIDTH, async (entry) => {
    if (!isObjectName(entry.name)) return undefined;
    if (entry.isDirectory()) return entry.name;
    if (!entry.isSymbolicLink()) return undefined;
    return (await unlessMissing(fs.stat(join(dir, entry.name))))?.isDirectory() === true ? entry.name : undefined;
  });
  return names.filter((name) => name !== undefined).sort();
}

/** `dir` and all folders below it; links are not followed. What cannot be read is left out. */
export async function foldersBelow(fs: FileSystem, dir: string): Promise<string[]> {
  const entries = (await entriesOf(fs, dir).catch(() => undefined)) ?? [];
  const folders = entries.filter((entry) => entry.isDirectory());
  const below = await mapBounded(folders, WIDTH, (entry) => foldersBelow(fs, join(dir, entry.name)));
  return [dir, ...below.flat()];
}

/**
 * The objects in `folder` of the place at `path` and below, in order; undefined when it is not there. Below it links to folders
 * are not followed: they may lead round in a circle.
 */
export async function listObjects(
  fs: FileSystem,
  path: string,
  folder: string,
  { after, signal }: ObjectListing,
): Promise<StoredObject[] | undefined> {
  const names = await namesIn(fs, path, folder, after);
  if (names === undefined) return undefined;
  const objects = await mapBounded(names.sort(), WIDTH, async (name): Promise<StoredObject | undefined> => {
    throwIfAborted(signal, 'listing objects');
    const stats = await unlessMissing(fs.stat(join(path, name)));
    if (stats?.isFile() !== true) return undefined;
    return { name, size: stats.size, modifiedAt: Math.round(stats.mtimeMs) };
  });
  return objects.filter((object) => object !== undefined);
}

/** Of what may be objects, in no order. */
async function namesIn(fs: FileSystem, path: string, folder: string, after: string): Promise<string[] | undefined> {
  const entries = await entriesOf(fs, join(path, folder));
  if (entries === undefined) return undefined;
  const prefix = folder === '' ? '' : `${folder}/`;
  const ours = entries.filter(({ name }) => isObjectName(name) && !isWorkName(name));
  const found = await mapBounded(ours, WIDTH, async (entry) => {
    const name = prefix + entry.name;
    if (!entry.isDirectory()) return name > after ? [name] : [];
    const isBehind = `${name}/` > after || after.startsWith(`${name}/`);
    return isBehind ? ((await namesIn(fs, path, name, after)) ?? []) : [];
  });
  return found.flat();
}

async function entriesOf(fs: FileSystem, dir: string): Promise<Dirent[] | undefined> {
  return unlessMissing(fs.readdir(dir, { withFileTypes: true }));
}
