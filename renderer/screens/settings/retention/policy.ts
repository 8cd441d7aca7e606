// The steps in which a retention policy is chosen, and its one rule: snapshots are kept at least as long as changes.
import type { RetentionPolicy } from '../../../../main/ipc/contract/views.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Ms, ascending. */
export const CHANGES: readonly number[] = [
  HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, 90 * DAY, 180 * DAY, 365 * DAY,
];
export const SNAPSHOTS: readonly number[] = [
  DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, 90 * DAY, 180 * DAY, 365 * DAY, 730 * DAY, 1825 * DAY, 3650 * DAY,
];
export const INTERVALS: readonly number[] = [HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY];

/** What was chosen moves the other along. */
export function withChanges(policy: RetentionPolicy, changes: number): RetentionPolicy {
  return { ...policy, changes, snapshots: Math.max(policy.snapshots, changes) };
}

export function withSnapshots(policy: RetentionPolicy, snapshots: number): RetentionPolicy {
  return { ...policy, snapshots, changes: Math.min(policy.changes, snapshots) };
}

export function samePolicy(a: RetentionPolicy, b: RetentionPolicy): boolean {
  return a.changes === b.changes && a.snapshots === b.snapshots && a.every === b.every;
}
