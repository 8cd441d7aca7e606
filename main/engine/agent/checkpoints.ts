// When to checkpoint: often enough that the log stays short, seldom enough that nobody notices.
import type { Clock } from '../base/clock.ts';
import type { CheckpointOutcome } from '../sqlite/checkpoint.ts';
import type { DatabaseSettings } from './settings.ts';

/** Writers are held at most this share of the time. */
const BARRIER_SHARE = 1 / 20;
/** A log that a long reader keeps from being drained is tried again at this interval, ms. */
const PARTIAL_RETRY_MS = 500;
/** While the app itself is checkpointing, ms. */
const BUSY_RETRY_MS = 50;

export interface Checkpointed {
  readonly outcome: CheckpointOutcome;
  /** How long writers were held, ms. */
  readonly held: number;
}

export type CheckpointVerdict =
  | { readonly kind: 'no' }
  /** Writers may be held for so many ms; 0 not at all. */
  | { readonly kind: 'checkpoint'; readonly maxBarrier: number };

const NO: CheckpointVerdict = { kind: 'no' };

export class CheckpointPolicy {
  readonly #clock: Clock;
  readonly #settings: DatabaseSettings;
  #lastFrames = 0;
  #lastChange: number;
  /** Frames in the log when it was last drained. */
  #drainedAt = -1;
  #notBefore = 0;
  #barrierNotBefore = 0;

  constructor(clock: Clock, settings: DatabaseSettings) {
    this.#clock = clock;
    this.#settings = settings;
    this.#lastChange = clock.monotonic();
  }

  /** Whether a log of so many frames is longer than it should be. */
  lengthOf(frames: number): 'short' | 'long' {
    const { checkpointPages } = this.#settings;
    return checkpointPages > 0 && frames >= checkpointPages ? 'long' : 'short';
  }

  /** Whether a log of so many frames will be checkpointed though nobody writes to it. */
  isOpen(frames: number): boolean {
    if (frames === 0 || frames === this.#drainedAt) return false;
    return this.#settings.checkpointInterval > 0 || this.lengthOf(frames) === 'long';
  }

  /** Whether to checkpoint a log of so many captured frames now, and whether writers may be held for it. */
  judge(frames: number): CheckpointVerdict {
    const now = this.#clock.monotonic();
    this.#notice(frames, now);
    if (frames === 0 || frames === this.#drainedAt || now < this.#notBefore) return NO;
    const { checkpointInterval, maxBarrier } = this.#settings;
    if (this.lengthOf(frames) === 'long') {
      return { kind: 'checkpoint', maxBarrier: now >= this.#barrierNotBefore ? maxBarrier : 0 };
    }
    const quiet = checkpointInterval > 0 && now - this.#lastChange >= checkpointInterval;
    return quiet ? { kind: 'checkpoint', maxBarrier: 0 } : NO;
  }

  /** Takes note of how it went; `frames` is the log's length after it. */
  record(frames: number, { outcome, held }: Checkpointed): void {
    const now = this.#clock.monotonic();
    this.#notice(frames, now);
    if (outcome.kind === 'drained') this.#drainedAt = frames;
    else this.#notBefore = now + (outcome.kind === 'busy' ? BUSY_RETRY_MS : PARTIAL_RETRY_MS);
    const tooLong = held > this.#settings.maxBarrier;
    this.#barrierNotBefore = now + (held / BARRIER_SHARE) * (tooLong ? 10 : 1);
  }

  #notice(frames: number, now: number): void {
    if (frames === this.#lastFrames) return;
    if (frames < this.#lastFrames) this.#drainedAt = -1;
    this.#lastFrames = frames;
    this.#lastChange = now;
  }
}
