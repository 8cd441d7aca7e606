// lease release: the pen that a command took here, or that the running Tidemark has.
import type { KeptLease } from '../../engine/lease/holder.ts';
import type { Lease } from '../../engine/lease/leaser.ts';
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
  await requireLeaser(place, found.context).release(leaseOf(keeper.load()), given.interrupts.signal);
  keeper.save(undefined);
  if (flags.json) given.console.printJson({ destination: place.url });
  else given.console.print(`${shownUrl(place.url)}: let go of the pen`);
  return EXIT.ok;
}

/** Letting go asks for no time: whether it is still ours, the place says. */
function leaseOf(kept: KeptLease | undefined): Lease | undefined {
  const over = { monotonic: -Infinity, wall: -Infinity };
  return kept === undefined ? undefined : { ...kept, renewAt: over, stopAt: over };
}
