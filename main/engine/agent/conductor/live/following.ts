// Following another computer's database, or a history at a destination; and no longer.
import { constants, promises as fs } from 'node:fs';
import { basename, dirname } from 'node:path';
import { syncDirectory } from '../../../base/disk.ts';
import { errnoOf, TidemarkError } from '../../../base/errors.ts';
import { formatDestination, placeAround, shownUrl } from '../../../destination/url.ts';
import { newFollowedId } from '../../catalogue/ids.ts';
import type { FollowedSource } from '../../catalogue/rows.ts';
import { canonicalPath } from '../../home.ts';
import type { Work } from '../../engine.ts';
import type { FollowRequest, FollowSource, ServerInput, ServerOffer } from '../../live.ts';
import { carryOut } from '../carry-out.ts';
import { registeredAs, requireOutsideOurs } from '../check.ts';
import type { Core } from '../core.ts';
import { addNow, knownAt, removeDestination } from '../destinations.ts';
import { requireHistory } from '../history-there.ts';
import { noteDone } from '../journaling.ts';
import { wholeLocation, wholePath } from '../whole-path.ts';

/** Pairs first when a code is given. */
export async function databasesAt({ live }: Core, input: ServerInput, { signal }: Work): Promise<ServerOffer> {
  const server = await live.peers.find(input, signal);
  const followed = (name: string): string | undefined =>
    live.followed.all().find(({ source }) => source.kind === 'server' && source.server === server.id && source.name === name)?.id;
  const databases = (await live.peers.databases(server, signal)).map((database) => {
    const known = followed(database.name);
    return { ...database, ...(known === undefined ? {} : { followed: known }) };
  });
  return { server: server.id, name: server.name, databases };
}

export async function forgetServer({ live }: Core, id: string): Promise<void> {
  const { name } = live.peers.get(id);
  const user = live.followed.all().find(({ source }) => source.kind === 'server' && source.server === id);
  if (user !== undefined) {
    throw new TidemarkError('refused', `${basename(user.path)} follows ${name}`, { hint: 'Stop following it first. The file stays.' });
  }
  await live.peers.forget(id);
}

/** Returns the id of what follows. */
export function follow(core: Core, { source, path: text }: FollowRequest, work: Work): Promise<string> {
  const path = canonicalPath(wholePath(core, text));
  const facts = { kind: 'follow', path, source: shownSource(core, source) } as const;
  return core.turn.run(() =>
    carryOut(core, facts, { databaseName: basename(path) }, work, async ({ signal }) => {
      requireFree(core, path);
      const kept = await settleSource(core, source, signal);
      const id = newFollowedId(core.services.random);
      await core.live.followed.add({ id, path, source: kept, addedAt: core.services.clock.now() });
      return id;
    }),
  );
}

/** The file stays as it is. */
export function unfollow(core: Core, id: string): Promise<void> {
  return core.turn.run(async () => {
    const { path } = core.live.followed.get(id).row;
    await core.live.followed.remove(id);
    noteDone(core.log, { kind: 'unfollow', path }, { databaseName: basename(path) });
  });
}

/** A copy that was set apart, durably at a place where it stays. `restore-output-exists`. */
export async function saveSetApart(core: Core, id: string, path: string, text: string): Promise<void> {
  const { quarantined } = core.live.followed.get(id).view();
  if (!quarantined.some((copy) => copy.path === path)) {
    throw new TidemarkError('not-found', `${path} is not set apart any more`, { hint: 'It was kept for 30 days, or five newer ones took its place.' });
  }
  const output = wholePath(core, text);
  try {
    await fs.copyFile(path, output, constants.COPYFILE_EXCL);
  } catch (cause) {
    if (errnoOf(cause) !== 'EEXIST') throw cause;
    throw new TidemarkError('restore-output-exists', `${output} is there already`, { hint: 'Choose another name. Nothing was changed.', cause });
  }
  const file = await fs.open(output, 'r+');
  await file.sync().finally(() => file.close());
  syncDirectory(core.services.disk, dirname(output));
}

function shownSource({ live }: Core, source: FollowSource): string {
  return source.kind === 'server' ? live.peers.get(source.server).name : shownUrl(formatDestination(source.place.location));
}

function requireFree(core: Core, path: string): void {
  requireOutsideOurs(core, path, (cause) => {
    return new TidemarkError('refused', `${path} is where Tidemark keeps what is its own`, { hint: 'Choose another folder.', cause });
  });
  if (registeredAs(core, path) !== undefined) {
    throw new TidemarkError('refused', `${path} is a database that is protected here`, { hint: 'Choose a new file: it must not be there yet.' });
  }
  if (core.live.followed.at(path) === undefined) return;
  throw new TidemarkError('refused', `${path} follows something already`, { hint: 'Choose a new file.' });
}

/** That there is something to follow is made sure of. */
async function settleSource(core: Core, source: FollowSource, signal: AbortSignal): Promise<FollowedSource> {
  if (source.kind === 'server') {
    const { live } = core;
    const server = live.peers.get(source.server);
    const offers = await live.peers.databases(server, signal);
    if (offers.some(({ name }) => name === source.name)) return source;
    throw new TidemarkError('not-found', `${server.name} has no database ${source.name} to be followed`, { hint: 'Look what it has now.' });
  }
  const history = wholeLocation(core, source.place.location);
  const around = placeAround(history)?.around ?? history;
  const known = knownAt(core, around)?.id;
  const destination = known ?? (await addNow(core, { ...source.place, location: around }));
  const url = formatDestination(history);
  try {
    await requireHistory(core, { destination, url }, signal);
  } catch (error) {
    if (known === undefined) await removeDestination(core, destination);
    throw error;
  }
  return { kind: 'history', destination, url };
}
