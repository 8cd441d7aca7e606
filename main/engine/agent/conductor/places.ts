// Where copies could go on this computer: disks that are mounted, folders that are synced elsewhere, and the person's
// own documents.
import { promises as fs } from 'node:fs';
import { basename, join } from 'node:path';
import { spaceOf } from '../../destination/space.ts';
import type { Place } from '../engine.ts';
import type { Surroundings } from './surroundings.ts';

/** Folders of services that keep a second copy elsewhere. */
const SYNCED = ['Dropbox', 'OneDrive', 'Nextcloud', 'Google Drive', 'iCloudDrive', 'pCloudDrive', 'MEGA', 'Syncthing', 'Sync'];
const DRIVES = 'DEFGHIJKLMNOPQRSTUVWXYZ';

/** Disks first. Only what is there and can be written to. */
export async function listPlaces(surroundings: Surroundings): Promise<readonly Place[]> {
  const { userHome } = surroundings;
  const disks = await mountedDisks(surroundings);
  const folders = [...SYNCED, 'Documents'].map((name) => join(userHome, name));
  const places = await Promise.all([
    ...disks.map((path) => placeAt(path, 'disk')),
    ...folders.map((path) => placeAt(path, 'folder')),
  ]);
  return places.filter((place) => place !== undefined);
}

async function mountedDisks({ platform, userHome }: Surroundings): Promise<readonly string[]> {
  const user = basename(userHome);
  switch (platform) {
    case 'win32':
      return Array.from(DRIVES, (letter) => `${letter}:\\`);
    case 'darwin':
      return mountsIn(['/Volumes']);
    default:
      return mountsIn([`/media/${user}`, '/media', `/run/media/${user}`, '/mnt']);
  }
}

/** Folders that are on another device than the folder they are in. */
async function mountsIn(parents: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(parents.map(mountsBelow));
  return [...new Set(found.flat())];
}

async function mountsBelow(parent: string): Promise<readonly string[]> {
  try {
    const { dev } = await fs.stat(parent);
    const paths = (await fs.readdir(parent)).filter((name) => !name.startsWith('.')).map((name) => join(parent, name));
    const stats = await Promise.all(paths.map((path) => fs.stat(path).catch(() => undefined)));
    return paths.filter((_, i) => stats[i]?.isDirectory() === true && stats[i].dev !== dev);
  } catch {
    return [];
  }
}

async function placeAt(path: string, kind: Place['kind']): Promise<Place | undefined> {
  try {
    if (!(await fs.stat(path)).isDirectory()) return undefined;
    await fs.access(path, fs.constants.W_OK | fs.constants.X_OK);
  } catch {
    return undefined;
  }
  const space = await spaceOf(path);
  if (space === undefined) return undefined;
  return { path, name: basename(path) === '' ? path : basename(path), ...space, kind };
}
