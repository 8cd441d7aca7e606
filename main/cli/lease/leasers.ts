// The leasers of the histories that a word means.
import { hostname } from 'node:os';
import { TidemarkError } from '../../engine/base/errors.ts';
import type { ConditionalStore } from '../../engine/destination/conditional.ts';
import { openObjects } from '../../engine/destination/open.ts';
import { showDestination } from '../../engine/destination/url.ts';
import { keptPen } from '../../engine/agent/conductor/kept-pen.ts';
import type { LeaseKeeper } from '../../engine/lease/holder.ts';
import type { Leaser } from '../../engine/lease/leaser.ts';
import { openLeaser } from '../../engine/lease/open.ts';
import { ownerText } from '../../engine/lease/owner.ts';
import type { LeaseTerms } from '../../engine/lease/terms.ts';
import type { PlaceFlags } from '../args/place.ts';
import { depsOf } from '../bridge/destinations.ts';
import { homeOf } from '../bridge/known.ts';
import type { ConfigFlags } from '../config/load.ts';
import type { Context } from '../context.ts';
import { findPlaces, type FoundPlaces, type NamedPlace } from '../places.ts';
import { requireWord } from '../sources.ts';

export type LeaseFlags = ConfigFlags & PlaceFlags & { readonly json: boolean };

export function placesOf(word: string | undefined, flags: LeaseFlags, context: Context): Promise<FoundPlaces> {
  return findPlaces(requireWord(word, 'database or place', 'lease show /mnt/backup/shop'), flags, context);
}

/** Undefined where nobody can ask for the pen. */
export function leaserAt(
  { location, secrets }: NamedPlace,
  context: Context,
  terms: Partial<LeaseTerms> = {},
): Leaser | undefined {
  const { clock, random } = context;
  const owner = ownerText(`${hostname()} (command line)`, random.token(4));
  const objects = (): ConditionalStore => openObjects(location, depsOf(secrets, context));
  return openLeaser(location, { ...terms, clock, random, owner, objects });
}

export function requireLeaser(place: NamedPlace, context: Context, terms?: Partial<LeaseTerms>): Leaser {
  const leaser = leaserAt(place, context, terms);
  if (leaser !== undefined) return leaser;
  throw new TidemarkError('unsupported', `there is no pen at ${showDestination(place.location)}`, {
    hint: 'Only folders and S3 have one. Elsewhere whoever writes collides with what is there already, and overwrites nothing.',
  });
}

/** `usage` when a database has several. */
export function onlyPlace({ database, places }: FoundPlaces): NamedPlace {
  const [place, ...others] = places;
  if (place !== undefined && others.length === 0) return place;
  throw new TidemarkError('usage', `${database ?? 'this'} has ${places.length} destinations`, {
    hint: `Name the one that is meant: ${places.map(({ location }) => showDestination(location)).join(' or ')}.`,
  });
}

/** The pen that a command took here outlives it; apart from that of the running Tidemark, which must not go on with it. */
export async function keptByHand({ url }: NamedPlace, context: Context): Promise<LeaseKeeper> {
  const { disk, random, env } = context;
  return keptPen({ disk, random, home: await homeOf(env), url: `${url}#by-hand` });
}
