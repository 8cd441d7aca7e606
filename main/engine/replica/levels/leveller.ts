// Keeps the levels of one history at one destination: sleeps while there is nothing to merge, else until the end of the
// stretch of time that is under way (plan.ts). A failure harms nothing: what was to be merged is still there.
import { isAborted } from '../../base/abort.ts';
import { Alarm } from '../../base/alarm.ts';
import type { Clock } from '../../base/clock.ts';
import { asTidemarkError, type TidemarkError } from '../../base/errors.ts';
import { Mutex } from '../../base/mutex.ts';
import type { Random } from '../../base/random.ts';
import { SNAPSHOT_LEVEL } from '../../destination/destination.ts';
import type { Txid } from '../../ltx/txid.ts';
import { Backoff } from '../backoff.ts';
import type { Holdings, HoldingsChange } from '../holdings.ts';
import { compact, type CompactionServices, type LevelOutcome, type LevelTask, refOf } from './compaction.ts';
import { type LevelPlan, planLevel } from './plan.ts';

/** Of merged files that wait here to be merged further, bytes. */
const CACHE_BYTES = 256 << 20;
/** A wrong clock must not make it spin, ms. */
const LEAST_PAUSE = 100;
const BACKOFF = { first: 30_000, most: 3_600_000, absent: 60_000 };

export interface LevellerOptions extends CompactionServices {
  readonly holdings: Holdings;
  readonly clock: Clock;
  readonly random: Random;
  readonly levels: () => readonly number[];
  /** Whether files may be stored there now. Throws what the pen throws. */
  readonly ready: (signal: AbortSignal) => Promise<'yes' | 'no'>;
  /** Has the destination listed anew: something is not there that should be. */
  readonly recheck: () => Promise<unknown>;
}

export class Leveller {
  readonly #options: LevellerOptions;
  readonly #alarm: Alarm;
  readonly #backoff: Backoff;
  readonly #turn = new Mutex();
  readonly #stopping = new AbortController();
  /** By level: up to here everything was seen to be in it, or is left out of it. */
  readonly #reached = new Map<number, Txid>();
  /** By level: since when something waits to be merged into it, monotonic ms. */
  readonly #waitingSince = new Map<number, number>();
  #running: Promise<void> | undefined;
  /** Monotonic ms before which nothing is tried, after a failure. */
  #notBefore = 0;

  constructor(options: LevellerOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock);
    this.#backoff = new Backoff(BACKOFF, options.random);
  }

  /** The newest transaction in level 1: captured files after it will be merged. Undefined where they are read there. */
  get wanted(): Txid | undefined {
    const { destination, holdings, levels } = this.#options;
    if (destination.reading === 'cheap' || levels().length === 0) return undefined;
    return holdings.level(1) === undefined ? undefined : this.#after(1);
  }

  start(tell: (outcome: LevelOutcome) => void): void {
    if (this.#running !== undefined) return;
    this.#options.holdings.changed.on((change) => {
      this.#onChange(change);
    });
    this.#running = this.#run(tell);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#alarm.ring();
    await this.#running;
  }

  /** Resolves when no file of a level is being made. */
  settled(): Promise<void> {
    return this.#turn.run(() => Promise.resolve());
  }

  /** What comes while something waits for the same level is seen when that is due; the first of a stretch begins a wait. */
  #onChange(change: HoldingsChange): void {
    const isFirst = change.kind === 'stored' && !this.#waitingSince.has(change.file.level + 1);
    if (change.kind === 'listed' || isFirst) this.#alarm.ring();
  }

  async #run(tell: (outcome: LevelOutcome) => void): Promise<void> {
    const { signal } = this.#stopping;
    while (!isAborted(signal)) {
      await this.#alarm.wait(this.#pause());
      if (!isAborted(signal)) await this.#turn.run(() => this.#compactDue(tell, signal));
    }
  }

  /** Ms until something is due; undefined while nothing waits. */
  #pause(): number | undefined {
    const now = this.#options.clock.now();
    let earliest: number | undefined;
    for (let level = 1; level <= this.#options.levels().length; level++) {
      const plan = this.#plan(level);
      if (plan.kind === 'none') continue;
      const wait = plan.kind === 'now' ? 0 : plan.at - now;
      earliest = Math.min(earliest ?? wait, wait);
    }
    if (earliest === undefined) return undefined;
    return Math.max(LEAST_PAUSE, earliest, this.#notBefore - this.#options.clock.monotonic());
  }

  #plan(level: number): LevelPlan {
    const { holdings, clock, levels } = this.#options;
    const below = holdings.level(level - 1);
    const length = levels()[level - 1];
    if (below === undefined || length === undefined) return { kind: 'none' };
    const since = this.#waitingSince.get(level) ?? clock.monotonic();
    const waited = clock.monotonic() - since;
    const plan = planLevel({ below, after: this.#after(level), length, now: clock.now(), waited });
    if (plan.kind === 'none') this.#waitingSince.delete(level);
    else this.#waitingSince.set(level, since);
    return plan;
  }

  /**
   * An empty level begins behind the newest snapshot: what is before that is had from it. What was once in a level is
   * not made again because retention removed it.
   */
  #after(level: number): Txid {
    const { holdings } = this.#options;
    const last = holdings.level(level)?.at(-1) ?? holdings.level(SNAPSHOT_LEVEL)?.at(-1);
    const reached = this.#reached.get(level) ?? 0n;
    const newest = last !== undefined && last.max > reached ? last.max : reached;
    this.#reached.set(level, newest);
    return newest;
  }

  async #compactDue(tell: (outcome: LevelOutcome) => void, signal: AbortSignal): Promise<void> {
    if (this.#options.clock.monotonic() < this.#notBefore) return;
    for (let level = 1; level <= this.#options.levels().length; level++) {
      for (let plan = this.#plan(level); plan.kind === 'now'; plan = this.#plan(level)) {
        if (isAborted(signal) || !(await this.#one({ level, files: plan.files }, tell, signal))) return;
      }
    }
  }

  /** Whether to go on. */
  async #one(task: LevelTask, tell: (outcome: LevelOutcome) => void, signal: AbortSignal): Promise<boolean> {
    const about = { ...refOf(task), files: task.files.length };
    try {
      if ((await this.#options.ready(signal)) === 'no') return this.#later(BACKOFF.first);
      const file = await compact(task, this.#options, signal);
      this.#stored(task, file.size);
      this.#options.holdings.stored(file);
      tell({ ...about, kind: 'compacted', bytes: file.size });
      return true;
    } catch (thrown) {
      const error = asTidemarkError(thrown);
      this.#failed(task, error);
      if (error.code === 'object-missing') await this.#options.recheck();
      if (isWorthTelling(error)) tell({ ...about, kind: 'failed', error });
      return false;
    }
  }

  /** What was merged is of no use here any more, nor is what will not be merged further. */
  #stored(task: LevelTask, size: number): void {
    const { local, levels } = this.#options;
    const { level, max } = refOf(task);
    this.#backoff.reset();
    if (level > 1) local.removeUpTo(level - 1, max);
    if (level >= levels().length) local.removeUpTo(level, max);
    local.trim(Math.max(CACHE_BYTES, size));
  }

  /** What is damaged, or taken by another file, stays in the way of this merge for ever: the level goes on behind it. */
  #failed(task: LevelTask, error: TidemarkError): void {
    if (isAborted(this.#stopping.signal)) return;
    if (error.code.startsWith('ltx-') || error.code === 'destination-conflict') {
      this.#reached.set(task.level, refOf(task).max);
    }
    this.#later(this.#backoff.after(error));
  }

  #later(wait: number): false {
    this.#notBefore = this.#options.clock.monotonic() + wait;
    return false;
  }
}

/** The replica itself tells that a place is away or somebody else writes there. */
function isWorthTelling(error: TidemarkError): boolean {
  const silent = ['aborted', 'destination-absent', 'lease-held', 'lease-lost'];
  return !silent.includes(error.code);
}
