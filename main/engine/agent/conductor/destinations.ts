// Adding, renaming and removing destinations.
import { promises as fs } from 'node:fs';
import { basename, dirname, parse } from 'node:path';
import { errnoOf, isTidemarkError, TidemarkError } from '../../base/errors.ts';
import type { DestinationRow } from '../catalogue/rows.ts';
import { newDestinationId } from '../catalogue/ids.ts';
import { canonicalPath } from '../home.ts';
import type { Core } from './core.ts';
import { requireOutsideOurs } from './check.ts';
import { markFolder } from './marked-destination.ts';
import { noteDone } from './journaling.ts';
import { wholePath } from './whole-path.ts';

/** Returns its id. `refused`, `usage`, `destination-absent` or `destination-denied`. */
export function addDestination(core: Core, text: string, name: string | undefined): Promise<string> {
  return core.turn.run(() => addNow(core, text, name));
}

async function addNow(core: Core, text: string, name: string | undefined): Promise<string> {
  const folder = await prepareFolder(core, wholePath(core, text));
  const same = core.destinations.all().find(({ url }) => url === folder);
  if (same !== undefined) {
    throw new TidemarkError('refused', `${folder} is a destination already: ${same.name}`, {
      hint: 'Choose that one, or another folder.',
    });
  }
  const row = enter(core, folder, name ?? nameOf(folder));
  await core.destinations.look(row.id);
  return row.id;
}

function enter(core: Core, folder: string, name: string): DestinationRow {
  const { services, destinations, settings, log } = core;
  const addedAt = services.clock.now();
  const row: DestinationRow = { id: newDestinationId(services.random), name, kind: 'folder', url: folder, addedAt };
  destinations.add(row);
  if (settings.current.defaultDestination === '') settings.set({ defaultDestination: row.id });
  noteDone(log, { kind: 'destination-added', url: folder }, { destination: row.id });
  return row;
}

function nameOf(folder: string): string {
  const last = basename(folder);
  return last === '' ? parse(folder).root : last;
}

/** The folder by its real path; it is made if only its last part is missing. */
export async function prepareFolder(core: Core, folder: string): Promise<string> {
  try {
    await fs.mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error;
    });
    if (!(await fs.stat(folder)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    await fs.access(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
    requireOutsideOurs(core, canonicalPath(folder), (cause) => {
      return new TidemarkError('refused', `${folder} belongs to what Tidemark keeps itself`, {
        hint: 'Choose a folder outside it.',
        cause,
      });
    });
    await markFolder(folder);
  } catch (error) {
    throw unusable(folder, error);
  }
  return canonicalPath(folder);
}

/** The folder that it would be made in is missing. */
export function nothingAbove(folder: string, cause?: unknown): TidemarkError {
  return new TidemarkError('destination-absent', `${dirname(folder)} is not there`, {
    hint: 'Connect the disk, or create that folder first.',
    cause,
  });
}

export function notAFolder(folder: string, cause?: unknown): TidemarkError {
  return new TidemarkError('refused', `${folder} is not a folder`, { hint: 'Choose a folder.', cause });
}

function unusable(folder: string, cause: unknown): TidemarkError {
  if (isTidemarkError(cause)) return cause;
  const errno = errnoOf(cause);
  switch (errno) {
    case 'ENOENT':
      return nothingAbove(folder, cause);
    case 'ENOTDIR':
      return notAFolder(folder, cause);
    default:
      return new TidemarkError('destination-denied', `${folder} cannot be used (${errno ?? 'unknown error'})`, {
        hint: 'Choose a folder that you may write to.',
        cause,
      });
  }
}

export function renameDestination({ destinations }: Core, id: string, name: string): void {
  destinations.rename(id, name);
}

export function removeDestination(core: Core, id: string): void {
  const { destinations, databases, settings, log } = core;
  const { url, name } = destinations.get(id);
  const user = databases.copiedTo(id)[0];
  if (user !== undefined) {
    throw new TidemarkError('refused', `${user.managed.name} is copied to ${name}`, {
      hint: 'Give it another destination first.',
    });
  }
  destinations.remove(id);
  if (settings.current.defaultDestination === id) {
    settings.set({ defaultDestination: destinations.all()[0]?.id ?? '' });
  }
  noteDone(log, { kind: 'destination-removed', url }, { destination: id });
}

/** The destinations that were named, else the default one, which is made if there is none at all. */
export async function destinationsFor(core: Core, ids: readonly string[] | undefined): Promise<readonly DestinationRow[]> {
  const { destinations, settings, surroundings } = core;
  if (ids !== undefined) {
    if (ids.length > 0) return [...new Set(ids)].map((id) => destinations.get(id));
    throw new TidemarkError('usage', 'no destination was given', { hint: 'Choose at least one.' });
  }
  const chosen = destinations.all().find(({ id }) => id === settings.current.defaultDestination);
  const known = chosen ?? destinations.all()[0];
  if (known !== undefined) return [known];
  const folder = await prepareFolder(core, surroundings.defaultFolder);
  const row = enter(core, folder, nameOf(folder));
  return [row];
}
