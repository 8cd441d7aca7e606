// adopt: the running Tidemark goes on with a history that is there already.
import type { Adopted } from '../../engine/agent/engine.ts';
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';
import { type PlaceFlags, readPlace } from '../args/place.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { requireWord } from '../sources.ts';
import { shellWord } from '../text/commands.ts';
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
    const adopted = await running.call('destination.adopt', { place: sent, path }, path).catch((error: unknown) => {
      throw isTidemarkError(error, 'history-older') ? importFirst(error, place) : error;
    });
    if (flags.json) context.console.printJson({ path, ...adopted });
    else context.console.print(`${path}: ${WORDS[adopted.how]}; its history at ${place} goes on`);
    return EXIT.ok;
  });
}

function importFirst({ code, message }: TidemarkError, place: string): TidemarkError {
  return new TidemarkError(code, message, {
    hint: `Take it over into a new history, and adopt that: \`tidemark import ${shellWord(place)} NEW\`. The old one stays as it is.`,
  });
}

const WORDS: Readonly<Record<Adopted['how'], string>> = {
  continued: 'protected from now on',
  restored: 'brought back from its history, and protected from now on',
};
