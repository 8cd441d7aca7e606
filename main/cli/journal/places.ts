// Where a journal is that a word means, opened.
import { join } from 'node:path';
import { TidemarkError } from '../../engine/base/errors.ts';
import { openObjectStore } from '../../engine/destination/open.ts';
import { FileStore } from '../../engine/journal/file-store.ts';
import { systemJournalDisk } from '../../engine/journal/journal-disk.ts';
import { ObjectStore } from '../../engine/journal/object-store.ts';
import type { JournalStore } from '../../engine/journal/store.ts';
import { type JournalReader, watchJournal } from '../../engine/journal/watching.ts';
import { depsOf } from '../bridge/destinations.ts';
import { knownPlace } from '../bridge/known-place.ts';
import { homeOf } from '../bridge/known.ts';
import type { Context } from '../context.ts';

/** This computer's own, by whatever process it is written now. */
export async function ownJournal(context: Context): Promise<JournalReader> {
  return watch(filesIn(join(await homeOf(context.env), 'journal'), context), 'on this computer');
}

/** `not-found` when there is none. */
export async function journalAt(word: string, context: Context): Promise<JournalReader> {
  const { store, shown } = await storeAt(word, context);
  return watch(store, `at ${shown}`);
}

/** A folder holds files, a bucket objects. Nothing is contacted yet. */
export async function storeAt(word: string, context: Context): Promise<{ readonly store: JournalStore; readonly shown: string }> {
  const { location, secrets, url } = await knownPlace(word, context);
  if (location.kind === 'folder') return { store: filesIn(location.path, context), shown: location.path };
  return { store: new ObjectStore(openObjectStore(location, depsOf(secrets, context))), shown: url };
}

async function watch(store: JournalStore, where: string): Promise<JournalReader> {
  const segments = await store.list().catch(() => []);
  if (segments.length > 0) return watchJournal(store);
  throw new TidemarkError('not-found', `there is no journal ${where}`, {
    hint: 'Tidemark begins its journal when it first runs; elsewhere `tidemark journal copy` makes one.',
  });
}

function filesIn(dir: string, { random }: Pick<Context, 'random'>): JournalStore {
  return new FileStore({ dir, disk: systemJournalDisk, random });
}
