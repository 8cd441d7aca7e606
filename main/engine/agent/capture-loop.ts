// The loop around one capture: looks when there is something to see, as often as the pace allows, keeps the log
// short, and says how it goes.
import { isAborted } from '../base/abort.ts';
import { Alarm } from '../base/alarm.ts';
import type { Clock } from '../base/clock.ts';
import { asTidemarkError, troubleOf } from '../base/errors.ts';
import { Emitter, type Event, type Unsubscribe } from '../base/events.ts';
import type { Capture } from '../capture/capture.ts';
import { CheckpointPolicy } from './checkpoints.ts';
import { Pace } from './pace.ts';
import type { Look, Pulse } from './pulse.ts';
import type { DatabaseSettings } from './settings.ts';
import type { CaptureState } from './status.ts';

/** From a look that failed to the next one, ms. */
const RETRY_MS = 1000;
const RETRY_SOON_MS = 50;
/** How often a log that is not written, but not drained either, is considered for a checkpoint, ms. */
const HOUSEKEEPING_MS = 5000;
/** How often everything is checked although no look found anything, ms. */
const ROUND_MS = 60_000;

export interface LoopOptions {
  readonly capture: Capture;
  readonly settings: DatabaseSettings;
  readonly clock: Clock;
  readonly pulse: Pulse;
}

export class CaptureLoop {
  readonly #capture: Capture;
  readonly #clock: Clock;
  readonly #pulse: Pulse;
  readonly #interval: number;
  readonly #pace = new Pace();
  readonly #alarm: Alarm;
  readonly #checkpoints: CheckpointPolicy;
  readonly #changed = new Emitter<CaptureState>();
  readonly #stopping = new AbortController();
  #unsubscribe: Unsubscribe = () => undefined;
  #running: Promise<void> | undefined;
  #state: CaptureState = { kind: 'opening' };
  #hinted: 'no' | 'yes' = 'yes';
  /** Monotonic ms before which nothing is looked at, after a failure. */
  #notBefore = 0;

  constructor({ capture, settings, clock, pulse }: LoopOptions) {
    this.#capture = capture;
    this.#interval = settings.monitorInterval;
    this.#clock = clock;
    this.#pulse = pulse;
    this.#alarm = new Alarm(clock);
    this.#checkpoints = new CheckpointPolicy(clock, settings);
  }

  get state(): CaptureState {
    return this.#state;
  }

  get changed(): Event<CaptureState> {
    return this.#changed;
  }

  start(): void {
    this.#unsubscribe = this.#pulse.add({
      path: this.#capture.path,
      interval: this.#interval,
      busy: () => this.#pace.busy,
      look: () => this.#glance(),
      onChange: () => {
        this.poke();
      },
    });
    this.#running ??= this.#run();
  }

  poke(): void {
    if (this.#hinted === 'yes') return;
    this.#hinted = 'yes';
    this.#alarm.ring();
  }

  /** Captures now, whatever the pace; fails with the reason if it cannot. */
  async captureNow(): Promise<void> {
    try {
      await this.#capture.run();
      this.#enter({ kind: 'following' });
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stopping.abort();
    this.#alarm.ring();
    await this.#running;
    this.#enter({ kind: 'off' });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!isAborted(signal)) {
      await this.#pauseForPace();
      if (isAborted(signal)) return;
      this.#hinted = 'no';
      await this.#look();
      await this.#tidy();
      if (!this.#hasHint()) await this.#alarm.wait(this.#patience());
    }
  }

  #hasHint(): boolean {
    return this.#hinted === 'yes';
  }

  async #pauseForPace(): Promise<void> {
    const now = this.#clock.monotonic();
    const delay = Math.max(this.#pace.delay(now), this.#notBefore - now);
    await this.#clock.sleep(delay, this.#stopping.signal).catch(() => undefined);
  }

  async #look(): Promise<void> {
    const before = this.#capture.position;
    const start = this.#clock.monotonic();
    try {
      await this.#capture.run();
      this.#enter({ kind: 'following' });
      const now = this.#clock.monotonic();
      if (this.#capture.position?.txid === before?.txid) this.#pace.quiet();
      else this.#pace.captured(now, now - start, this.#checkpoints.lengthOf(this.#capture.logFrames));
    } catch (error) {
      this.#failed(error);
    }
  }

  async #tidy(): Promise<void> {
    if (this.#state.kind !== 'following') return;
    const verdict = this.#checkpoints.judge(this.#capture.logFrames);
    if (verdict.kind === 'no') return;
    try {
      const done = await this.#capture.checkpoint(verdict.maxBarrier);
      this.#checkpoints.record(this.#capture.logFrames, done);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Ms until the loop looks again without a hint: soon while a stream of writes may go on. */
  #patience(): number {
    if (this.#pace.busy) return 0;
    if (this.#state.kind !== 'following') return RETRY_MS;
    return this.#checkpoints.isOpen(this.#capture.logFrames) ? HOUSEKEEPING_MS : ROUND_MS;
  }

  #glance(): Look {
    if (this.#clock.monotonic() < this.#notBefore) return 'same';
    const missing = this.#state.kind === 'waiting' && this.#state.trouble.code === 'database-missing';
    const glance = this.#capture.glance();
    if (glance === 'same' || (glance === 'missing' && missing)) return 'same';
    return this.#state.kind === 'following' ? 'changed' : 'unknown';
  }

  #failed(error: unknown): void {
    const known = asTidemarkError(error);
    const trouble = troubleOf(known);
    const soon = known.retry === 'now' || known.code === 'database-locked';
    this.#notBefore = this.#clock.monotonic() + (soon ? RETRY_SOON_MS : RETRY_MS);
    if (soon) this.#hinted = 'yes';
    if (known.retry === 'now') return;
    this.#enter(known.retry === 'later' ? { kind: 'waiting', trouble } : { kind: 'failed', trouble });
  }

  #enter(state: CaptureState): void {
    const same = state.kind === this.#state.kind && JSON.stringify(state) === JSON.stringify(this.#state);
    this.#state = state;
    if (!same) this.#changed.emit(state);
  }
}
