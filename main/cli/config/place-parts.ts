// What a place is made of, before it is one: the keys of its replica, over those that are said for all.
import { TidemarkError } from '../../engine/base/errors.ts';
import type { DestinationLocation, Secrets } from '../../engine/destination/location.ts';
import type { Placed, ReplicaDraft } from './drafts.ts';
import type { Problems } from './problems.ts';

export interface PlaceTools {
  readonly problems: Problems;
  /** From a path or URL. Throws `config`. */
  readonly parse: (text: string) => DestinationLocation;
  /** The text of a file that is named by a path of the configuration. Throws `config`. */
  readonly readText: (path: string) => string;
  /** What this computer is called. */
  readonly computer: string;
}

/** A value, and whether this very replica has it, or all of the file have. */
export interface Given extends Placed<string> {
  readonly from: 'replica' | 'file';
}

/** Everything that place-kinds.ts makes a place of. */
export interface PlaceParts {
  readonly draft: ReplicaDraft;
  readonly tools: PlaceTools;
  /** Where the URL leads, if there is one. */
  readonly url: DestinationLocation | undefined;
  readonly get: (key: string) => Given | undefined;
  /** The same without the text: what cannot be understood is a problem where it stands. */
  readonly read: <T>(key: string, parse: (text: string) => T) => T | undefined;
}

export interface WhereAndKeys {
  readonly location: DestinationLocation;
  readonly secrets: Secrets;
}

/** Of a replica that cannot do without. */
export function lacking(what: string, hint: string): TidemarkError {
  return new TidemarkError('config', `this replica has no ${what}`, { hint });
}
