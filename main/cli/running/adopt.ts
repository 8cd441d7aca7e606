// adopt: the running Tidemark goes on with a history that is there already.
import type { Adopted } from '../../engine/agent/engine.ts';
import { type PlaceFlags, readPlace } from '../args/place.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { requireWord } from '../sources.ts';
import { databasePath } from '../text/paths.ts';
import { withRunning } from './running.ts';

const EXAMPLE = 'adopt /mnt/nas/shop shop.db';

export function runAdopt(
  [where, word]: readonly string[],
  flags: PlaceFlags & { readonly json: boolean },
  given: Context,
): Promise<number> {
  const place = requireWord(where, 'history', EXAMPLE);
  const path = databasePath(requireWord(word, 'database', EXAMPLE), given.cwd);
  const { place: sent, context } = readPlace(place, flags, given);
  return withRunning(context, async (running) => {
    const adopted = await running.call('destination.adopt', { place: sent, path }, path);
    if (flags.json) context.console.printJson({ path, ...adopted });
    else context.console.print(`${path}: ${WORDS[adopted.how]}; its history at ${place} goes on`);
    return EXIT.ok;
  });
}

const WORDS: Readonly<Record<Adopted['how'], string>> = {
  continued: 'protected from now on',
  restored: 'brought back from its history, and protected from now on',
};
