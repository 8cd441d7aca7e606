// Where the histories are that a word and flags mean: each opened with the secrets that are known for it.
import { TidemarkError } from '../engine/base/errors.ts';
import { formatDestination } from '../engine/destination/url.ts';
import { type PlaceFlags, readPlace } from './args/place.ts';
import { knownPlace, type NamedPlace } from './bridge/known-place.ts';
import { withSecrets } from './bridge/secrets.ts';
import type { ConfigFlags } from './config/load.ts';
import type { Context } from './context.ts';
import { findSource } from './sources.ts';

export type { NamedPlace };

export interface FoundPlaces {
  /** The database that was named; undefined when a place was. */
  readonly database: string | undefined;
  /** At least one. */
  readonly places: readonly NamedPlace[];
  /** With the secrets of the flags. */
  readonly context: Context;
}

/** As `findSource`. */
export async function findPlaces(word: string, flags: ConfigFlags & PlaceFlags, given: Context): Promise<FoundPlaces> {
  const { database, destinations } = await findSource(word, flags, given);
  if (database === undefined && flags['host-key'] !== undefined) {
    const { place, context } = readPlace(word, flags, given);
    return { database, places: [{ ...place, url: formatDestination(place.location) }], context };
  }
  const context = withSecrets(flags, given);
  const places = await Promise.all(destinations.map((url) => knownPlace(url, context)));
  return { database, places, context };
}

/** A folder must be there: a path that was mistyped is neither made nor called empty. */
export function requireThere({ location }: NamedPlace, { disk }: Pick<Context, 'disk'>): void {
  if (location.kind !== 'folder' || disk.statSync(location.path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new TidemarkError('not-found', `there is no folder ${location.path}, and no database is known by that name`, {
    hint: 'Name the folder that holds the history. `tidemark databases` lists what is known here.',
  });
}
