// The pen in words.
import type { PenView } from '../../engine/agent/views.ts';
import { assertNever } from '../../engine/base/errors.ts';
import { formatDuration } from '../text/sizes.ts';
import { formatClock } from '../text/times.ts';

export function describePen(pen: PenView, now: number): string {
  switch (pen.kind) {
    case 'unused':
      return 'nobody asks for the pen';
    case 'free':
      return 'nobody has the pen';
    case 'ours':
      return `this computer has the pen ${describeUntil(pen.until, now)} (generation ${pen.generation})`;
    case 'theirs':
      return `${pen.owner} has the pen ${describeUntil(pen.until, now)} (generation ${pen.generation})`;
    default:
      return assertNever(pen);
  }
}

/** `until 14:05:00 (for 2 min)`. */
function describeUntil(until: number, now: number): string {
  return `until ${formatClock(until)} (${until > now ? `for ${formatDuration(until - now)}` : 'over'})`;
}
