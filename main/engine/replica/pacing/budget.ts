// "At most $1 a month": spreads the uploads of a destination's databases over the time that the money has to last.
//
//   dollars
//   purse ┤                            ╱     line:   what may be spent so far: a tenth in advance, the rest as the month
//         │                     ╭───╱                 goes by. Below it uploads go as fast as is set: an idle week
//         │              ╭──────╯╱ ·                  leaves room for fast ones later.
//         │   ╭──────────╯  ╱  ·             spread: above it what is left is spent evenly until the month ends.
//         │  ╱         ╱  ·
//         ├──────╱─────────────────────┤ month
//
// What is spent is what the destination's requests were counted to cost, whoever made them, so levels, lease renewals,
// retries and listings count by themselves; those that an upload brings about later are put aside for before it begins.
// With too little left, each database is still uploaded once an hour: safety beats money, and `state` says so.
import { monthSpan } from '../../destination/traffic/usage.ts';
import type { UploadPace } from './pace.ts';

/** The slowest pace there is, ms. */
export const SLOWEST_MS = 3_600_000;
/** The part of a month's money that may be spent on its first day. */
const ADVANCE = 0.1;
/** Spending this near to the line is on it, ms: what is shown does not change with each upload. */
const CLOSE_MS = 3_600_000;

/** Asked each time: a person may change them. */
export interface BudgetTerms {
  /** Dollars a month for everything at this destination; undefined for no bound. */
  readonly budget: number | undefined;
  /** Ms between two uploads of one database while writes go on; 0 for each change as it comes. */
  readonly interval: number;
  /** Dollars for one write request. */
  readonly writePrice: number;
  /** Dollars that this month's requests and downloads have cost so far. */
  readonly spent: number;
  /** Dollars that this month will cost besides, whatever the pace: storage, snapshots still to come. */
  readonly fixed: number;
  /** Ms between two writes that go on while there are uploads: one for each level, one for the lease. */
  readonly followUps: readonly number[];
}

export type PaceState =
  /** As fast as is set, `interval` ms apart at least. */
  | { readonly kind: 'set'; readonly interval: number }
  /** Slower than is set, so that the money lasts; `interval` as it is now. */
  | { readonly kind: 'spread'; readonly interval: number }
  /** The money of this month is spent, or promised: once an hour until `until` (ms since the epoch). */
  | { readonly kind: 'least'; readonly interval: number; readonly until: number };

export class BudgetPace {
  readonly #terms: (now: number) => BudgetTerms;
  /** When each database's last upload began, ms since the epoch; -Infinity for none yet. */
  readonly #began = new Map<UploadPace, number>();

  constructor(terms: (now: number) => BudgetTerms) {
    this.#terms = terms;
  }

  /** For one more database. Several share the budget evenly. */
  forDatabase(): UploadPace {
    const pace: UploadPace = {
      delay: (now) => this.#delay(now, this.#began.get(pace) ?? -Infinity),
      began: (now) => {
        this.#began.set(pace, now);
      },
      release: () => {
        this.#began.delete(pace);
      },
    };
    return pace;
  }

  /** @param now wall clock, ms since the epoch */
  state(now: number): PaceState {
    const purse = new Purse(this.#terms(now), now, this.#sharers(now));
    const { interval } = purse.terms;
    if (purse.untilLine() <= -CLOSE_MS) return { kind: 'set', interval };
    if (!purse.hasMoney()) return { kind: 'least', interval: SLOWEST_MS, until: monthSpan(now).end };
    const spread = purse.spreadInterval();
    return spread > interval ? { kind: 'spread', interval: spread } : { kind: 'set', interval };
  }

  #delay(now: number, began: number): number {
    const since = began > now ? Infinity : now - began;
    const purse = new Purse(this.#terms(now), now, this.#sharers(now));
    const rest = purse.terms.interval - since;
    const forMoney = Math.min(
      SLOWEST_MS - since,
      purse.untilLine(),
      purse.hasMoney() ? purse.spreadInterval() - since : Infinity,
      monthSpan(now).end - now,
    );
    return Math.min(SLOWEST_MS, Math.max(0, rest, forMoney));
  }

  /** Databases that are being written to: each may begin an upload now. */
  #sharers(now: number): number {
    const writing = [...this.#began.values()].filter((began) => began > now - SLOWEST_MS).length;
    return Math.max(1, writing);
  }
}

/** What may be spent at one moment. */
class Purse {
  readonly terms: BudgetTerms;
  readonly #now: number;
  readonly #sharers: number;
  /** Dollars of this month that the pace decides about. */
  readonly #purse: number;

  constructor(terms: BudgetTerms, now: number, sharers: number) {
    this.terms = terms;
    this.#now = now;
    this.#sharers = sharers;
    this.#purse = terms.budget === undefined || terms.writePrice === 0 ? Infinity : terms.budget - terms.fixed;
  }

  /** Ms until the line allows an upload of each database, with all that it brings about. */
  untilLine(): number {
    const { start, end } = monthSpan(this.#now);
    if (this.#purse === Infinity) return 0;
    const part = (this.terms.spent + this.#putAside()) / this.#purse;
    if (this.#purse <= 0 || part > 1) return Infinity;
    return start + ((end - start) * (part - ADVANCE)) / (1 - ADVANCE) - this.#now;
  }

  hasMoney(): boolean {
    return this.terms.spent + this.#putAside() <= this.#purse;
  }

  /** Ms between two uploads of one database such that what is left lasts until the month ends. */
  spreadInterval(): number {
    const { interval } = this.terms;
    if (this.#purse === Infinity) return interval;
    const perMs = (this.#purse - this.terms.spent) / (monthSpan(this.#now).end - this.#now);
    let [fast, slow] = [interval, SLOWEST_MS];
    if (this.#costPerMs(fast) <= perMs) return fast;
    while (slow - fast > 1) {
      const middle = (fast + slow) / 2;
      if (this.#costPerMs(middle) <= perMs) slow = middle;
      else fast = middle;
    }
    return slow;
  }

  #costPerMs(interval: number): number {
    const { writePrice, followUps } = this.terms;
    const followed = followUps.reduce((sum, every) => sum + 1 / Math.max(every, interval), 0);
    return this.#sharers * writePrice * (1 / interval + followed);
  }

  #putAside(): number {
    return this.#sharers * this.terms.writePrice * (1 + this.terms.followUps.length);
  }
}
