// One state of each hour, day or week: which one it is.
import type { Txid } from '../../ltx/txid.ts';
import type { HistoryPoint } from '../history/points.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Times in ms. */
export interface Tier {
  /** Length of the periods of which one point each is kept. They are counted in UTC, weeks from Monday. */
  readonly every: number;
  /** For so long; 0 keeps none. */
  readonly for: number;
  /** Which point of a period: its newest, or the newest at which a sound snapshot is, which needs no other file. */
  readonly prefer: 'newest' | 'snapshot';
}

/** For how long what is kept, ms. A tier of 0 keeps none. */
export interface KeptSpans {
  readonly changes: number;
  readonly hourly: number;
  readonly daily: number;
  readonly weekly: number;
}

export function tiersOf({ hourly, daily, weekly }: Omit<KeptSpans, 'changes'>): readonly Tier[] {
  return [
    { every: HOUR, for: hourly, prefer: 'newest' },
    { every: DAY, for: daily, prefer: 'snapshot' },
    { every: 7 * DAY, for: weekly, prefer: 'snapshot' },
  ];
}

/** The first of these that is kept shorter than one before it. */
export function firstShorter(spans: KeptSpans): { readonly tier: keyof KeptSpans; readonly than: keyof KeptSpans } | undefined {
  let than: keyof KeptSpans = 'changes';
  for (const tier of ['hourly', 'daily', 'weekly'] as const) {
    if (spans[tier] === 0) continue;
    if (spans[tier] < spans[than]) return { tier, than };
    than = tier;
  }
  return undefined;
}

/** Monday, 5 January 1970, ms since the epoch. */
const FIRST_MONDAY = 4 * DAY;

/** The number of the period in which that moment is. */
export function periodOf(at: number, { every }: Tier): number {
  return Math.floor((at - FIRST_MONDAY) / every);
}

/** What a tier keeps: a point for each period. */
export interface Picks {
  readonly tier: Tier;
  readonly points: ReadonlyMap<number, HistoryPoint>;
  readonly txids: ReadonlySet<Txid>;
}

/**
 * Of `points`, oldest first, one of each period, as far as they are younger than `start`.
 *
 * Which one depends on the points of its period alone, and is the last of them in an order of its own. So what was
 * picked is picked again when others are gone, and a period never loses its point to a later run.
 */
export function pick(points: readonly HistoryPoint[], tier: Tier, start: number): Picks {
  const best = new Map<number, HistoryPoint>();
  for (const point of points) {
    const period = periodOf(point.createdAt, tier);
    if (isBetter(point, best.get(period), tier)) best.set(period, point);
  }
  for (const [period, { createdAt }] of best) if (createdAt <= start) best.delete(period);
  return { tier, points: best, txids: new Set([...best.values()].map(({ txid }) => txid)) };
}

/** `point` is newer than `before`. */
function isBetter(point: HistoryPoint, before: HistoryPoint | undefined, { prefer }: Tier): boolean {
  if (before === undefined || prefer === 'newest') return true;
  return point.kind === 'snapshot' || before.kind === 'change';
}
