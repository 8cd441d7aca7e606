// Taking databases on: each path by itself, so that one that cannot be taken does not keep the others from it.
import { throwIfAborted } from '../../base/abort.ts';
import { asTidemarkError, TidemarkError, troubleOf } from '../../base/errors.ts';
import type { DestinationRow } from '../catalogue/rows.ts';
import { newDatabaseId } from '../catalogue/ids.ts';
import { requireNotFollowing } from '../followed-file.ts';
import type { CheckedFile, Registered, RegisterOutcome, RegisterRequest, Work } from '../engine.ts';
import type { ErrorView } from '../views.ts';
import { checkFile } from './check.ts';
import type { Core } from './core.ts';
import { destinationsFor } from './destinations.ts';
import { findBelow } from './finding.ts';
import { copiesFor } from './history-folder.ts';
import { noteDone } from './journaling.ts';
import { wholePath } from './whole-path.ts';

/** A folder with more databases than this is asked about first. */
const MOST_UNASKED = 25;

export async function register(core: Core, request: RegisterRequest, work: Work): Promise<readonly Registered[]> {
  const outcomes: Registered[] = [];
  // Only made once there is something to keep in it.
  let destinations: readonly DestinationRow[] | undefined;
  if (request.destinations !== undefined) destinations = await destinationsFor(core, request.destinations);
  const takeNow = async (path: string): Promise<RegisterOutcome> => {
    try {
      const file = checkFile(core, path);
      requireNoFollower(core, file);
      if (file.registered !== undefined) return { kind: 'already', id: file.registered };
      destinations ??= await destinationsFor(core, undefined);
      return { kind: 'registered', id: await takeOn(core, file, destinations) };
    } catch (error) {
      return { kind: 'refused', error: troubleOf(asTidemarkError(error)) };
    }
  };
  const take = (path: string): Promise<RegisterOutcome> => core.turn.run(() => takeNow(path));
  for (const path of request.paths) {
    throwIfAborted(work.signal, 'protecting databases');
    const folder = folderAt(core, path);
    if (folder !== undefined) outcomes.push(...(await registerFolder(core, folder, work, take)));
    else outcomes.push({ path, outcome: await take(path) });
  }
  return outcomes;
}

/** The folder's path; undefined for anything else, of which it is said later what is wrong with it. */
function folderAt(core: Core, text: string): string | undefined {
  try {
    const path = wholePath(core, text);
    return core.services.disk.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : undefined;
  } catch {
    return undefined;
  }
}

async function registerFolder(
  core: Core,
  folder: string,
  work: Work,
  take: (path: string) => Promise<RegisterOutcome>,
): Promise<Registered[]> {
  const candidates = await findBelow(core, [folder], work);
  if (candidates.length > MOST_UNASKED) return [{ path: folder, outcome: { kind: 'many', candidates } }];
  if (candidates.length === 0) return [{ path: folder, outcome: { kind: 'refused', error: nothingIn(folder) } }];
  const outcomes: Registered[] = [];
  for (const { path } of candidates) outcomes.push({ path, outcome: await take(path) });
  return outcomes;
}

/** It is written by what it follows, and by nobody else. */
function requireNoFollower({ live, services: { disk, home } }: Core, { path }: CheckedFile): void {
  if (live.followed.at(path) === undefined) {
    requireNotFollowing(disk, home, path);
    return;
  }
  throw new TidemarkError('refused', `${path} follows a database elsewhere`, {
    hint: 'That one is protected where it is. To write here, take it over on the screen of replicas.',
  });
}

function nothingIn(folder: string): ErrorView {
  return {
    code: 'not-found',
    message: `there is no SQLite database in ${folder}`,
    hint: 'Choose the database file itself, or another folder.',
  };
}

async function takeOn(core: Core, { path }: CheckedFile, destinations: readonly DestinationRow[]): Promise<string> {
  const { services, databases, log } = core;
  const copies = await copiesFor(core, path, destinations);
  const row = { id: newDatabaseId(services.random), path, addedAt: services.clock.now(), own: {} };
  const { about } = databases.add(row, copies);
  noteDone(log, { kind: 'register', path }, about);
  for (const { id } of destinations) void core.destinations.look(id);
  return row.id;
}
