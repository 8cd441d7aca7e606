// lease release: the pen that a command took here, or that the running Tidemark has.
import { lapsed } from '../../engine/lease/holder.ts';
import { shownUrl } from '../bridge/destinations.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { forRunning, type RunningFlags } from './running.ts';
import { keptByHand, onlyPlace, placesOf, requireLeaser } from './leasers.ts';

export async function runRelease(word: string | undefined, flags: RunningFlags, given: Context): Promise<number> {
  const asked = await forRunning(word, 'pen.letGo', 'let go of the pen', flags, given);
  return asked ?? releaseHere(word, flags, given);
}

/** `lease-required` when no command here has it, `lease-lost` when somebody took it since. */
async function releaseHere(word: string | undefined, flags: RunningFlags, given: Context): Promise<number> {
  const found = await placesOf(word, flags, given);
  const place = onlyPlace(found);
  const keeper = await keptByHand(place, found.context);
  const kept = keeper.load();
  // Letting go asks for no time: whether it is still ours, the place says.
  await requireLeaser(place, found.context).release(kept && lapsed(kept), given.interrupts.signal);
  keeper.save(undefined);
  if (flags.json) given.console.printJson({ destination: place.url });
  else given.console.print(`${shownUrl(place.url)}: let go of the pen`);
  return EXIT.ok;
}
