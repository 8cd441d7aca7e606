// lease break: the pen is taken from whoever has it, with consent.
import { TidemarkError } from '../../engine/base/errors.ts';
import { shownUrl } from '../bridge/destinations.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { type NamedPlace, requireThere } from '../places.ts';
import { requireWord } from '../sources.ts';
import { onlyPlace, placesOf, requireLeaser } from './leasers.ts';
import { forRunning, type RunningFlags } from './running.ts';
import { describe, standingAt } from './show.ts';

export type BreakFlags = RunningFlags & { readonly yes: boolean };

export async function runBreak(word: string | undefined, flags: BreakFlags, given: Context): Promise<number> {
  const named = requireWord(word, 'database or place', 'lease break /mnt/backup/shop -yes');
  if (!flags.yes) throw await notSure(named, flags, given);
  const asked = await forRunning(named, 'pen.take', 'the pen is ours from now on', flags, given);
  return asked ?? breakHere(named, flags, given);
}

async function breakHere(word: string, flags: BreakFlags, given: Context): Promise<number> {
  const found = await placesOf(word, flags, given);
  const place = onlyPlace(found);
  requireThere(place, given);
  await requireLeaser(place, found.context).break(given.interrupts.signal);
  const standing = await standingAt(place, found.context);
  if (flags.json) given.console.printJson({ destination: place.url, generation: standing.record?.generation });
  else given.console.print(`${shownUrl(place.url)}: ${describe(standing, given.clock.now())}`);
  return EXIT.ok;
}

/** Says who has it, so that a person can judge. */
async function notSure(word: string, flags: BreakFlags, given: Context): Promise<TidemarkError> {
  const { places, context } = await placesOf(word, flags, given);
  const who = await Promise.all(
    places.map((place) => standingAt(place, context).then((it) => describe(it, context.clock.now()), () => unreadable(place))),
  );
  return new TidemarkError('usage', `nothing was broken: ${[...new Set(who)].join('; ')}`, {
    hint: 'When you are sure that nobody writes there any more, add -yes.',
  });
}

function unreadable({ url }: NamedPlace): string {
  return `what lies at ${shownUrl(url)} cannot be read`;
}
