// What a database will cost at a destination in a month, before it does: pure arithmetic over `day.ts`.
import { SNAPSHOT_LEVEL } from '../../destination/destination.ts';
import { SLOWEST_MS } from '../../replica/pacing/budget.ts';
import type { RetentionPolicy } from '../views.ts';
import { costOfRequests, costOfStorage, type Requests } from './cost.ts';
import { type Activity, looks, merges, type Part, type Purpose, renewals, snapshots, sumOf, uploads, type Ways } from './day.ts';
import type { PriceList } from './prices.ts';

const DAY = 24 * 3_600_000;
const MONTH_DAYS = 30;

export interface EstimateInput {
  readonly activity: Activity;
  /** Bytes of the database. */
  readonly size: number;
  readonly ways: Ways;
  /** `off` removes nothing. */
  readonly retention: RetentionPolicy | 'off';
  readonly prices: PriceList;
  /** Dollars a month for requests; undefined for no bound. */
  readonly budget?: number | undefined;
}

export type Parts = Readonly<Record<Purpose, Part>>;

export interface MonthEstimate {
  /** Ms between two uploads while it is written to: what is set, or longer for the budget's sake. */
  readonly interval: number;
  /** `over`: even once an hour is more than the budget. */
  readonly budget: 'kept' | 'over';
  readonly requests: Requests;
  /** Bytes that go there. */
  readonly up: number;
  /** Bytes kept after the month. */
  readonly stored: number;
  /** By what it is for. */
  readonly dollars: Readonly<Record<Purpose | 'storage', number>>;
  /** Dollars in all. */
  readonly total: number;
}

/**
 * A day on which the engine starts once.
 * @param before days of history that are there already, 0 or more
 */
export function estimateDay(input: EstimateInput, before: number): Parts {
  const { activity, ways, size } = input;
  const levels = merges(activity, ways, size);
  const changes = uploads(activity, ways, size);
  const whole = snapshots(activity, ways, size);
  const held = heldFiles(input, [changes, ...levels], whole, before);
  return {
    changes,
    levels: sumOf(levels),
    snapshots: whole,
    pen: renewals(activity, ways),
    looking: looks(starts(input) + fadings(input, before), held),
  };
}

/** The first thirty days. */
export function estimateMonth(input: EstimateInput): MonthEstimate {
  const interval = intervalFor(input);
  const paced = atInterval(input, interval);
  const parts = monthOf(paced);
  const { requests, up } = sumOf(Object.values(parts));
  const stored = storedAfterMonth(paced);
  const dollars = dollarsOf(parts, stored, input.prices);
  return {
    interval,
    budget: isWithin(paced) ? 'kept' : 'over',
    requests,
    up,
    stored,
    dollars,
    total: Object.values(dollars).reduce((sum, part) => sum + part, 0),
  };
}

function monthOf(input: EstimateInput): Parts {
  const days = Array.from({ length: MONTH_DAYS }, (_, before) => estimateDay(input, before));
  const all = (purpose: Purpose): Part => sumOf(days.map((day) => day[purpose]));
  return {
    changes: all('changes'),
    levels: all('levels'),
    snapshots: all('snapshots'),
    pen: all('pen'),
    looking: all('looking'),
  };
}

function dollarsOf(parts: Parts, stored: number, prices: PriceList): MonthEstimate['dollars'] {
  const of = (purpose: Purpose): number => costOfRequests(parts[purpose].requests, prices);
  return {
    changes: of('changes'),
    levels: of('levels'),
    snapshots: of('snapshots'),
    pen: of('pen'),
    looking: of('looking'),
    storage: costOfStorage(stored, prices),
  };
}

/** As often as is set, or as the budget lets: the shortest that keeps within it, an hour at most. */
function intervalFor(input: EstimateInput): number {
  let [fast, slow] = [input.ways.interval, SLOWEST_MS];
  if (isWithin(input)) return fast;
  while (slow - fast > 1) {
    const middle = (fast + slow) / 2;
    if (isWithin(atInterval(input, middle))) slow = middle;
    else fast = middle;
  }
  return slow;
}

function atInterval(input: EstimateInput, interval: number): EstimateInput {
  return { ...input, ways: { ...input.ways, interval } };
}

function isWithin(input: EstimateInput): boolean {
  const { budget, prices } = input;
  return budget === undefined || costOfRequests(sumOf(Object.values(monthOf(input))).requests, prices) <= budget;
}

/** When it starts, and once more when it has taken the pen: somebody else may have written until then. */
function starts({ ways }: EstimateInput): number {
  return ways.renewEvery === undefined ? 1 : 2;
}

/** Hours of a day in which something fades, once there is something that old. */
function fadings({ activity, retention }: EstimateInput, before: number): number {
  if (retention === 'off' || activity.changesPerHour === 0 || before < retention.changes / DAY) return 0;
  return Math.ceil(activity.hoursPerDay);
}

/** Files at each level at the beginning of a day. */
function heldFiles(input: EstimateInput, levels: readonly Part[], whole: Part, before: number): number[] {
  const held = levels.map(({ files }) => files * Math.min(before, changesDays(input)));
  held[SNAPSHOT_LEVEL] = whole.files * Math.min(before, snapshotDays(input));
  return held;
}

/** The first copy, every change of the days that are kept, an hour's changes as one file for those before, and snapshots. */
function storedAfterMonth(input: EstimateInput): number {
  const { activity, ways, size, retention } = input;
  const changes = uploads(activity, ways, size);
  const levels = merges(activity, ways, size);
  const days = changesDays(input);
  const thinned = retention === 'off' ? 0 : Math.max(0, daysOf(retention.hourly) - days);
  const history = days * (changes.up + sumOf(levels).up) + thinned * (levels.at(-1) ?? changes).up;
  return size + history + snapshotDays(input) * snapshots(activity, ways, size).up;
}

/** Days of which every change is left after a month. */
function changesDays({ retention }: EstimateInput): number {
  return retention === 'off' ? MONTH_DAYS : daysOf(retention.changes);
}

/** Days of which a snapshot is left after a month. */
function snapshotDays({ retention }: EstimateInput): number {
  if (retention === 'off') return MONTH_DAYS;
  const { changes, hourly, daily, weekly } = retention;
  const each = daysOf(Math.max(changes, hourly, daily));
  return each + Math.max(0, daysOf(weekly) - each) / 7;
}

function daysOf(ms: number): number {
  return Math.min(MONTH_DAYS, ms / DAY);
}
