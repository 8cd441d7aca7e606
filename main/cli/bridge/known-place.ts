// Histories that are known by their URL alone, opened with what is known to sign in there.
import type { Destination } from '../../engine/destination/destination.ts';
import { placeAround, placeId } from '../../engine/destination/url.ts';
import type { Context } from '../context.ts';
import { canonicalUrl, openStore, type Place, placeOf } from './destinations.ts';
import { homeOf } from './known.ts';

export interface NamedPlace extends Place {
  /** Canonical. */
  readonly url: string;
}

/**
 * What flags, the environment and the configuration do not say may be kept by `tidemark serve` for the destination that the
 * history is in.
 */
export async function knownPlace(url: string, context: Context): Promise<NamedPlace> {
  const place = placeOf(url, context);
  const canonical = canonicalUrl(url, context.cwd);
  if (place.location.kind === 'folder') return { ...place, url: canonical };
  const { FileSecrets } = await import('../../engine/agent/secrets.ts');
  const keeper = new FileSecrets({ ...context, home: await homeOf(context.env) });
  const around = placeAround(place.location)?.around ?? place.location;
  const configured = context.configured?.get(canonical);
  const kept = { ...(await keeper.read(placeId(around))), ...(await keeper.read(placeId(place.location))) };
  return { ...place, secrets: { ...kept, ...configured, ...place.secrets }, url: canonical };
}

/** Does `work` with the stores of these places, and lets go of them. */
export async function withStores<T>(
  places: readonly (string | Place)[],
  context: Context,
  work: (stores: readonly Destination[]) => Promise<T>,
): Promise<T> {
  const stores = await Promise.all(
    places.map(async (place) => openStore(typeof place === 'string' ? await knownPlace(place, context) : place, context)),
  );
  try {
    return await work(stores);
  } finally {
    await Promise.all(stores.map((store) => store.close()));
  }
}
