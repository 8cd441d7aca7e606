// A month of uploads within a budget: what is spent, when, and how far apart.
import { describe, expect, it } from 'vitest';
import { BudgetPace, SLOWEST_MS, type BudgetTerms } from '../../../../main/engine/replica/pacing/budget.ts';
import type { UploadPace } from '../../../../main/engine/replica/pacing/pace.ts';

const START = Date.UTC(2026, 5, 1);
const DAY = 24 * 3_600_000;
const MONTH = 30 * DAY;
/** Amazon's. */
const WRITE = 0.005 / 1000;
const LEVELS = [30_000, 300_000, 3_600_000];
const LEASE = 120_000;

/** Databases that are written to, or not, as told; levels and leases written as they are by the engine. */
class Month {
  now = START;
  requests = 0;
  terms: Partial<BudgetTerms> = {};
  readonly budget: BudgetPace;
  readonly uploads: number[] = [];
  readonly #paces: UploadPace[];
  readonly #followed: number[][];

  constructor(terms: Partial<BudgetTerms>, databases = 1) {
    this.terms = terms;
    this.budget = new BudgetPace(() => ({
      budget: undefined,
      interval: 1000,
      writePrice: WRITE,
      spent: this.spent,
      fixed: 0,
      followUps: [...LEVELS, LEASE],
      ...this.terms,
    }));
    this.#paces = Array.from({ length: databases }, () => this.budget.forDatabase());
    this.#followed = this.#paces.map(() => [...LEVELS, LEASE].map(() => -1));
  }

  get spent(): number {
    return this.requests * (this.terms.writePrice ?? WRITE);
  }

  /** Everything is written to all the time until `end`; at the given step each database asks, at most. */
  writeUntil(end: number): void {
    while (this.now < end) {
      const waits = this.#paces.map((pace, database) => this.#turn(pace, database));
      this.now += Math.max(1, Math.min(...waits));
    }
    this.now = end;
  }

  #turn(pace: UploadPace, database: number): number {
    const delay = pace.delay(this.now);
    expect(delay).toBeLessThanOrEqual(SLOWEST_MS);
    if (delay > 0) return delay;
    pace.began(this.now);
    this.uploads.push(this.now);
    this.requests += 1;
    this.#followUp(this.#followed[database]!);
    return pace.delay(this.now);
  }

  /** One write for each period that something was uploaded in. */
  #followUp(followed: number[]): void {
    for (const [i, every] of [...LEVELS, LEASE].entries()) {
      const period = Math.floor(this.now / every);
      if (followed[i] === period) continue;
      followed[i] = period;
      this.requests += 1;
    }
  }

  /** Of the uploads between two moments, ms. */
  gaps(from: number, to: number): number[] {
    const between = this.uploads.filter((at) => at >= from && at < to);
    return between.slice(1).map((at, i) => at - between[i]!);
  }
}

describe('BudgetPace', () => {
  it('lets a lone upload go at once, and sustained ones as far apart as is set', () => {
    const month = new Month({});
    month.writeUntil(START + 60_000);
    expect(new Set(month.gaps(START, START + 60_000))).toEqual(new Set([1000]));
    expect(month.uploads[0]).toBe(START);
    expect(month.budget.state(month.now)).toEqual({ kind: 'set', interval: 1000 });
  });

  it('waits for nothing in a folder', () => {
    const pace = new BudgetPace(() => ({
      budget: 1,
      interval: 0,
      writePrice: 0,
      spent: 0,
      fixed: 0,
      followUps: LEVELS,
    })).forDatabase();
    pace.began(START);
    expect(pace.delay(START)).toBe(0);
  });

  it('makes $1 last for a month of constant writing, and not exceed it', () => {
    const month = new Month({ budget: 1 });
    month.writeUntil(START + MONTH);
    expect(month.spent).toBeLessThanOrEqual(1 + 5 * WRITE);
    expect(month.spent).toBeGreaterThan(0.97);
    const lastDay = month.gaps(START + MONTH - DAY, START + MONTH);
    expect(Math.max(...lastDay)).toBeLessThan(2 * 60_000);
  });

  it('shares the money between databases', () => {
    const month = new Month({ budget: 1 }, 5);
    month.writeUntil(START + MONTH);
    expect(month.spent).toBeLessThanOrEqual(1 + 5 * 5 * WRITE);
    expect(month.spent).toBeGreaterThan(0.97);
  });

  it('has room for fast uploads after an idle week, and on the first day', () => {
    const month = new Month({ budget: 0.2 });
    month.writeUntil(START + 1000 * 60);
    expect(month.gaps(START, month.now).every((gap) => gap === 1000)).toBe(true);
    month.now = START + 10 * DAY;
    month.writeUntil(month.now + 2 * 3_600_000);
    const gaps = month.gaps(START + 10 * DAY, month.now);
    expect(gaps.every((gap) => gap <= 1001)).toBe(true);
    month.writeUntil(START + MONTH);
    expect(month.spent).toBeLessThanOrEqual(0.2 + 5 * WRITE);
  });

  it('keeps uploading once an hour when the money is gone, and says so', () => {
    const month = new Month({ budget: 0.01, fixed: 0.02 });
    month.writeUntil(START + 2 * DAY);
    expect(new Set(month.gaps(START, month.now))).toEqual(new Set([SLOWEST_MS]));
    expect(month.budget.state(month.now)).toEqual({ kind: 'least', interval: SLOWEST_MS, until: START + MONTH });
  });

  it('is free again when the month turns', () => {
    const month = new Month({ budget: 1, spent: 1 });
    month.now = START + MONTH - 10_000;
    month.writeUntil(START + MONTH - 5000);
    expect(month.uploads).toHaveLength(1);
    const pace = month.budget.forDatabase();
    pace.began(month.now);
    expect(pace.delay(month.now)).toBe(5000);
    month.terms = { budget: 1, spent: 0 };
    expect(month.budget.state(START + MONTH)).toEqual({ kind: 'set', interval: 1000 });
  });

  it('counts what others spend: what is left is spread', () => {
    const month = new Month({ budget: 1 });
    month.requests = 150_000;
    month.writeUntil(START + MONTH);
    expect(month.spent).toBeLessThanOrEqual(1 + 5 * WRITE);
    const week = month.gaps(START + 20 * DAY, START + 27 * DAY);
    expect(Math.max(...week)).toBeLessThan(15 * 60_000);
  });

  it('takes a smaller budget in the middle of the month, and a larger one', () => {
    const month = new Month({ budget: 0.5 });
    month.writeUntil(START + 10 * DAY);
    const before = month.spent;
    expect(before).toBeGreaterThan(0.15);
    month.terms = { budget: before + 0.1 };
    expect(month.budget.state(month.now).kind).toBe('spread');
    month.writeUntil(START + 20 * DAY);
    expect(month.spent).toBeLessThanOrEqual(before + 0.1);
    month.terms = { budget: 100 };
    expect(month.budget.state(month.now)).toEqual({ kind: 'set', interval: 1000 });
  });

  it('does not wait for a clock that was set back', () => {
    const pace = new Month({}).budget.forDatabase();
    pace.began(START + 365 * DAY);
    expect(pace.delay(START)).toBe(0);
    pace.began(START);
    expect(pace.delay(START)).toBe(1000);
  });

  it('does not share with a database that is not copied any more', () => {
    const month = new Month({ budget: 1, spent: 0.5 });
    const ours = month.budget.forDatabase();
    const other = month.budget.forDatabase();
    ours.began(START);
    const alone = ours.delay(START);
    other.began(START);
    expect(ours.delay(START)).toBeGreaterThan(alone * 1.5);
    other.release();
    expect(ours.delay(START)).toBe(alone);
  });
});
