// Choices as an earlier Tidemark has stored them, in the words of today.
import type { DatabaseChoices, RetentionPolicy } from '../views.ts';

const DAY_MS = 24 * 3_600_000;

/** Before there were hours, days and weeks: every change, then snapshots, one each `every`. All ms. */
interface OlderPolicy {
  readonly changes: number;
  readonly snapshots: number;
  readonly every: number;
}

/** What is kept becomes no less: one a day for as long as snapshots were, and one an hour if they were made more often. */
function policyOfToday(stored: RetentionPolicy | OlderPolicy): RetentionPolicy {
  if (!('snapshots' in stored)) return stored;
  const { changes, snapshots, every } = stored;
  return { changes, hourly: every < DAY_MS ? snapshots : 0, daily: snapshots, weekly: 0, every };
}

export function choicesOfToday<Choices extends Partial<DatabaseChoices>>(stored: Choices): Choices {
  const { retention } = stored;
  return retention === undefined ? stored : { ...stored, retention: policyOfToday(retention) };
}
