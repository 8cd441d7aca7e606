// A place that copies may go to, before and after it is a destination.
import type { DestinationKind, DestinationView, Place } from '../../../main/ipc/contract/views.ts';
import type { Client } from '../../../main/ipc/contract/client.ts';
import { nameOf } from '../../parts/text/paths.ts';

export interface PlaceChoice {
  readonly kind: 'destination' | 'new';
  /** Of a destination that is no folder: its URL. */
  readonly path: string;
  /** Of a destination; else it is a folder. */
  readonly of?: DestinationKind;
  /** Id, of a destination. */
  readonly id?: string;
  readonly name?: string;
  /** Bytes. */
  readonly free?: number;
  /** `own`: on the computer's own disk, as far as can be told before it is in use. */
  readonly disk?: 'own' | 'other';
}

/** Destinations in use first, then other disks, then folders; and what was chosen, if it is none of them. */
export function placeOptions(
  destinations: Readonly<Record<string, DestinationView>>,
  places: readonly Place[],
  chosen: PlaceChoice | undefined,
): readonly PlaceChoice[] {
  const known = Object.values(destinations).sort((a, b) => a.addedAt - b.addedAt).map(choiceOf);
  const fresh = [...places]
    .sort((a, b) => Number(a.kind === 'folder') - Number(b.kind === 'folder'))
    .filter(({ path }) => !known.some((one) => one.path === path))
    .map(({ path, name, free, kind }): PlaceChoice => ({ kind: 'new', path, name, free, disk: kind === 'disk' ? 'other' : 'own' }));
  const all = [...known, ...fresh];
  return chosen === undefined || all.some(({ path }) => path === chosen.path) ? all : [...all, chosen];
}

function choiceOf({ id, kind, url, name, space, sameDisk }: DestinationView): PlaceChoice {
  const disk = sameDisk === 'unknown' ? {} : { disk: sameDisk === 'yes' ? 'own' as const : 'other' as const };
  return { kind: 'destination', of: kind, id, path: url, name, ...disk, ...(space !== undefined && { free: space.free }) };
}

/** Any folder that was chosen; told from the disks that are known, and from home, whether it is on the own one. */
export function chosenPlace(path: string, places: readonly Place[], home: string): PlaceChoice {
  const isIn = (folder: string): boolean =>
    folder !== '' && (path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`));
  if (places.some((place) => place.kind === 'disk' && isIn(place.path))) return { kind: 'new', path, disk: 'other' };
  return { kind: 'new', path, ...(isIn(home) && { disk: 'own' }) };
}

/** Makes a destination of it unless it is one; it becomes the default when there is none. @returns its id */
export async function destinationOf(client: Client, choice: PlaceChoice): Promise<string> {
  if (choice.id !== undefined) return choice.id;
  const place = { location: { kind: 'folder' as const, path: choice.path } };
  return client.call('destination.add', { place, name: choice.name ?? (nameOf(choice.path) || choice.path) });
}
