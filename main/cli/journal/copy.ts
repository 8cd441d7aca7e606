// journal copy: this computer's entries, brought to another place.
import { dirname, join } from 'node:path';
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import { copyJournal } from '../../engine/journal/copy.ts';
import { Journal } from '../../engine/journal/journal.ts';
import { parseSegmentName } from '../../engine/journal/segment-name.ts';
import type { JournalReader } from '../../engine/journal/watching.ts';
import { systemOutputDisk } from '../../engine/restore/output-disk.ts';
import { requireOutside } from '../../engine/restore/outside.ts';
import { parsePlace } from '../bridge/destinations.ts';
import { homeOf } from '../bridge/known.ts';
import { type SecretFlags, withSecrets } from '../bridge/secrets.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { ownJournal, storeAt } from './places.ts';

export async function runCopy(word: string, flags: SecretFlags & { readonly json: boolean }, given: Context): Promise<number> {
  const context = withSecrets(flags, given);
  requireRoom(word, context);
  const home = await homeOf(context.env);
  requireNotOurs(word, home, context);
  const own = await ownJournal(context);
  const unlock = await lockCopying(home, context);
  try {
    return await copyTo(word, own, flags, context);
  } finally {
    unlock();
    await own.close();
  }
}

async function copyTo(word: string, own: JournalReader, { json }: { readonly json: boolean }, context: Context): Promise<number> {
  const { store, shown } = await storeAt(word, context);
  const copy = await Journal.open(store);
  try {
    const copied = await copyJournal(own, copy, context.interrupts.signal);
    const { console } = context;
    if (json) console.printJson({ copied, last: Number(copy.lastLsn) });
    else console.print(`${copied} entries copied to ${shown}, up to ${copy.lastLsn}`);
    return EXIT.ok;
  } finally {
    await copy.close();
  }
}

/** A journal has one writer: two copies at a time could have the same place. `state-in-use`. */
async function lockCopying(home: string, { disk }: Context): Promise<() => void> {
  const { lockState } = await import('../../engine/agent/state-lock.ts');
  const dir = join(home, 'journal-copying');
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  return lockState(dir, 'copying the journal');
}

/** The journal that is copied is written by somebody else, perhaps just now. */
function requireNotOurs(word: string, home: string, { cwd }: Context): void {
  const location = parsePlace(word, cwd);
  if (location.kind !== 'folder') return;
  try {
    requireOutside(systemOutputDisk, location.path, [home]);
  } catch (cause) {
    if (!isTidemarkError(cause, 'usage')) throw cause;
    throw new TidemarkError('refused', `${location.path} is in Tidemark's own folder`, { hint: 'Name a place outside it for the copy.', cause });
  }
}

/** A folder is made, its parent is not: an unplugged disk is not mistaken for an empty one. It holds nothing but the journal. */
function requireRoom(word: string, { cwd, disk }: Context): void {
  const location = parsePlace(word, cwd);
  if (location.kind !== 'folder') return;
  const { path } = location;
  if (!disk.existsSync(dirname(path))) {
    throw new TidemarkError('destination-absent', `there is no folder ${dirname(path)}`, { hint: 'Connect the disk, or make the folder.' });
  }
  const names = disk.existsSync(path) ? disk.readdirSync(path) : [];
  if (names.length === 0 || names.some((name) => parseSegmentName(name) !== undefined || name === 'position')) return;
  throw new TidemarkError('refused', `the folder ${path} holds something else`, { hint: 'Name a new or an empty folder.' });
}
