// From one computer to another: what follows here becomes a database that is written here; or the other way about.
import { basename } from 'node:path';
import { throwIfAborted } from '../../../base/abort.ts';
import { TidemarkError } from '../../../base/errors.ts';
import type { HistoryPoint } from '../../../stream/node/primary-host.ts';
import type { StreamServer } from '../../../stream/server/server.ts';
import { newDatabaseId } from '../../catalogue/ids.ts';
import type { CopyRow, FollowedRow } from '../../catalogue/rows.ts';
import type { Work } from '../../engine.ts';
import { AgentPrimaryHost } from '../../live/primary-host.ts';
import { carryOut } from '../carry-out.ts';
import type { Core } from '../core.ts';
import { destinationsFor } from '../destinations.ts';
import { copiesFor } from '../history-folder.ts';
import { noteDone } from '../journaling.ts';

/** How long a follower has to become level, and to take over, ms; and how often it is looked at. */
const PATIENCE = 60_000;
const LOOK_EVERY = 50;

/** Returns the id of the database that it is from now on. */
export function promote(core: Core, id: string, work: Work): Promise<string> {
  const { row } = core.live.followed.get(id);
  const { path, source } = row;
  const from = source.kind === 'server' ? core.live.peers.get(source.server).name : source.url;
  return core.turn.run(() =>
    carryOut(core, { kind: 'promoted', path, source: from }, { databaseName: basename(path) }, work, async () => {
      const { txid } = core.live.followed.get(id).view();
      if (txid === 0) throw nothingYet(path);
      const copies = await copiesOf(core, row);
      const at = await core.live.followed.remove(id);
      try {
        if (at === undefined) throw nothingYet(path);
        await goOn(core, path, at);
        return takeOn(core, path, copies);
      } catch (error) {
        await core.live.followed.add(row).catch(() => undefined);
        throw error;
      }
    }),
  );
}

/** What is known here of the file becomes the beginning of what is captured here: its history goes on. */
async function goOn({ agent }: Core, path: string, from: HistoryPoint): Promise<void> {
  const primary = await new AgentPrimaryHost({ agent }).begin({ path, name: basename(path), from });
  await primary.stop(0);
}

/** The history that was followed goes on where it is; else it begins where new databases are copied to. */
async function copiesOf(core: Core, { path, source }: FollowedRow): Promise<readonly CopyRow[]> {
  if (source.kind === 'history') return [{ destination: source.destination, url: source.url }];
  return copiesFor(core, path, await destinationsFor(core, undefined));
}

function takeOn({ services, databases, destinations }: Core, path: string, copies: readonly CopyRow[]): string {
  const row = { id: newDatabaseId(services.random), path, addedAt: services.clock.now(), own: {} };
  databases.add(row, copies);
  for (const { destination } of copies) void destinations.look(destination);
  return row.id;
}

function nothingYet(path: string): TidemarkError {
  return new TidemarkError('refused', `${basename(path)} is not here whole yet`, {
    hint: 'Wait until the first copy has come. Nothing was changed.',
    retry: 'later',
  });
}

/** When that follower has everything it is told to take over; what is here is not protected any more from then on. */
export function handOff(core: Core, id: string, guest: string, work: Work): Promise<void> {
  const { databases, live } = core;
  const entry = databases.get(id);
  const { server, name } = servedAs(core, id);
  const computer = live.serving.guestName(guest);
  return carryOut(core, { kind: 'handed-off', name: computer }, entry.about, work, async ({ signal }) => {
    const follower = Object.values(server.followers).find((one) => one.guest === guest && one.state === 'connected');
    if (follower === undefined) throw notThere(computer, entry.managed.name);
    const parting = { id, name, follower: follower.id, computer, server };
    await becomeLevel(core, parting, signal);
    if (server.handOff(name, follower.id, name) === 'away') throw notThere(computer, entry.managed.name);
    await haveLeft(core, parting, signal);
    await core.turn.run(() => databases.remove(id));
    noteDone(core.log, { kind: 'unregister', path: entry.managed.path }, entry.about);
  });
}

interface Parting {
  readonly id: string;
  readonly name: string;
  readonly follower: string;
  readonly computer: string;
  readonly server: StreamServer;
}

/** Everything that is committed now is there. */
async function becomeLevel(core: Core, { id, name, follower, computer, server }: Parting, signal: AbortSignal): Promise<void> {
  const { agent } = core.databases.get(id).managed;
  await agent?.captureNow();
  const head = agent?.status().txid ?? 0n;
  const isLevel = (): boolean => (server.book.acknowledged(follower, name) ?? -1n) >= head;
  await until(core, isLevel, `${computer} is not level yet`, signal);
}

/** It takes over by itself: until it has let go of what it followed, what is here stays protected. */
async function haveLeft(core: Core, { name, follower, computer, server }: Parting, signal: AbortSignal): Promise<void> {
  await until(core, () => !server.follows(name, follower), `${computer} does not take over`, signal);
}

async function until({ services: { clock } }: Core, isReached: () => boolean, otherwise: string, signal: AbortSignal): Promise<void> {
  const end = clock.monotonic() + PATIENCE;
  while (!isReached()) {
    throwIfAborted(signal, 'handing over');
    if (clock.monotonic() > end) {
      throw new TidemarkError('busy', otherwise, { hint: 'Look at it there, and try it again. Here everything is as it was.', retry: 'later' });
    }
    await clock.sleep(LOOK_EVERY, signal).catch(() => undefined);
  }
}

function servedAs({ live, databases }: Core, id: string): { readonly server: StreamServer; readonly name: string } {
  const { server } = live.serving;
  const name = live.serving.nameOf(id);
  if (server !== undefined && name !== undefined) return { server, name };
  throw new TidemarkError('refused', `nobody can follow ${databases.get(id).managed.name} here`, { hint: 'Let other computers follow this one first.' });
}

function notThere(computer: string, name: string): TidemarkError {
  return new TidemarkError('refused', `${computer} does not follow ${name} just now`, {
    hint: 'Start Tidemark there, and hand it over once it is level. Nothing was changed.',
    retry: 'later',
  });
}
