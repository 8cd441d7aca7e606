// What is chosen for a destination before anybody has chosen anything.
import { assertNever } from '../../base/errors.ts';
import type { DestinationLocation } from '../../destination/location.ts';
import type { DestinationChoices, Prices } from '../views.ts';

/** Between two uploads of one database to a server, ms (FACTS B.1): each costs a round trip, and often money. */
const SERVER_INTERVAL = 1000;

const OURS = { uploadLimit: 0, downloadLimit: 0, budget: 0, deletion: 'ours', format: 'ltx' } as const;

export function firstChoices(location: DestinationLocation): DestinationChoices {
  switch (location.kind) {
    case 'folder':
      return { ...OURS, interval: 0, prices: 'none', pen: 'used' };
    case 's3':
      return { ...OURS, interval: SERVER_INTERVAL, prices: usualPrices(location.endpoint), pen: 'used' };
    // Neither judges conditions: whoever writes there collides with exclusive create, and that is all.
    case 'sftp':
    case 'webdav':
      return { ...OURS, interval: SERVER_INTERVAL, prices: 'none', pen: 'unused' };
    default:
      return assertNever(location);
  }
}

/** By the name of the server; a server of one's own costs nothing. */
function usualPrices(endpoint: string | undefined): Prices {
  if (endpoint === undefined) return 'aws';
  const host = URL.parse(endpoint)?.hostname ?? '';
  const known: readonly (readonly [string, Prices])[] = [
    ['.amazonaws.com', 'aws'],
    ['.r2.cloudflarestorage.com', 'r2'],
    ['.backblazeb2.com', 'b2'],
    ['.wasabisys.com', 'wasabi'],
  ];
  return known.find(([suffix]) => host.endsWith(suffix))?.[1] ?? 'none';
}
