// One database at one destination: when to send, what to say about it, when to try again. What is sent, and
// how, is the sender's business (send.ts).
import { abortedError, throwIfAborted } from '../base/abort.ts';
import { Alarm } from '../base/alarm.ts';
import type { Clock } from '../base/clock.ts';
import { assertNever, TidemarkError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import { Mutex } from '../base/mutex.ts';
import type { OnProgress } from '../base/progress.ts';
import type { Random } from '../base/random.ts';
import type { Destination } from '../destination/destination.ts';
import { Backoff, DEFAULT_BACKOFF, type BackoffTimes } from './backoff.ts';
import { Drains, type Drain } from './drain.ts';
import { isSnapshotFile } from './history/points.ts';
import { Holdings } from './holdings.ts';
import type { Outbox } from './outbox.ts';
import { Sender, type SendEvent } from './send.ts';
import { SnapshotSchedule } from './snapshot-schedule.ts';
import { asTidemarkError, troubleOf, type ReplicaState, type ReplicaStatus } from './status.ts';

export interface ReplicaOptions {
  readonly destination: Destination;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: Random;
  /** Steps `upload` (bytes since the destination last held everything) and `snapshot`. */
  readonly onProgress?: OnProgress;
  readonly backoff?: BackoffTimes;
  /** Ms between two snapshots while there are changes; 0, or absent, for none but those that are needed. */
  readonly snapshotEvery?: () => number;
  /** What `safeAt` was when the replica was stopped. */
  readonly safeAt?: number;
}

/**
 * Keeps a destination level with an outbox. Several replicas of one database share nothing. Runs from `start`
 * to `stop`, once. Idle, it makes no call to the destination.
 */
export class Replica {
  readonly destination: Destination;
  readonly holdings: Holdings;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #sender: Sender;
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

  constructor(options: ReplicaOptions) {
    const { destination, outbox, clock, random, onProgress, backoff, snapshotEvery, safeAt } = options;
    this.destination = destination;
    this.holdings = new Holdings(destination);
    this.#outbox = outbox;
    this.#clock = clock;
    this.#safeAt = safeAt ?? 0;
    this.#backoff = new Backoff(backoff ?? DEFAULT_BACKOFF, random);
    this.#alarm = new Alarm(clock);
    const schedule = new SnapshotSchedule(clock, snapshotEvery ?? (() => 0));
    this.holdings.changed.on((change) => {
      if (change.kind === 'stored' && isSnapshotFile(change.file)) schedule.taken();
    });
    this.#sender = new Sender({
      destination,
      holdings: this.holdings,
      outbox,
      isSnapshotDue: (createdAt) => schedule.isDue(createdAt),
      onEvent: (event) => {
        this.#onSend(event);
      },
      onProgress: onProgress ?? (() => undefined),
    });
  }

  /** After every change of state and every stored file. */
  get changed(): Event<ReplicaStatus> {
    return this.#changed;
  }

  status(): ReplicaStatus {
    return { url: this.destination.url, state: this.#state, txid: this.#sender.confirmed, safeAt: this.#safeAt };
  }

  /** Looks at the destination once, then sends whenever there is something. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** The outbox has news. Does not cut a wait after a failure short. */
  poke(): void {
    this.#news = 'some';
    this.#alarm.ring();
  }

  /** Stores a snapshot of the database, beside its changes, unless nothing changed since the last one. */
  requestSnapshot(): void {
    this.#sender.requestSnapshot();
    this.poke();
  }

  /**
   * Resolves when the destination holds everything captured before the call. Tries at once, whatever the
   * state; if that attempt fails, rejects with the reason, and the replica goes on trying by its own rules.
   */
  async drain(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal, 'waiting for the last changes');
    throwIfAborted(this.#stopping.signal, 'copying');
    const target = this.#outbox.head()?.txid;
    if (target === undefined || this.#sender.holds(target)) return;
    const drained = this.#drains.wait(target, signal);
    this.start();
    this.#alarm.ring();
    await drained;
  }

  /**
   * Looks at the destination anew and sends what is missing there. `fit`: what it holds is our history, and we go on
   * there. Waits for the attempt under way.
   */
  recheck(): Promise<'fit' | 'unfit'> {
    return this.#turn.run(async () => {
      if (this.#running === undefined || this.#stopping.signal.aborted) return 'unfit';
      this.#sender.forget();
      await this.#attempt();
      this.#alarm.ring();
      return this.#sender.isJoined ? 'fit' : 'unfit';
    });
  }

  /** Resolves when the attempt under way has ended, with all that it owes besides the last changes: a snapshot. */
  settled(): Promise<void> {
    return this.#turn.run(() => Promise.resolve());
  }

  /** Ends the upload under way, which leaves nothing, and rejects whoever drains. */
  async stop(): Promise<void> {
    const reason = abortedError('copying');
    this.#stopping.abort(reason);
    this.#alarm.ring();
    await this.#running;
    await this.settled();
    this.#drains.fail(this.#drains.current(), reason);
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
      await this.#sender.run(this.#stopping.signal);
      this.#succeeded(asked);
    } catch (error) {
      this.#failed(asked, asTidemarkError(error));
    }
  }

  #succeeded(asked: readonly Drain[]): void {
    this.#backoff.reset();
    // An attempt that called nobody has learnt nothing.
    if (this.#state.kind !== 'idle') this.#noteSafe();
    this.#drains.reached((txid) => this.#sender.holds(txid));
    this.#drains.fail(asked, new TidemarkError('bug', 'the last captured changes are not in the outbox'));
    this.#enter({ kind: 'idle' });
  }

  #failed(asked: readonly Drain[], error: TidemarkError): void {
    this.#sender.forget();
    if (this.#stopping.signal.aborted) return;
    this.#enter(this.#stateAfter(error));
    this.#drains.fail(asked, error);
  }

  #stateAfter(error: TidemarkError): ReplicaState {
    const trouble = troubleOf(error);
    if (error.retry === 'never') return { kind: 'failed', trouble };
    const wait = this.#backoff.after(error);
    this.#retryDue = this.#clock.monotonic() + wait;
    return { kind: 'waiting', trouble, retryAt: this.#clock.now() + wait };
  }

  #mayTry(): boolean {
    if (this.#stopping.signal.aborted || this.#drains.current().length > 0) return true;
    switch (this.#state.kind) {
      case 'idle':
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

  /** Ms until the next attempt is due by itself; undefined when it never is. */
  #patience(): number | undefined {
    return this.#state.kind === 'waiting' ? Math.max(0, this.#retryDue - this.#clock.monotonic()) : undefined;
  }

  /** After a failure the trouble stays in sight until the destination takes bytes again. */
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
        this.#drains.reached((txid) => this.#sender.holds(txid));
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
    const head = this.#outbox.head()?.txid;
    return head !== undefined && this.#sender.holds(head);
  }

  #enter(state: ReplicaState): void {
    const before = this.#state;
    this.#state = state;
    if (before.kind !== 'idle' || state.kind !== 'idle') this.#changed.emit(this.status());
  }
}
