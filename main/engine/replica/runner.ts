// When to send, what to say about it, when to try again: the part of a copy that is the same whatever is sent and in
// whatever format it is kept.
import { abortedError, throwIfAborted } from '../base/abort.ts';
import { Alarm } from '../base/alarm.ts';
import type { Clock } from '../base/clock.ts';
import { assertNever, asTidemarkError, TidemarkError, troubleOf } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import { Mutex } from '../base/mutex.ts';
import type { Random } from '../base/random.ts';
import type { Txid } from '../ltx/txid.ts';
import { Backoff, DEFAULT_BACKOFF, type BackoffTimes } from './backoff.ts';
import { Drains, type Drain } from './drain.ts';
import type { Outbox } from './outbox.ts';
import type { Pen } from './pen.ts';
import type { Haste, SendEvent } from './send.ts';
import type { ReplicaState, ReplicaStatus } from './status.ts';

/** Who brings a place up to date: knows nothing of retries or states. Errors go to the runner, which then says `forget`. */
export interface Bringer {
  /** Newest transaction of our history that was last seen there; 0 when none is known to be. */
  readonly confirmed: Txid;
  /** Whether the history there is ours, and we go on there. */
  readonly isJoined: boolean;
  /** Whether `txid` is certainly there, as part of our history. */
  holds(txid: Txid): boolean;
  /** After an error: what the failed call did is unknown, so the next attempt looks first. */
  forget(): void;
  /** Sends until nothing is left, or until the budget says to wait: resolves to how long, ms, else 0. */
  run(signal: AbortSignal, haste: Haste): Promise<number>;
}

export interface RunnerOptions {
  readonly url: string;
  readonly outbox: Pick<Outbox, 'head' | 'pending'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly pen: Pen;
  readonly backoff?: BackoffTimes | undefined;
  /** What `safeAt` was when the copy was stopped. */
  readonly safeAt?: number | undefined;
  /** Is told of every step. */
  readonly bringer: (onEvent: (event: SendEvent) => void) => Bringer;
}

/** While another has the pen: between two times that it is asked for, ms. */
const SHORTEST_STANDBY = 1000;
const LONGEST_STANDBY = 60_000;

/** Runs from `start` to `stop`, once. Idle, it calls nobody. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #bringer: Bringer;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #alarm: Alarm;
  readonly #drains = new Drains();
  readonly #turn = new Mutex();
  readonly #changed = new Emitter<ReplicaStatus>();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #state: ReplicaState = { kind: 'idle' };
  #news: 'none' | 'some' = 'none';
  #safeAt: number;
  /** End of the present wait, monotonic ms. */
  #retryDue = 0;

  constructor(options: RunnerOptions) {
    const { clock, random, backoff, safeAt, bringer } = options;
    this.#options = options;
    this.#clock = clock;
    this.#safeAt = safeAt ?? 0;
    this.#backoff = new Backoff(backoff ?? DEFAULT_BACKOFF, random);
    this.#alarm = new Alarm(clock);
    this.#bringer = bringer((event) => {
      this.#onSend(event);
    });
  }

  /** After every change of state and every stored file. */
  get changed(): Event<ReplicaStatus> {
    return this.#changed;
  }

  /** Whether it may be used: neither idle for lack of a start nor in trouble. */
  get isWell(): boolean {
    return this.#bringer.isJoined && (this.#state.kind === 'idle' || this.#state.kind === 'uploading');
  }

  status(): ReplicaStatus {
    const { url, outbox } = this.#options;
    const txid = this.#bringer.confirmed;
    return { url, state: this.#state, txid, safeAt: this.#safeAt, pending: outbox.pending(txid) };
  }

  /** Looks at the place once, then sends whenever there is something. `begun`: not before. */
  start(): 'begun' | 'runs already' {
    if (this.#running !== undefined) return 'runs already';
    this.#running = this.#run();
    return 'begun';
  }

  /** There is news. Does not cut a wait after a failure short. */
  poke(): void {
    this.#news = 'some';
    this.#alarm.ring();
  }

  /**
   * Resolves when the place holds everything captured before the call. Tries at once, whatever the state; if that
   * attempt fails, rejects with the reason, and goes on trying by its own rules.
   */
  async drain(signal: AbortSignal, start: () => void): Promise<void> {
    throwIfAborted(signal, 'waiting for the last changes');
    throwIfAborted(this.#stopping.signal, 'copying');
    const target = this.#options.outbox.head()?.txid;
    if (target === undefined || this.#bringer.holds(target)) return;
    const drained = this.#drains.wait(target, signal);
    start();
    this.#alarm.ring();
    await drained;
  }

  /** Makes sure that the pen is ours, looks at the place anew and sends what is missing there. Waits for the attempt under way. */
  recheck(): Promise<'fit' | 'unfit'> {
    return this.#turn.run(async () => {
      if (this.#running === undefined || this.#stopping.signal.aborted || !(await this.#hasPen())) return 'unfit';
      this.#bringer.forget();
      await this.#attempt();
      this.#alarm.ring();
      return this.#bringer.isJoined ? 'fit' : 'unfit';
    });
  }

  /** Runs `work` while no attempt is under way. */
  between<T>(work: () => Promise<T>): Promise<T> {
    return this.#turn.run(work);
  }

  /** Resolves when the attempt under way has ended. */
  settled(): Promise<void> {
    return this.#turn.run(() => Promise.resolve());
  }

  /** Ends the upload under way, which leaves nothing. Whoever drains is rejected by `letGo`. */
  async stop(): Promise<void> {
    this.#stopping.abort(abortedError('copying'));
    this.#alarm.ring();
    await this.#running;
  }

  letGo(): void {
    this.#drains.fail(this.#drains.current(), abortedError('copying'));
  }

  /** That somebody else has it is no trouble of ours: there is only something to tidy up. */
  async #hasPen(): Promise<boolean> {
    try {
      await this.#options.pen.ensure(this.#stopping.signal);
      return true;
    } catch (error) {
      const known = asTidemarkError(error);
      if (!isAboutPen(known)) this.#failed([], known);
      return false;
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#turn.run(() => this.#attempt());
      while (!this.#mayTry()) await this.#alarm.wait(this.#patience());
    }
  }

  async #attempt(): Promise<void> {
    const asked = this.#drains.current();
    this.#news = 'none';
    try {
      const wait = await this.#bringer.run(this.#stopping.signal, asked.length > 0 ? 'at once' : 'paced');
      this.#succeeded(asked, wait);
    } catch (error) {
      this.#failed(asked, asTidemarkError(error));
    }
  }

  /** `wait`: ms until what is left may be sent; 0 when nothing is. */
  #succeeded(asked: readonly Drain[], wait: number): void {
    this.#backoff.reset();
    // An attempt that called nobody has learnt nothing.
    if (this.#state.kind !== 'idle') this.#noteSafe();
    this.#drains.reached((txid) => this.#bringer.holds(txid));
    this.#drains.fail(asked, new TidemarkError('bug', 'the last captured changes are not in the outbox'));
    this.#retryDue = this.#clock.monotonic() + wait;
    this.#enter(wait > 0 ? { kind: 'idle', resumesAt: this.#clock.now() + wait } : { kind: 'idle' });
  }

  #failed(asked: readonly Drain[], error: TidemarkError): void {
    this.#bringer.forget();
    if (this.#stopping.signal.aborted) return;
    this.#enter(this.#stateAfter(error));
    this.#drains.fail(asked, error);
  }

  #stateAfter(error: TidemarkError): ReplicaState {
    const trouble = troubleOf(error);
    if (error.retry === 'never' && !isAboutPen(error)) return { kind: 'failed', trouble };
    const wait = error.code === 'lease-held' ? this.#untilFree() : this.#backoff.after(error);
    this.#retryDue = this.#clock.monotonic() + wait;
    return { kind: 'waiting', trouble, retryAt: this.#clock.now() + wait };
  }

  /** Ms until the pen of somebody else runs out, when it is worth asking again. */
  #untilFree(): number {
    const { holder } = this.#options.pen;
    const left = holder.kind === 'theirs' ? holder.until - this.#clock.now() : 0;
    return Math.min(LONGEST_STANDBY, Math.max(SHORTEST_STANDBY, left));
  }

  #mayTry(): boolean {
    if (this.#stopping.signal.aborted || this.#drains.current().length > 0) return true;
    switch (this.#state.kind) {
      case 'idle':
        return this.#news === 'some' || this.#isDue(this.#state.resumesAt);
      case 'uploading':
        return this.#news === 'some';
      case 'waiting':
        return this.#clock.monotonic() >= this.#retryDue;
      case 'failed':
        return false;
      default:
        return assertNever(this.#state);
    }
  }

  #isDue(resumesAt: number | undefined): boolean {
    return resumesAt !== undefined && this.#clock.monotonic() >= this.#retryDue;
  }

  /** Ms until the next attempt is due by itself; undefined when it never is. */
  #patience(): number | undefined {
    const { kind } = this.#state;
    const isTimed = kind === 'waiting' || (kind === 'idle' && this.#state.resumesAt !== undefined);
    return isTimed ? Math.max(0, this.#retryDue - this.#clock.monotonic()) : undefined;
  }

  /** After a failure the trouble stays in sight until the place takes bytes again. */
  #onSend(event: SendEvent): void {
    switch (event) {
      case 'calling':
        if (this.#state.kind === 'idle') this.#enter({ kind: 'uploading' });
        return;
      case 'accepted':
        if (this.#state.kind !== 'uploading') this.#enter({ kind: 'uploading' });
        return;
      case 'stored':
        this.#backoff.reset();
        this.#noteSafe();
        this.#drains.reached((txid) => this.#bringer.holds(txid));
        this.#enter({ kind: 'uploading' });
        return;
      default:
        assertNever(event);
    }
  }

  #noteSafe(): void {
    if (this.#holdsAll()) this.#safeAt = this.#clock.now();
  }

  #holdsAll(): boolean {
    const head = this.#options.outbox.head()?.txid;
    return head !== undefined && this.#bringer.holds(head);
  }

  #enter(state: ReplicaState): void {
    const before = this.#state;
    this.#state = state;
    if (before.kind !== 'idle' || state.kind !== 'idle') this.#changed.emit(this.status());
  }
}

/** Another has the pen, or took it: in time it will be free. */
function isAboutPen({ code }: TidemarkError): boolean {
  return code === 'lease-held' || code === 'lease-lost';
}
