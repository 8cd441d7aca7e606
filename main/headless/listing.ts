// What is in a folder, for people whose browser is not where the files are. Nothing outside the home folder is shown,
// however one gets there; nothing is opened.
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { errnoOf, TidemarkError } from '../engine/base/errors.ts';
import type { Listing, ListingEntry } from '../ipc/contract/shell.ts';

const MOST_ENTRIES = 2000;

/** @param folder the home folder when absent; `refused` outside of it */
export async function listFolder(userHome: string, folder: string | undefined): Promise<Listing> {
  const home = await realpath(userHome);
  const real = folder === undefined ? home : await within(home, resolve(home, folder));
  if (real === undefined) throw outside(home);
  const all = (await readdir(real, { withFileTypes: true }).catch(explain)).sort(byKindAndName);
  const shown = await Promise.all(all.slice(0, MOST_ENTRIES).map(({ name }) => describe(home, real, name)));
  return {
    folder: real,
    ...(real === home ? {} : { parent: dirname(real) }),
    entries: shown.filter((entry) => entry !== undefined).sort(foldersFirst),
    more: Math.max(0, all.length - MOST_ENTRIES),
  };
}

/** The real path, if that lies in the home folder too; undefined if not, or if nothing is there. */
async function within(home: string, path: string): Promise<string | undefined> {
  const real = await realpath(path).catch(() => undefined);
  const below = home.endsWith(sep) ? home : home + sep;
  return real === home || real?.startsWith(below) === true ? real : undefined;
}

/** Undefined for what cannot be chosen: links that lead out, sockets, what vanished meanwhile. */
async function describe(home: string, folder: string, name: string): Promise<ListingEntry | undefined> {
  const path = join(folder, name);
  const real = await within(home, path);
  const found = real === undefined ? undefined : await stat(real).catch(() => undefined);
  if (found === undefined || (!found.isDirectory() && !found.isFile())) return undefined;
  return {
    name,
    path,
    kind: found.isDirectory() ? 'folder' : 'file',
    size: found.isDirectory() ? 0 : found.size,
    changedAt: Math.floor(found.mtimeMs),
  };
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function byKindAndName(a: Dirent, b: Dirent): number {
  return Number(b.isDirectory()) - Number(a.isDirectory()) || names.compare(a.name, b.name);
}

function foldersFirst(a: ListingEntry, b: ListingEntry): number {
  return Number(b.kind === 'folder') - Number(a.kind === 'folder') || names.compare(a.name, b.name);
}

function outside(home: string): TidemarkError {
  return new TidemarkError('refused', `only folders that are there, in ${home}, are shown here`, {
    hint: 'What lies elsewhere can be chosen all the same: type its path and press the button below.',
  });
}

function explain(cause: unknown): never {
  const why = errnoOf(cause) === 'EACCES' || errnoOf(cause) === 'EPERM' ? 'may not be read' : 'cannot be read';
  throw new TidemarkError('not-found', `this folder ${why}`, { hint: 'Choose another one.', cause });
}
