// No database twice, no folder for two databases: either would mix two histories.
import { realpathSync } from 'node:fs';
import { TidemarkError } from '../../engine/base/errors.ts';
import type { DestinationLocation } from '../../engine/destination/location.ts';
import { placeId, showDestination } from '../../engine/destination/url.ts';

export class Uniqueness {
  readonly #databases = new Map<string, string>();
  readonly #destinations = new Map<string, string>();

  /** Returns `path`, or throws `config` if it was named before. @param where for messages: `on line 3` */
  database(path: string, where: string): string {
    const before = claim(this.#databases, realPath(path), where);
    if (before === undefined) return path;
    throw new TidemarkError('config', `the database ${path} is named twice, first ${before}`, {
      hint: 'Name it once, with all its destinations.',
    });
  }

  /**
   * Returns `location`, or throws `config` if another database (or this one) goes there, or it is the database
   * itself.
   */
  destination(location: DestinationLocation, database: string | undefined, where: string): DestinationLocation {
    const place = location.kind === 'folder' ? realPath(location.path) : placeId(location);
    if (database !== undefined && place === realPath(database)) {
      throw new TidemarkError('config', `${database} cannot be its own destination`, {
        hint: 'Name a folder.',
      });
    }
    const before = claim(this.#destinations, place, where);
    if (before === undefined) return location;
    throw new TidemarkError('config', `the destination ${showDestination(location)} is used twice, first ${before}`, {
      hint: 'Give every database a folder of its own.',
    });
  }
}

function claim(names: Map<string, string>, name: string, where: string): string | undefined {
  const before = names.get(name);
  if (before === undefined) names.set(name, where);
  return before;
}

/** Where links lead; the path itself when it is not there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
