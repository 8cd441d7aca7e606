// Each database of a directory as if it had been named by itself: at the path of its own in each of the entry's places.
import { basename, isAbsolute, relative, sep } from 'node:path';
import type { DestinationLocation } from '../../engine/destination/location.ts';
import { formatDestination, placeIn } from '../../engine/destination/url.ts';
import type { Disk } from '../../engine/base/disk.ts';
import type { Configuration, DatabaseConfig, DirectoryConfig } from '../config/configuration.ts';
import { nameMatcher } from './glob.ts';
import { type Found, Scanner } from './scan.ts';

export function databaseIn({ places, settings }: DirectoryConfig, { path, name }: Found): DatabaseConfig {
  const replicas = places.map((place) => ({ url: formatDestination(locationIn(place.location, name)), place }));
  return { path, replicas, destinations: replicas.map(({ url }) => url), settings, restoreIfMissing: 'no' };
}

export function locationIn(location: DestinationLocation, name: string): DestinationLocation {
  return name.split('/').reduce(placeIn, location);
}

/** The one at that path, named by itself or in one of the directories; it need not be there now. */
export function databaseAt(
  { databases, directories }: Configuration,
  path: string,
  isSame: (other: string) => boolean,
): DatabaseConfig | undefined {
  const named = databases.find((database) => isSame(database.path));
  if (named !== undefined) return named;
  for (const config of directories) {
    const name = nameIn(config, path);
    if (name !== undefined) return databaseIn(config, { path, name });
  }
  return undefined;
}

function nameIn({ dir, pattern, depth }: DirectoryConfig, path: string): string | undefined {
  const name = relative(dir, path);
  const isInside = name !== '' && !isAbsolute(name) && name.split(sep)[0] !== '..';
  const isDeep = name.includes(sep);
  return isInside && (depth === 'tree' || !isDeep) && nameMatcher(pattern)(basename(path)) ? name.split(sep).join('/') : undefined;
}

/** The databases that are named, and those that are in its directories now. */
export async function allDatabases({ databases, directories }: Configuration, disk: Disk): Promise<readonly DatabaseConfig[]> {
  const found = await Promise.all(
    directories.map(async (config) => {
      const scanner = new Scanner({ config, disk, except: [], isKnown: () => false });
      return (await scanner.scan()).databases.map((one) => databaseIn(config, one));
    }),
  );
  const named = new Set(databases.map(({ path }) => path));
  return [...databases, ...found.flat().filter(({ path }) => !named.has(path))];
}
