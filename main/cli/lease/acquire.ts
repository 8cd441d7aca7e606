// lease acquire: the pen in the hand of a command, for as long as it runs or for a time.
import { TidemarkError } from '../../engine/base/errors.ts';
import { lostError } from '../../engine/lease/errors.ts';
import { PenHolder } from '../../engine/lease/holder.ts';
import { DEFAULT_TERMS, type LeaseTerms } from '../../engine/lease/terms.ts';
import { shownUrl } from '../bridge/destinations.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { type NamedPlace, requireThere } from '../places.ts';
import { formatClock } from '../text/times.ts';
import { formatDuration } from '../text/sizes.ts';
import { keptByHand, type LeaseFlags, onlyPlace, placesOf, requireLeaser } from './leasers.ts';

export type AcquireFlags = LeaseFlags & { readonly for: number | undefined };

/** Between two looks at whether it is time to renew, ms. */
const PACE = 5000;

/** Others do not believe a lease that reaches further, whose clock may be a little behind, ms. */
const LONGEST = DEFAULT_TERMS.maxTtl - DEFAULT_TERMS.skew;

export async function runAcquire(word: string | undefined, flags: AcquireFlags, given: Context): Promise<number> {
  const terms = flags.for === undefined ? {} : termsFor(Math.ceil(flags.for));
  const found = await placesOf(word, flags, given);
  const place = onlyPlace(found);
  requireThere(place, given);
  const { context } = found;
  const leaser = requireLeaser(place, context, terms);
  const kept = flags.for === undefined ? {} : { keeper: await keptByHand(place, context) };
  const holder = new PenHolder({ leaser, clock: context.clock, ...kept });
  await holder.ensure(context.interrupts.signal);
  tell(holder, place, flags, context);
  if (flags.for === undefined) await hold(holder, place, context);
  return EXIT.ok;
}

function termsFor(ttl: number): Partial<LeaseTerms> {
  const { skew } = DEFAULT_TERMS;
  if (ttl >= 2 * skew && ttl <= LONGEST) return { ttl, maxTtl: 2 * ttl + skew };
  throw new TidemarkError('lease-ttl', `the pen cannot be taken for ${formatDuration(ttl)} at a time`, {
    hint: `From ${formatDuration(2 * skew)} to ${formatDuration(LONGEST)}: others do not believe more. Without -for it is held until Ctrl-C.`,
  });
}

function tell({ pen }: PenHolder, { url }: NamedPlace, { json, for: time }: AcquireFlags, { console }: Context): void {
  if (pen.kind !== 'ours') throw lostError(url, 'its time was over before it was there');
  const { generation, until } = pen;
  if (json) console.printJson({ destination: url, generation, until: new Date(until).toISOString() });
  else if (time !== undefined) console.print(`generation ${generation} until ${formatClock(until)}`);
  else console.print(`${shownUrl(url)}: the pen is ours (generation ${generation}). Ctrl-C lets go of it.`);
}

/** Until a signal comes; `lease-lost` or `lease-held` when somebody takes it. */
async function hold(holder: PenHolder, { url }: NamedPlace, { clock, interrupts, console }: Context): Promise<void> {
  const { signal } = interrupts;
  try {
    for (;;) {
      await clock.sleep(PACE, signal);
      if ((await holder.ensure(signal)) === 'fresh') throw lostError(url, 'somebody had it meanwhile');
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    await holder.letGo();
    console.say('let go of');
  }
}
