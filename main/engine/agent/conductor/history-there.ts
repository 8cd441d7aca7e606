// Whether there is a history at a place at all.
import { TidemarkError } from '../../base/errors.ts';
import { shownUrl } from '../../destination/url.ts';
import { listAll } from '../../restore/source.ts';
import type { CopyRow } from '../catalogue/rows.ts';
import type { Core } from './core.ts';

/** `not-found` when there is none. */
export async function requireHistory({ destinations }: Core, { destination, url }: CopyRow, signal: AbortSignal): Promise<void> {
  const files = await listAll(destinations.place(destination).store(url), 'listed', signal);
  if (files.length > 0) return;
  throw new TidemarkError('not-found', `there is no history at ${shownUrl(url)}`, {
    hint: 'Name the folder of the one database: the one that has the folder ltx in it, in a bucket 0000. No copy was changed.',
  });
}
