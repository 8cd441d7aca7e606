// How far back a destination has to reach, and where that is on the clock of its own files.
import type { LtxInfo } from '../../destination/destination.ts';
import type { Txid } from '../../ltx/txid.ts';
import type { HistoryPoint } from '../history/points.ts';
import { type KeptSpans, type Tier, tiersOf } from './tiers.ts';

/** What a destination has to keep. */
export interface RetentionWindows {
  /** Every change younger than this, ms, can be gone back to, and the state at the beginning of that time. */
  readonly changes: number;
  /** Of what is older, a point for each period; the shortest periods first. */
  readonly tiers: readonly Tier[];
}

export function windowsOf(spans: KeptSpans): RetentionWindows {
  return { changes: spans.changes, tiers: tiersOf(spans) };
}

/** Moments, ms since the epoch: what is later is young. */
export interface WindowStarts {
  readonly changes: number;
  /** Of each tier, in their order; never for one that keeps none. */
  readonly tiers: readonly number[];
  /** What is not younger than this is not promised by any of them. */
  readonly first: number;
}

/** All in ms since the epoch. */
export interface HistoryTimes {
  /** Of the latest change that can be restored. */
  readonly newest: number;
  /** Of all changes at which sound files end, also of those that nothing leads to. */
  readonly times: readonly number[];
}

export function historyTimes(files: readonly LtxInfo[], points: readonly HistoryPoint[]): HistoryTimes {
  const newest = points.reduce((latest, { createdAt }) => Math.max(latest, createdAt), -Infinity);
  return { newest, times: [...endTimes(files).values()] };
}

/** When each transaction that files end at was captured: the earliest time they give, since merged files are made later. */
export function endTimes(files: readonly LtxInfo[]): Map<Txid, number> {
  const times = new Map<Txid, number>();
  for (const { max, createdAt } of files) times.set(max, Math.min(createdAt, times.get(max) ?? createdAt));
  return times;
}

const DAY = 24 * 3_600_000;

/**
 * Where the windows begin. Clocks are wrong at times, and a wrong clock must not cost anybody the past:
 *
 * - Time passes with the changes, not without them: ages count from the newest change, or from `now` if that is
 *   earlier. A clock far ahead ages nothing, one far behind makes everything young.
 * - A leap of more than a day between two changes is believed only when changes have gone on behind it for as long as
 *   every change is kept (a day at least). Until then it does not count: what was captured while the clock was years
 *   ahead pushes nothing out.
 */
export function windowStarts({ newest, times }: HistoryTimes, windows: RetentionWindows, now: number): WindowStarts {
  const { changes, tiers } = windows;
  const end = Math.min(now, newest);
  const leaps = leapsBefore(times, end, windows);
  const start = startOf(end, changes, leaps);
  const starts = tiers.map((tier) => (tier.for === 0 ? Infinity : startOf(end, tier.for, leaps)));
  return { changes: start, tiers: starts, first: Math.min(start, ...starts) };
}

/** A longer time without a change may be a clock that was set wrong, ms. What is thinned out to one a period may be two apart. */
function leastLeap({ changes, tiers }: RetentionWindows): number {
  const finest = tiers.find((tier) => tier.for > 0);
  return changes >= DAY || finest === undefined ? DAY : Math.max(DAY, 2 * finest.every);
}

interface Leap {
  readonly from: number;
  readonly to: number;
}

/** Leaps that are not settled yet, the latest first. */
function leapsBefore(times: readonly number[], end: number, windows: RetentionWindows): Leap[] {
  const settled = end - Math.max(windows.changes, DAY);
  const least = leastLeap(windows);
  const leaps: Leap[] = [];
  const past = times.filter((time) => time <= end).sort((a, b) => b - a);
  let to = end;
  for (const from of past) {
    if (to <= settled) break;
    if (to - from > least) leaps.push({ from, to });
    to = from;
  }
  return leaps;
}

/** The moment `window` ms before `end`, leaps left out. */
function startOf(end: number, window: number, leaps: readonly Leap[]): number {
  let start = end - window;
  for (const { from, to } of leaps) {
    if (start >= to) break;
    start -= to - from;
  }
  return start;
}
