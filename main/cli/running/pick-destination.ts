// The destination of the running Tidemark that somebody means by a word: its name, its id, or where it is.
import type { DestinationView, EngineView } from '../../engine/agent/views.ts';
import { canonicalPath } from '../../engine/agent/home.ts';
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import { placeId } from '../../engine/destination/url.ts';
import { didYouMean } from '../args/nearest.ts';
import { placeOf } from '../bridge/destinations.ts';
import type { Context } from '../context.ts';

/** `not-found` if none is meant, `usage` if several are. */
export function pickDestination({ destinations }: EngineView, word: string, context: Context): DestinationView {
  const all = Object.values(destinations);
  const named = all.filter(({ id, name }) => id === word || name === word);
  if (named.length > 1) {
    throw new TidemarkError('usage', `several destinations are named ${word}`, {
      hint: `Give where it is: ${named.map(({ url }) => url).join(' or ')}.`,
    });
  }
  const found = named[0] ?? destinationAt(all, word, context);
  if (found !== undefined) return found;
  throw new TidemarkError('not-found', `there is no destination ${word}`, {
    hint: didYouMean(word, all.map(({ name }) => name)) || '`tidemark destinations` lists them.',
  });
}

/** The one that is at a place; undefined for a word that is no place. */
function destinationAt(
  all: readonly DestinationView[],
  word: string,
  context: Context,
): DestinationView | undefined {
  const wanted = placeIdOf(word, context);
  return wanted === undefined ? undefined : all.find(({ location }) => placeId(location) === wanted);
}

/** Folders by their real path, as they are kept. */
function placeIdOf(word: string, context: Context): string | undefined {
  try {
    const { location } = placeOf(word, context);
    return placeId(location.kind === 'folder' ? { ...location, path: canonicalPath(location.path) } : location);
  } catch (error) {
    if (isTidemarkError(error, 'config')) return undefined;
    throw error;
  }
}
