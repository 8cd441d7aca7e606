// What time it is as far as removing goes. Clocks are wrong at times, and a wrong one must not cost anybody the past:
// a leap of more than a day is believed only when the clock has gone on behind it for a day. (For what is at the
// destinations replica/retention/windows.ts decides, by the times of the changes themselves.)
import type { Catalogue } from '../catalogue/catalogue.ts';

const DAY_MS = 24 * 3_600_000;
/** Where the catalogue keeps it. */
const KEY = 'believed-time';

interface Belief {
  /** Ms since the epoch. */
  readonly at: number;
  /** Where a leap that is not believed yet has led. */
  readonly leap?: number;
}

/** Ms since the epoch; never later than `now`, the wall clock. Remembered in the catalogue. */
export function believedTime(catalogue: Pick<Catalogue, 'setting' | 'setSetting'>, now: number): number {
  const belief = next(catalogue.setting(KEY) as Belief | undefined, now);
  catalogue.setSetting(KEY, belief);
  return belief.at;
}

function next(before: Belief | undefined, now: number): Belief {
  if (before === undefined || now - before.at <= DAY_MS) return { at: now };
  const { at, leap } = before;
  if (leap === undefined || now < leap) return { at, leap: now };
  return now - leap >= DAY_MS ? { at: now } : before;
}
