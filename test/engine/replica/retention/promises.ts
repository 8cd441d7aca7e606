// What a policy promises, said another way than the plan does it; and policies by chance.
import type { LtxInfo } from '../../../../main/engine/destination/destination.ts';
import { type HistoryPoint, points } from '../../../../main/engine/replica/history/points.ts';
import type { Tier } from '../../../../main/engine/replica/retention/tiers.ts';
import { historyTimes, type RetentionWindows, windowsOf, type WindowStarts, windowStarts } from '../../../../main/engine/replica/retention/windows.ts';
import { HOUR } from '../history/random-files.ts';

const DAY = 24 * HOUR;

/** Some tiers left out; none shorter than the one before. */
export function randomWindows(roll: (below: number) => number): RetentionWindows {
  const changes = HOUR * roll(60);
  const hourly = roll(2) * (changes + HOUR * roll(100));
  const daily = roll(3) === 0 ? 0 : Math.max(changes, hourly) + DAY * roll(12);
  const weekly = roll(2) * (Math.max(changes, hourly, daily) + DAY * roll(60));
  return windowsOf({ changes, hourly, daily, weekly });
}

/** The state at `at`: the greatest transaction not captured after it. */
export function stateAt(all: readonly HistoryPoint[], at: number): HistoryPoint | undefined {
  return all.findLast(({ createdAt }) => createdAt <= at);
}

export function startsOf(usable: readonly LtxInfo[], windows: RetentionWindows, now: number): WindowStarts {
  return windowStarts(historyTimes(usable, points(usable)), windows, now);
}

/** States that are promised whatever happens, oldest first. */
export function promisedOf(usable: readonly LtxInfo[], windows: RetentionWindows, now: number): HistoryPoint[] {
  const reachable = points(usable);
  const starts = startsOf(usable, windows, now);
  const stays = new Set<HistoryPoint | undefined>([stateAt(reachable, starts.changes), reachable.at(-1)]);
  for (const [i, tier] of windows.tiers.entries()) {
    const named = Map.groupBy(reachable, ({ createdAt }) => nameOf(createdAt, tier));
    for (const group of named.values()) {
      const snapshot = tier.prefer === 'snapshot' ? group.findLast(({ kind }) => kind === 'snapshot') : undefined;
      const one = snapshot ?? group.at(-1)!;
      if (one.createdAt > starts.tiers[i]!) stays.add(one);
    }
  }
  return reachable.filter((point) => point.createdAt > starts.changes || stays.has(point));
}

/** An hour, day or week as a calendar in Greenwich names it: `2026-11-21T10`, `2026-11-21`, the Monday of the week. */
function nameOf(at: number, { every }: Tier): string {
  const date = new Date(at);
  if (every === 7 * DAY) date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, every === HOUR ? 13 : 10);
}
