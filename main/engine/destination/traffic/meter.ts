// Counts what passes, month by month. Counting is in memory; it is saved at most once a minute, so that a kill costs a
// minute of counting at most, and a busy day 1440 small writes.
import type { Clock } from '../../base/clock.ts';
import { Coalescer } from '../../base/coalescer.ts';
import { Emitter, type Event } from '../../base/events.ts';
import { emptyMonth, KEPT_MONTHS, monthOf, monthSpan, type MonthUsage, type Span, type UsageStore } from './usage.ts';

/** Ms. */
const SAVE_EVERY = 60_000;
const TELL_EVERY = 1000;

type Counter = Exclude<keyof MonthUsage, 'month'>;

export class UsageMeter {
  readonly #clock: Clock;
  readonly #store: UsageStore;
  readonly #changed = new Emitter<MonthUsage>();
  readonly #saving: Coalescer;
  readonly #telling: Coalescer;
  /** Oldest first. */
  readonly #past: MonthUsage[];
  #month: Record<Counter, number> & { readonly month: string };
  /** Of the present month. */
  #span: Span;

  constructor(clock: Clock, store: UsageStore) {
    this.#clock = clock;
    this.#store = store;
    const months = store.load().toSorted((a, b) => (a.month < b.month ? -1 : 1));
    const name = monthOf(clock.now());
    this.#span = monthSpan(clock.now());
    this.#past = months.filter(({ month }) => month !== name);
    this.#month = { ...(months.find(({ month }) => month === name) ?? emptyMonth(name)) };
    this.#saving = new Coalescer(clock, SAVE_EVERY, () => {
      this.#save();
    });
    this.#telling = new Coalescer(clock, TELL_EVERY, () => {
      this.#changed.emit(this.current());
    });
  }

  /** The present month, at most once a second, while something is counted. */
  get changed(): Event<MonthUsage> {
    return this.#changed;
  }

  count(what: Counter, howMuch: number): void {
    this.#turnPage();
    this.#month[what] += howMuch;
    this.#saving.mark();
    this.#telling.mark();
  }

  current(): MonthUsage {
    this.#turnPage();
    return { ...this.#month };
  }

  /** Those that are kept, oldest first; the present one is always the last, unless the clock went back. */
  months(): readonly MonthUsage[] {
    const months = [...this.#past, this.current()];
    return months.toSorted((a, b) => (a.month < b.month ? -1 : 1)).slice(-KEPT_MONTHS);
  }

  /** Saves what is not saved yet. Nothing may be counted afterwards. */
  close(): void {
    this.#saving.flush();
    this.#telling.flush();
    this.#saving.stop();
    this.#telling.stop();
  }

  /** A clock that went back and forth finds the month that it left. */
  #turnPage(): void {
    const now = this.#clock.now();
    if (now >= this.#span.start && now < this.#span.end) return;
    const name = monthOf(now);
    this.#span = monthSpan(now);
    this.#past.push(this.#month);
    const at = this.#past.findIndex(({ month }) => month === name);
    this.#month = { ...(at === -1 ? emptyMonth(name) : this.#past.splice(at, 1)[0]!) };
  }

  /** Counting goes on when the catalogue's disk is full: the next save has it all. */
  #save(): void {
    try {
      this.#store.save(this.months());
    } catch {
      this.#saving.mark();
    }
  }
}
