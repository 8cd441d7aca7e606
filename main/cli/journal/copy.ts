// journal copy: this computer's entries, brought to another place.
import { dirname } from 'node:path';
import { TidemarkError } from '../../engine/base/errors.ts';
import { copyJournal } from '../../engine/journal/copy.ts';
import { Journal } from '../../engine/journal/journal.ts';
import { parseSegmentName } from '../../engine/journal/segment-name.ts';
import { parsePlace } from '../bridge/destinations.ts';
import { type SecretFlags, withSecrets } from '../bridge/secrets.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { ownJournal, storeAt } from './places.ts';

export async function runCopy(word: string, flags: SecretFlags & { readonly json: boolean }, given: Context): Promise<number> {
  const context = withSecrets(flags, given);
  requireRoom(word, context);
  const own = await ownJournal(context);
  const { store, shown } = await storeAt(word, context);
  const copy = await Journal.open(store);
  try {
    const copied = await copyJournal(own, copy, context.interrupts.signal);
    const { console } = context;
    if (flags.json) console.printJson({ copied, last: Number(copy.lastLsn) });
    else console.print(`${copied} entries copied to ${shown}, up to ${copy.lastLsn}`);
    return EXIT.ok;
  } finally {
    await copy.close();
    await own.close();
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
