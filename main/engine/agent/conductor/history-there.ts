// Whether there is a history at a place at all.
import { TidemarkError } from '../../base/errors.ts';
import { shownUrl } from '../../destination/url.ts';
import { listAll } from '../../restore/source.ts';
import type { CopyRow } from '../catalogue/rows.ts';
import type { Core } from './core.ts';

/** `not-found` when there is none; `history-older` when it is one of generations. */
export async function requireHistory({ destinations }: Core, { destination, url }: CopyRow, signal: AbortSignal): Promise<void> {
  const files = await listAll(destinations.place(destination).store(url), 'listed', signal);
  if (files.length > 0) return;
  const place = destinations.place(destination);
  const { kind } = place.row.location;
  const generations = kind === 'folder' || kind === 's3' ? await place.generations(url).generations({ signal }) : [];
  if (generations.length > 0) {
    throw new TidemarkError('history-older', `the history at ${shownUrl(url)} is one of Litestream 0.3 or 0.4`, {
      hint: 'It can be taken over into a new history: every state that can be restored from it can be restored from that one. It stays as it is.',
    });
  }
  throw new TidemarkError('not-found', `there is no history at ${shownUrl(url)}`, {
    hint: 'Name the folder of the one database: the one that has the folder ltx in it, in a bucket 0000. No copy was changed.',
  });
}
