// The place of one database's history at a destination. Its name is for people; what follows the name keeps
// databases of one name apart, and those of other computers that use the same destination.
import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { basename } from 'node:path';
import { errnoOf, TidemarkError } from '../../base/errors.ts';
import type { DestinationLocation } from '../../destination/location.ts';
import { HISTORY_FOLDERS } from '../../destination/tree.ts';
import { formatDestination, isSamePlace, placeIn, showDestination } from '../../destination/url.ts';
import type { CopyRow, DestinationRow } from '../catalogue/rows.ts';
import type { Core } from './core.ts';

/** Bytes of a name, so that every file system takes it with what follows. */
const LONGEST_NAME = 80;

export function historyName(path: string, computer: string): string {
  const hash = createHash('sha256').update(`${computer}\0${path}`).digest('hex').slice(0, 6);
  return `${safeName(basename(path))}-${hash}`;
}

/** Only what all file systems take; never empty, never one that starts with a dot. */
function safeName(name: string): string {
  const safe = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._]+/, '')
    .replace(/[._]+$/, '');
  // A character that was cut in two is left out.
  const cut = Buffer.from(safe).subarray(0, LONGEST_NAME).toString().replace(/\uFFFD+$/, '');
  return cut === '' ? 'database' : cut;
}

/** Where the database is to be kept: the folders it has already, new ones where it has none yet. */
export async function copiesFor(
  { surroundings, databases }: Pick<Core, 'surroundings' | 'databases'>,
  path: string,
  destinations: readonly DestinationRow[],
  present: readonly CopyRow[] = [],
): Promise<readonly CopyRow[]> {
  const taken = databases.some(undefined).flatMap(({ managed }) => managed.copies.map(({ url }) => url));
  const copies: CopyRow[] = [];
  const name = historyName(path, surroundings.computer);
  for (const { id, location } of destinations) {
    const known = present.find(({ destination }) => destination === id);
    if (known !== undefined) copies.push(known);
    else copies.push(await newCopy(id, placeIn(location, name), taken));
  }
  return copies;
}

async function newCopy(
  destination: string,
  location: DestinationLocation,
  taken: readonly string[],
): Promise<CopyRow> {
  const url = formatDestination(location);
  if (taken.some((one) => isSamePlace(one, url)) || (await holdsSomethingElse(location))) {
    throw new TidemarkError('destination-conflict', `${showDestination(location)} is in use for something else`, {
      hint: 'Move that folder away, or choose another destination. Nothing was written.',
    });
  }
  return { destination, url };
}

/** A folder that holds a history is this very database's, from before: it goes on there. A server is not asked for it. */
async function holdsSomethingElse(location: DestinationLocation): Promise<boolean> {
  if (location.kind !== 'folder') return false;
  try {
    const names = await fs.readdir(location.path);
    return names.length > 0 && !HISTORY_FOLDERS.some((folder) => names.includes(folder));
  } catch (error) {
    // One that is not there, or not now, holds nothing that is known of.
    return errnoOf(error) === 'ENOTDIR';
  }
}
