// The traffic of one destination that a person knows: counted by month, and held back to what they allow.
import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/events.ts';
import type { RequestKind, Traffic } from '../traffic.ts';
import { Bandwidth } from './bandwidth.ts';
import { UsageMeter } from './meter.ts';
import type { MonthUsage, UsageStore } from './usage.ts';

/** Bytes per second, 0 for as much as the line takes. */
export interface BandwidthLimits {
  readonly up: number;
  readonly down: number;
}

const NO_LIMITS: BandwidthLimits = { up: 0, down: 0 };

export interface MeteredTrafficOptions {
  readonly clock: Clock;
  readonly store: UsageStore;
  readonly limits?: BandwidthLimits;
}

export class MeteredTraffic implements Traffic {
  readonly #meter: UsageMeter;
  readonly #lines: Readonly<Record<'up' | 'down', Bandwidth>>;

  constructor({ clock, store, limits = NO_LIMITS }: MeteredTrafficOptions) {
    this.#meter = new UsageMeter(clock, store);
    this.#lines = { up: new Bandwidth(clock, limits.up), down: new Bandwidth(clock, limits.down) };
  }

  /** The present month, at most once a second, while something is counted. */
  get changed(): Event<MonthUsage> {
    return this.#meter.changed;
  }

  request(kind: RequestKind): void {
    this.#meter.count(kind, 1);
  }

  moved(direction: 'up' | 'down', bytes: number): void {
    this.#meter.count(direction, bytes);
  }

  pass(direction: 'up' | 'down', bytes: number, signal?: AbortSignal): Promise<void> {
    return this.#lines[direction].pass(bytes, signal);
  }

  /** Takes effect at once, also for those who wait. */
  limit({ up, down }: BandwidthLimits): void {
    this.#lines.up.limit = up;
    this.#lines.down.limit = down;
  }

  get limits(): BandwidthLimits {
    return { up: this.#lines.up.limit, down: this.#lines.down.limit };
  }

  current(): MonthUsage {
    return this.#meter.current();
  }

  /** Those that are kept, oldest first: the last 13. */
  months(): readonly MonthUsage[] {
    return this.#meter.months();
  }

  /** Saves what is not saved yet. */
  close(): void {
    this.#meter.close();
  }
}
