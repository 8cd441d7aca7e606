// A history of Litestream 0.3 or 0.4 becomes one that is gone on with: beside it at the same destination, from its first state on.
import { TidemarkError } from '../../base/errors.ts';
import { formatDestination, placeIn } from '../../destination/url.ts';
import { importGenerations } from '../../generations/import/import.ts';
import type { CopyRow, DestinationRow } from '../catalogue/rows.ts';
import { scratchDir } from '../home.ts';
import type { Conduct } from './carry-out.ts';
import type { Core } from './core.ts';
import { historyName } from './history-folder.ts';

/** Where the new history is. One that was begun before and cut short is gone on with. */
export async function takeOver(core: Core, { destination, url }: CopyRow, path: string, conduct: Conduct): Promise<CopyRow> {
  const { services, surroundings, destinations } = core;
  const { disk, random, home } = services;
  const place = destinations.place(destination);
  requireFormat(place.row);
  const copy = { destination, url: formatDestination(placeIn(place.row.location, historyName(path, surroundings.computer))) };
  const folder = scratchDir(home);
  disk.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { onProgress, signal } = conduct;
  await importGenerations({ source: place.generations(url), destination: place.store(copy.url), disk, random, folder, onProgress, signal });
  return copy;
}

function requireFormat({ choices, name }: DestinationRow): void {
  if (choices.format === 'ltx') return;
  throw new TidemarkError('unsupported', `copies at ${name} are written as generations`, {
    hint: 'Choose LTX for it first: what is there stays, and can be read as before.',
  });
}
