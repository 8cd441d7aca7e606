// What one database makes its engine ask of a destination on a day: the same arithmetic as the engine's own rules, in one
// place. Each rule names the file that carries it out.
import { LEVELS } from '../../destination/destination.ts';
import { REQUEST_KINDS } from '../../destination/traffic/usage.ts';
import type { Requests } from './cost.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Names in one answer to a listing. */
const PAGE = 1000;
/** Of a lease, about. */
const LEASE_BYTES = 120;

/** How a database is written to: changes evenly apart. */
export interface Activity {
  readonly changesPerHour: number;
  readonly hoursPerDay: number;
  /** Of the file that a change becomes. */
  readonly bytesPerChange: number;
  /**
   * Of a change's pages, the part that no other change near it writes as well, 0 to 1: how much merged files grow with
   * the changes in them. 1, the most that it can be, when absent.
   */
  readonly fresh?: number;
}

/** How the engine works there. Times in ms. */
export interface Ways {
  /** Least time between two uploads. */
  readonly interval: number;
  /** Periods of levels 1 and up, each a multiple of the one before. */
  readonly levels: readonly number[];
  /** 0 for no snapshots but those that are needed. */
  readonly snapshotEvery: number;
  /** Ms between two renewals while there are uploads; undefined when nobody asks for the pen. */
  readonly renewEvery: number | undefined;
  /** Bytes of a part of a large file. */
  readonly partSize: number;
}

export type Purpose = 'changes' | 'levels' | 'snapshots' | 'pen' | 'looking';

/** What is asked for one purpose. */
export interface Part {
  readonly requests: Requests;
  /** Files that are stored, and bytes that go there. */
  readonly files: number;
  readonly up: number;
}

const NONE = { write: 0, read: 0, list: 0, delete: 0 } satisfies Requests;

/** Uploads of changes (`replica/pacing/budget.ts`): each change, or what came together within the interval. */
export function uploads(activity: Activity, { interval, partSize }: Ways, size: number): Part {
  return filesPart(timesADay(activity, interval), activity, { size, partSize });
}

/** One write for each period in which something changed (`replica/levels`). */
export function merges(activity: Activity, { levels, interval, partSize }: Ways, size: number): Part[] {
  return levels.map((every) => filesPart(timesADay(activity, Math.max(every, interval)), activity, { size, partSize }));
}

/** When the last one is old enough and something changed since (`replica/snapshot-schedule.ts`). */
export function snapshots(activity: Activity, { snapshotEvery, partSize }: Ways, size: number): Part {
  const most = snapshotEvery === 0 ? 0 : DAY / snapshotEvery;
  const files = Math.min(most, timesADay(activity, 0));
  return { requests: { ...NONE, write: files * writesOf(size, partSize) }, files, up: files * size };
}

/**
 * Looked at once, then written anew before something is sent when half of its time has passed (`lease/holder.ts`): by
 * uploads, and by merges so long after them that it was left to lapse.
 */
export function renewals(activity: Activity, { renewEvery, interval, levels }: Ways): Part {
  const sent = timesADay(activity, interval);
  if (renewEvery === undefined || sent === 0) return { requests: NONE, files: 0, up: 0 };
  const isSteady = sent >= timesADay({ ...activity, changesPerHour: Infinity }, renewEvery);
  const alone = isSteady ? [] : levels.filter((every) => every > renewEvery);
  const write = [renewEvery, ...alone].reduce((sum, every) => sum + timesADay(activity, Math.max(every, interval)), 0);
  return { requests: { ...NONE, read: 1, write }, files: 0, up: write * LEASE_BYTES };
}

/**
 * Looking at all levels, each a page at least: when it starts, and whenever something fades, once an hour at most
 * (`agent/retention/history-keeper.ts`).
 * @param held files at each level
 */
export function looks(times: number, held: readonly number[]): Part {
  const pages = LEVELS.map((_, level) => Math.max(1, Math.ceil((held[level] ?? 0) / PAGE)));
  const list = times * pages.reduce((sum, count) => sum + count, 0);
  return { requests: { ...NONE, list }, files: 0, up: 0 };
}

export function sumOf(parts: readonly Part[]): Part {
  const requests = { ...NONE };
  let [files, up] = [0, 0];
  for (const part of parts) {
    for (const kind of REQUEST_KINDS) requests[kind] += part.requests[kind];
    files += part.files;
    up += part.up;
  }
  return { requests, files, up };
}

/** How often a day something happens that follows changes, but never sooner than `every` ms after the last time. */
function timesADay({ changesPerHour, hoursPerDay }: Activity, every: number): number {
  return hoursPerDay * Math.min(changesPerHour, every === 0 ? Infinity : HOUR / every);
}

function filesPart(
  files: number,
  { changesPerHour, hoursPerDay, bytesPerChange, fresh = 1 }: Activity,
  database: { readonly size: number; readonly partSize: number },
): Part {
  if (files === 0) return { requests: NONE, files: 0, up: 0 };
  const others = (changesPerHour * hoursPerDay) / files - 1;
  // However often its pages change, a file holds each once.
  const size = Math.min(bytesPerChange * (1 + others * fresh), Math.max(bytesPerChange, database.size));
  const write = files * writesOf(size, database.partSize);
  return { requests: { ...NONE, write }, files, up: files * size };
}

/** A large file goes in parts, between a request to begin and one to end. */
function writesOf(size: number, partSize: number): number {
  return size <= partSize ? 1 : Math.ceil(size / partSize) + 2;
}
