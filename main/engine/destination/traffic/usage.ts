// What went to and from a destination in one month, as plain values that are kept over restarts.
import type { RequestKind } from '../traffic.ts';

export interface MonthUsage {
  /** Calendar month in UTC, as places bill: `YYYY-MM`. */
  readonly month: string;
  /** Requests made, failed ones included. */
  readonly write: number;
  readonly read: number;
  readonly list: number;
  readonly delete: number;
  /** Bytes of bodies. */
  readonly up: number;
  readonly down: number;
}

export const REQUEST_KINDS: readonly RequestKind[] = ['write', 'read', 'list', 'delete'];

/** Where the months of a destination are kept. `load` is called once, before anything is counted. */
export interface UsageStore {
  /** In any order; none for a destination that is new. */
  load(): readonly MonthUsage[];
  /** All that is to be kept, oldest first: replaces what was there. What it throws is tried again at the next save. */
  save(months: readonly MonthUsage[]): void;
}

/** The present month, and that of the year before to compare it with. */
export const KEPT_MONTHS = 13;

export function emptyMonth(month: string): MonthUsage {
  return { month, write: 0, read: 0, list: 0, delete: 0, up: 0, down: 0 };
}

/** @param now ms since the epoch */
export function monthOf(now: number): string {
  return new Date(now).toISOString().slice(0, 'YYYY-MM'.length);
}

export interface Span {
  /** Ms since the epoch. `end` is not part of it. */
  readonly start: number;
  readonly end: number;
}

/** The calendar month (UTC) that `now` is in. */
export function monthSpan(now: number): Span {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
}
