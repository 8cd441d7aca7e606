// What a leaser needs of the place where the pen lies: reading, and two kinds of compare-and-swap.
import type { LeaseRecord } from './record.ts';

/** What lies there. `generation` is the highest that is known there; 0 when none is. */
export type Standing = StandingState & {
  readonly generation: number;
  /** The place's clock, ms since the epoch: after it was asked, before it answered. Undefined when it does not tell. */
  readonly time?: number;
};

type StandingState =
  | { readonly kind: 'none' }
  | { readonly kind: 'lease'; readonly record: LeaseRecord; readonly etag: string }
  /** `creating`: so young that somebody may still be writing it. */
  | { readonly kind: 'unreadable'; readonly problem: string; readonly age: 'creating' | 'settled'; readonly etag: string };

export type Swapped = { readonly kind: 'won'; readonly etag: string } | { readonly kind: 'lost' };

export const LOST: Swapped = { kind: 'lost' };

export function tagOf(standing: Standing): string | undefined {
  return standing.kind === 'none' ? undefined : standing.etag;
}

/** What cannot be read had fewer holders than there are seconds since the epoch: a generation after it is above its own. */
export function unknownGeneration(now: number): number {
  return Math.floor(now / 1000);
}

export interface LeaseStore {
  readonly type: string;
  readonly url: string;

  /** `timed`: with the place's clock, if it has one and telling it takes more than an answer. */
  read(want: 'timed' | 'plain', signal?: AbortSignal): Promise<Standing>;

  /** Another generation in the place of what has this tag, or of nothing. Of all who try on the same, one wins. */
  succeed(record: LeaseRecord, etag: string | undefined, signal?: AbortSignal): Promise<Swapped>;

  /**
   * The same generation anew, by who holds it. A place that cannot judge conditions by itself may say `won` to one whose time
   * was over before it was there: it must not count on it (FACTS C.3, race 2).
   */
  replace(record: LeaseRecord, etag: string, signal?: AbortSignal): Promise<Swapped>;
}
