// The steps in which a retention policy is chosen, and its one rule: what is thinner is kept at least as long, or not at all.
import type { RetentionPolicy } from '../../../../main/ipc/contract/views.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Each is kept at least as long as those before it; all but the first may be left out: 0. */
export const KEPT = ['changes', 'hourly', 'daily', 'weekly'] as const;
export type Kept = (typeof KEPT)[number];

/** Ms, ascending. */
export const STEPS: Readonly<Record<Kept, readonly number[]>> = {
  changes: [HOUR, 6 * HOUR, 12 * HOUR, ...days(1, 2, 3, 5, 7, 14, 30, 60, 90, 180, 365)],
  hourly: days(0, 1, 2, 3, 7, 14, 30, 60, 90),
  daily: days(0, 7, 14, 30, 60, 90, 180, 365, 730),
  weekly: days(0, 30, 60, 90, 180, 365, 730, 1825, 3650),
};
export const INTERVALS: readonly number[] = [HOUR, 6 * HOUR, 12 * HOUR, ...days(1, 7, 30)];

function days(...counts: readonly number[]): number[] {
  return counts.map((count) => count * DAY);
}

/** What was chosen moves the others along. */
export function withKept(policy: RetentionPolicy, kept: Kept, ms: number): RetentionPolicy {
  const next = { ...policy, [kept]: ms };
  if (ms === 0) return next;
  for (const [place, other] of KEPT.entries()) {
    if (next[other] > 0) next[other] = place < KEPT.indexOf(kept) ? Math.min(next[other], ms) : Math.max(next[other], ms);
  }
  return next;
}

export function samePolicy(a: RetentionPolicy, b: RetentionPolicy): boolean {
  return a.every === b.every && KEPT.every((kept) => a[kept] === b[kept]);
}
