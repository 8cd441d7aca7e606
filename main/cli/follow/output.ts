// The file that is to follow: where it may be.
import { TidemarkError } from '../../engine/base/errors.ts';
import { canonicalPath } from '../../engine/agent/home.ts';
import { requireOutside } from '../../engine/restore/outside.ts';
import { systemOutputDisk } from '../../engine/restore/output-disk.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { knownDatabases } from '../bridge/known.ts';
import type { Context } from '../context.ts';
import { refuseSidecar } from '../sidecar.ts';
import { absolutePath } from '../text/paths.ts';

/** Canonical. `usage` without a word, among copies, and for a database that is copied from here. */
export async function readOutput(word: string | undefined, destinations: readonly string[], context: Context): Promise<string> {
  if (word === undefined) {
    throw new TidemarkError('usage', 'which file is to follow?', { hint: 'Name one that is not there yet: -o live.db.' });
  }
  const path = canonicalPath(absolutePath(word, context.cwd));
  refuseSidecar(context.disk, path);
  requireOutside(systemOutputDisk, path, destinations.map(shownUrl));
  const copied = (await knownDatabases(context)).find((known) => canonicalPath(known.path) === path);
  if (copied === undefined) return path;
  throw new TidemarkError('usage', `${path} is a database that is copied from here`, {
    hint: 'Choose a file of its own for what follows: nothing else may write to it.',
  });
}
