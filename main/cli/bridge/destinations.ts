// Between what people write for a destination and the engine's stores.
import { homedir } from 'node:os';
import { assertNever } from '../../engine/base/errors.ts';
import type { Destination } from '../../engine/destination/destination.ts';
import type { DestinationLocation, Secrets } from '../../engine/destination/location.ts';
import { type DestinationDeps, openDestination } from '../../engine/destination/open.ts';
import { freeTraffic } from '../../engine/destination/traffic.ts';
import { formatDestination, parseDestination, shownUrl } from '../../engine/destination/url.ts';
import type { Context } from '../context.ts';
import { secretsFor } from './secrets.ts';

export { shownUrl };

/** Where something is, and what it takes to get in. */
export interface Place {
  readonly location: DestinationLocation;
  readonly secrets: Secrets;
}

type Opening = Pick<Context, 'random' | 'clock' | 'env' | 'secrets'>;

/** The one spelling of a destination; throws `config` for kinds this version does not have. */
export function canonicalUrl(text: string, cwd: string): string {
  return formatDestination(parsePlace(text, cwd));
}

/**
 * What a person wrote, with the secrets that flags and the environment have for its kind. Keys of S3 that are in the
 * environment are found there by the destination itself. Throws `config`.
 */
export function placeOf(text: string, context: Pick<Context, 'cwd' | 'env' | 'secrets'>): Place {
  const location = parsePlace(text, context.cwd);
  return { location, secrets: secretsFor(location, context) };
}

/** @param place a URL must be canonical; nothing is contacted yet */
export function openStore(place: string | Place, context: Opening): Destination {
  const { location, secrets } = typeof place === 'string' ? ofUrl(place, context) : place;
  return openDestination(location, depsOf(secrets, context));
}

/** What else can be opened at a place is made with. */
export function depsOf(secrets: Secrets, { random, clock, env }: Pick<Context, 'random' | 'clock' | 'env'>): DestinationDeps {
  return { secrets, traffic: freeTraffic, random, clock, env };
}

function ofUrl(url: string, context: Opening): Place {
  const location = parseDestination(url);
  return { location, secrets: secretsFor(location, context) };
}

/** Throws `config`. */
export function parsePlace(text: string, cwd: string): DestinationLocation {
  return parseDestination(text, { home: homedir(), cwd });
}

/** For lists that people read: which place it is, without how it is used. `where` is a path or canonical. */
export function shortUrl(where: string): string {
  const location = parseDestination(where);
  switch (location.kind) {
    case 'folder':
      return location.path;
    case 's3': {
      const { bucket, path, endpoint, kind } = location;
      const plain = formatDestination({ kind, bucket, path });
      return endpoint === undefined ? plain : `${plain} at ${URL.parse(endpoint)?.host ?? endpoint}`;
    }
    case 'sftp': {
      const { kind, host, port, user, path } = location;
      return formatDestination({ kind, host, port, user, path });
    }
    case 'webdav':
      return formatDestination(location);
    default:
      return assertNever(location);
  }
}
