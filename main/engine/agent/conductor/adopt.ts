// Going on with a history that is there already: Litestream's, or one of ours from another computer. The history is read
// first, one of Litestream 0.3 taken over into a new one; a database that is gone is brought back from it; what follows is an
// ordinary copy.
import { basename } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { DestinationLocation } from '../../destination/location.ts';
import { formatDestination, isSamePlace, placeAround, showDestination } from '../../destination/url.ts';
import { systemOutputDisk } from '../../restore/output-disk.ts';
import { restoreToFile } from '../../restore/restore.ts';
import { newDatabaseId } from '../catalogue/ids.ts';
import type { CopyRow } from '../catalogue/rows.ts';
import type { Adopted, AdoptRequest, Work } from '../engine.ts';
import { carryOut, type Conduct } from './carry-out.ts';
import { checkFile } from './check.ts';
import type { Core } from './core.ts';
import { addNow, knownAt, removeDestination } from './destinations.ts';
import { requireHistory } from './history-there.ts';
import { takeOver } from './take-over.ts';
import { noteDone } from './journaling.ts';
import { wholeLocation, wholePath } from './whole-path.ts';

/** Makes sure of what is there, and returns where the history is from then on. */
type Settle = (core: Core, copy: CopyRow, path: string, conduct: Conduct) => Promise<CopyRow>;

/** `history-older` for one of Litestream 0.3 or 0.4, which can be imported. */
export function adopt(core: Core, request: AdoptRequest, work: Work): Promise<Adopted> {
  return goOn(core, request, 'adopted', work, async (_core, copy, _path, { signal }) => {
    await requireHistory(core, copy, signal);
    return copy;
  });
}

/** What is there stays as it is. */
export function importHistory(core: Core, request: AdoptRequest, work: Work): Promise<Adopted> {
  return goOn(core, request, 'imported', work, takeOver);
}

function goOn(core: Core, request: AdoptRequest, kind: 'adopted' | 'imported', work: Work, settle: Settle): Promise<Adopted> {
  const history = wholeLocation(core, request.place.location);
  const url = showDestination(history);
  return core.turn.run(() =>
    carryOut(core, { kind, url }, { databaseName: basename(request.path) }, work, (conduct) =>
      goOnNow(core, request, history, conduct, settle),
    ),
  );
}

async function goOnNow(
  core: Core,
  { place, path: text }: AdoptRequest,
  history: DestinationLocation,
  conduct: Conduct,
  settle: Settle,
): Promise<Adopted> {
  const path = wholePath(core, text);
  const there = core.services.disk.existsSync(path) ? checkFile(core, path) : undefined;
  if (there?.registered !== undefined) throw protectedAlready(path);
  const around = placeAround(history)?.around ?? history;
  const known = knownAt(core, around);
  const destination = known?.id ?? (await addNow(core, { ...place, location: around }));
  const found = { destination, url: formatDestination(history) };
  try {
    requireFree(core, found);
    const copy = await settle(core, found, there?.path ?? path, conduct);
    if (there === undefined) await bringBack(core, copy, path, conduct);
    throwIfAborted(conduct.signal, 'adopting');
    const database = takeOn(core, there?.path ?? path, copy);
    return { database, destination, how: there === undefined ? 'restored' : 'continued' };
  } catch (error) {
    if (known === undefined) await removeDestination(core, destination);
    throw error;
  }
}

function requireFree({ databases }: Core, { url }: CopyRow): void {
  const user = databases.some(undefined).find(({ managed }) => managed.copies.some((copy) => isSamePlace(copy.url, url)));
  if (user === undefined) return;
  throw new TidemarkError('destination-conflict', `${user.managed.name} is copied there already`, {
    hint: 'Two databases must not share one history: choose the other one. Nothing was written.',
  });
}

async function bringBack(core: Core, { destination, url }: CopyRow, output: string, conduct: Conduct): Promise<void> {
  const { clock, random, jobs } = core.services;
  const store = core.destinations.place(destination).store(url);
  const how = { target: { kind: 'latest' }, output, overwrite: 'refuse', check: 'quick', disk: systemOutputDisk } as const;
  const { onProgress, signal } = conduct;
  await restoreToFile({ destination: store, ...how, jobs, random, clock, onProgress, signal });
}

/** Whatever differs from the newest state there becomes the next change. */
function takeOn({ services, databases, destinations, log }: Core, path: string, copy: CopyRow): string {
  const row = { id: newDatabaseId(services.random), path, addedAt: services.clock.now(), own: {} };
  const { about } = databases.add(row, [copy]);
  noteDone(log, { kind: 'register', path }, about);
  void destinations.look(copy.destination);
  return row.id;
}

function protectedAlready(path: string): TidemarkError {
  return new TidemarkError('refused', `${path} is protected already`, {
    hint: 'Take it off first, if it is to go on with another history.',
  });
}
