// Adding, changing and removing destinations.
import { promises as fs } from 'node:fs';
import { basename, parse } from 'node:path';
import { assertNever, errnoOf, isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { notAFolder, nothingAbove } from '../../destination/folder-errors.ts';
import type { DestinationLocation, SecretName, Secrets } from '../../destination/location.ts';
import { placeId, showDestination } from '../../destination/url.ts';
import { firstChoices } from '../catalogue/first-choices.ts';
import { newDestinationId } from '../catalogue/ids.ts';
import type { DestinationRow } from '../catalogue/rows.ts';
import type { DestinationChange, PlaceInput } from '../engine.ts';
import { canonicalPath } from '../home.ts';
import type { DestinationChoices } from '../views.ts';
import { requireOutsideOurs } from './check.ts';
import type { Core } from './core.ts';
import { markFolder } from './folder-mark.ts';
import { noteDone } from './journaling.ts';
import { wholeLocation } from './whole-path.ts';

export interface NewDestination extends PlaceInput {
  readonly name?: string | undefined;
  readonly choices?: Partial<DestinationChoices>;
}

/** Returns its id. `refused`, `usage`, `destination-absent` or `destination-denied`. */
export function addDestination(core: Core, wanted: NewDestination): Promise<string> {
  return core.turn.run(() => addNow(core, wanted));
}

/** As `addDestination`, for whoever has the turn. */
export async function addNow(core: Core, { location: given, secrets = {}, name, choices }: NewDestination): Promise<string> {
  const location = await prepare(core, wholeLocation(core, given));
  const same = knownAt(core, location);
  if (same !== undefined) {
    throw new TidemarkError('refused', `${showDestination(location)} is a destination already: ${same.name}`, {
      hint: 'Choose that one, or another place.',
    });
  }
  const kept = given.kind === 'folder' ? {} : withoutEmpty(secrets);
  if (Object.keys(kept).length > 0) await core.keeper.store(placeId(location), kept);
  const chosen = { ...firstChoices(location), ...choices };
  requireFormat(location, chosen);
  const row = enter(core, { name: freeName(core, name ?? nameOf(location)), location, choices: chosen, secrets: namesOf(kept) });
  await core.destinations.look(row.id);
  return row.id;
}

export function knownAt({ destinations }: Core, location: DestinationLocation): DestinationRow | undefined {
  const id = placeId(location);
  return destinations.all().find((row) => placeId(row.location) === id);
}

function enter(core: Core, what: Omit<DestinationRow, 'id' | 'addedAt'>): DestinationRow {
  const { services, destinations, settings, log } = core;
  const row: DestinationRow = { id: newDestinationId(services.random), ...what, addedAt: services.clock.now() };
  destinations.add(row);
  if (settings.current.defaultDestination === '') settings.set({ defaultDestination: row.id });
  noteDone(log, { kind: 'destination-added', url: showDestination(row.location) }, { destination: row.id });
  return row;
}

/** Destinations are meant by their names: no two have the same. */
function freeName(core: Core, name: string): string {
  for (let n = 1, free = name; ; n++, free = `${name} ${n}`) if (named(core, free) === undefined) return free;
}

function named({ destinations }: Core, name: string): DestinationRow | undefined {
  return destinations.all().find((row) => row.name === name);
}

function nameOf(location: DestinationLocation): string {
  switch (location.kind) {
    case 'folder':
      return basename(location.path) === '' ? parse(location.path).root : basename(location.path);
    case 's3':
      return location.bucket;
    case 'sftp':
      return location.host;
    case 'webdav':
      return URL.parse(location.url)?.host ?? location.url;
    default:
      return assertNever(location);
  }
}

function prepare(core: Core, location: DestinationLocation): Promise<DestinationLocation> {
  if (location.kind !== 'folder') return Promise.resolve(location);
  return prepareFolder(core, location.path).then((path) => ({ ...location, path }));
}

/** The folder by its real path; it is made if only its last part is missing. */
async function prepareFolder(core: Core, folder: string): Promise<string> {
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

/** `refused` for the name of another one. */
export async function renameDestination(core: Core, id: string, name: string): Promise<void> {
  const { destinations } = core;
  const other = named(core, name);
  if (other !== undefined && other.id !== id) {
    throw new TidemarkError('refused', `another destination is named ${name}: ${showDestination(other.location)}`, {
      hint: 'Choose another name.',
    });
  }
  await destinations.change({ ...destinations.get(id), name });
}

/** The place stays the same one: `refused` for another. Copies that are under way go on in the new way. */
export async function changeDestination(core: Core, id: string, change: DestinationChange): Promise<void> {
  const { destinations, databases, keeper, log } = core;
  const before = destinations.get(id);
  const location = change.location === undefined ? before.location : wholeLocation(core, change.location);
  requireSamePlace(before, location);
  let { secrets } = before;
  if (change.secrets !== undefined) {
    const kept = withoutEmpty({ ...(await keeper.read(placeId(location))), ...change.secrets });
    await keeper.store(placeId(location), kept);
    secrets = namesOf(kept);
  }
  const choices = { ...before.choices, ...change.choices };
  requireFormat(location, choices);
  await destinations.change({ ...before, location, secrets, choices });
  if (change.secrets !== undefined) await destinations.place(id).forgetKeys();
  const { pen, deletion, format } = change.choices ?? {};
  if (pen !== undefined || deletion !== undefined || format !== undefined) databases.setUpAnewAt(id);
  noteDone(log, { kind: 'destination-changed', url: showDestination(location) }, { destination: id });
  await destinations.look(id);
  databases.wakeAt(id);
}

/** Generations are named objects, which folders and buckets have. */
function requireFormat({ kind }: DestinationLocation, { format }: DestinationChoices): void {
  if (format === 'ltx' || kind === 'folder' || kind === 's3') return;
  throw new TidemarkError('usage', `generations cannot be at a place of the kind "${kind}"`, {
    hint: 'They can be in a folder or in an S3 bucket. Or choose the format ltx.',
  });
}

function requireSamePlace({ location, name }: DestinationRow, changed: DestinationLocation): void {
  if (location.kind === changed.kind && placeId(location) === placeId(changed)) return;
  throw new TidemarkError('refused', `that would make ${name} another place`, {
    hint: 'Add the other place as a destination of its own.',
  });
}

export async function removeDestination(core: Core, id: string): Promise<void> {
  const { destinations, databases, settings, keeper, log } = core;
  const { location, name, secrets } = destinations.get(id);
  const user = databases.copiedTo(id)[0];
  if (user !== undefined) {
    throw new TidemarkError('refused', `${user.managed.name} is copied to ${name}`, {
      hint: 'Give it another destination first.',
    });
  }
  const follower = core.live.followed.all().find(({ source }) => source.kind === 'history' && source.destination === id);
  if (follower !== undefined) {
    throw new TidemarkError('refused', `${basename(follower.path)} follows what is at ${name}`, { hint: 'Stop following it first. The file stays.' });
  }
  await destinations.remove(id);
  if (secrets.length > 0) await keeper.store(placeId(location), {});
  if (settings.current.defaultDestination === id) {
    settings.set({ defaultDestination: destinations.all()[0]?.id ?? '' });
  }
  noteDone(log, { kind: 'destination-removed', url: showDestination(location) }, { destination: id });
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
  const location = await prepare(core, { kind: 'folder', path: surroundings.defaultFolder });
  return [enter(core, { name: nameOf(location), location, choices: firstChoices(location), secrets: [] })];
}

function withoutEmpty(secrets: Secrets): Secrets {
  return Object.fromEntries(Object.entries(secrets).filter(([, secret]) => secret !== ''));
}

function namesOf(secrets: Secrets): readonly SecretName[] {
  return Object.keys(secrets).sort() as SecretName[];
}
