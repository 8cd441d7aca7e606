// One database at one destination: when to send, what to say about it, when to try again. What is sent, and
// how, is the sender's business (send.ts).
import { abortedError, throwIfAborted } from '../base/abort.ts';
import { Alarm } from '../base/alarm.ts';
import type { Clock } from '../base/clock.ts';
import { assertNever, asTidemarkError, TidemarkError, troubleOf } from '../base/errors.ts';
import { Emitter, type Event } from '../base/events.ts';
import { Mutex } from '../base/mutex.ts';
import type { OnProgress } from '../base/progress.ts';
import type { Random } from '../base/random.ts';
import type { Destination } from '../destination/destination.ts';
import { openPermit, type Pen as PenView, type Permit } from '../destination/permit.ts';
import type { JobRunner } from '../jobs/job.ts';
import type { Txid } from '../ltx/txid.ts';
import { Backoff, DEFAULT_BACKOFF, type BackoffTimes } from './backoff.ts';
import { Drains, type Drain } from './drain.ts';
import { isSnapshotFile } from './history/points.ts';
import type { HistoryGate } from './history-gate.ts';
import { Holdings } from './holdings.ts';
import type { LevelOutcome } from './levels/compaction.ts';
import { Leveller } from './levels/leveller.ts';
import type { LocalFiles } from './levels/local-files.ts';
import { Merging } from './merging.ts';
import type { Outbox } from './outbox.ts';
import { freePace, type UploadPace } from './pacing/pace.ts';
import { Pen } from './pen.ts';
import { Sender, type SendEvent } from './send.ts';
import { SnapshotSchedule } from './snapshot-schedule.ts';
import { SnapshotStaging } from './staged-snapshot.ts';
import type { ReplicaState, ReplicaStatus } from './status.ts';

/** What merging needs: before an upload, and of levels afterwards. */
export interface MergingServices {
  /** Of this destination alone. */
  readonly local: LocalFiles;
  readonly jobs: JobRunner;
  /** One merge at a time: shared by all replicas of the process. */
  readonly turn: Mutex;
  /** Of this history. */
  readonly gate: HistoryGate;
  /** Ms of each level from the first on, ascending, 8 at most; none for no levels. Asked each time. */
  readonly levels: () => readonly number[];
}

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
  /** Who may write there; when absent, we may. */
  readonly permit?: Permit;
  /** When changes may be sent; at once when absent. */
  readonly pace?: UploadPace;
  /** Nothing is merged when absent. */
  readonly merging?: MergingServices;
}

/** While another has the pen: between two times that it is asked for, ms. */
const SHORTEST_STANDBY = 1000;
const LONGEST_STANDBY = 60_000;

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
  readonly #compacted = new Emitter<LevelOutcome>();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #state: ReplicaState = { kind: 'idle' };
  #news: 'none' | 'some' = 'none';
  #safeAt: number;
  /** End of the present wait, monotonic ms. */
  #retryDue = 0;
  readonly #pen: Pen;
  readonly #leveller: Leveller | undefined;
  readonly #pace: UploadPace;

  constructor(options: ReplicaOptions) {
    const { destination, outbox, clock, random, onProgress, backoff, snapshotEvery, safeAt, merging } = options;
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
    this.#pace = options.pace ?? freePace;
    this.#pen = new Pen(options.permit ?? openPermit);
    const { reading } = destination;
    this.#sender = new Sender({
      destination,
      holdings: this.holdings,
      outbox,
      clock,
      pen: this.#pen,
      pace: this.#pace,
      merging: merging && new Merging({ outbox, reading, ...merging }),
      snapshots: new SnapshotStaging({ outbox, reading, local: merging?.local }),
      isSnapshotDue: (createdAt) => schedule.isDue(createdAt),
      onEvent: (event) => {
        this.#onSend(event);
      },
      onProgress: onProgress ?? (() => undefined),
    });
    this.#leveller = merging && this.#levellerOf(merging, options);
  }

  #levellerOf(merging: MergingServices, { outbox, clock, random }: ReplicaOptions): Leveller {
    const { destination, holdings } = this;
    const calls = {
      permit: this.#pen.check,
      ready: (signal: AbortSignal) => this.#mayCompact(signal),
      recheck: () => this.recheck(),
    };
    return new Leveller({ destination, holdings, outbox, clock, random, ...calls, ...merging });
  }

  /** After every change of state and every stored file. */
  get changed(): Event<ReplicaStatus> {
    return this.#changed;
  }

  /** What became of each merged file of a level: only what is worth telling. */
  get compacted(): Event<LevelOutcome> {
    return this.#compacted;
  }

  /** Called right before each request that changes something at the destination. Throws `lease-lost`. */
  get permit(): () => void {
    return this.#pen.check;
  }

  /** Whether what is known of the destination is from before the pen was taken up anew. */
  get isOvertaken(): boolean {
    return this.#sender.isOvertaken;
  }

  /** Who may write there, as far as is known. */
  get pen(): PenView {
    return this.#pen.holder;
  }

  /** Captured files after this transaction are still of use here, where reading them there would cost; undefined: none. */
  get wanted(): Txid | undefined {
    return this.#leveller?.wanted;
  }

  status(): ReplicaStatus {
    const txid = this.#sender.confirmed;
    const pending = this.#outbox.pending(txid);
    return { url: this.destination.url, state: this.#state, txid, safeAt: this.#safeAt, pending };
  }

  /** Looks at the destination once, then sends whenever there is something. */
  start(): void {
    if (this.#running !== undefined) return;
    this.#running = this.#run();
    this.#leveller?.start((outcome) => {
      this.#compacted.emit(outcome);
    });
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
   * Makes sure that the pen is ours, looks at the destination anew and sends what is missing there. `fit`: what it holds
   * is our history, and we go on there. Waits for the attempt under way.
   */
  recheck(): Promise<'fit' | 'unfit'> {
    return this.#turn.run(async () => {
      if (this.#running === undefined || this.#stopping.signal.aborted || !(await this.#hasPen())) return 'unfit';
      this.#sender.forget();
      await this.#attempt();
      this.#alarm.ring();
      return this.#sender.isJoined ? 'fit' : 'unfit';
    });
  }

  /** Our history is not what it was: whatever was concluded from it is concluded anew before anything else is stored. */
  doubt(): void {
    this.#pen.doubt();
  }

  /** That somebody else has it is no trouble of ours: there is only something to tidy up. */
  async #hasPen(): Promise<boolean> {
    try {
      await this.#pen.ensure(this.#stopping.signal);
      return true;
    } catch (error) {
      const known = asTidemarkError(error);
      if (!isAboutPen(known)) this.#failed([], known);
      return false;
    }
  }

  /** Levels are made of a history that is ours, known as it is now, and by who has the pen. */
  async #mayCompact(signal: AbortSignal): Promise<'yes' | 'no'> {
    if (!this.#sender.isJoined || (this.#state.kind !== 'idle' && this.#state.kind !== 'uploading')) return 'no';
    await this.#pen.ensure(signal);
    if (!this.#sender.isOvertaken) return 'yes';
    return (await this.recheck()) === 'fit' ? 'yes' : 'no';
  }

  /** Resolves when the attempt under way has ended, with all that it owes besides the last changes: snapshot and levels. */
  async settled(): Promise<void> {
    await this.#turn.run(() => Promise.resolve());
    await this.#leveller?.settled();
  }

  /** Ends the upload under way, which leaves nothing, and rejects whoever drains. */
  async stop(): Promise<void> {
    const reason = abortedError('copying');
    this.#stopping.abort(reason);
    this.#alarm.ring();
    await this.#running;
    await this.#leveller?.stop();
    await this.settled();
    this.#drains.fail(this.#drains.current(), reason);
    this.#pace.release();
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
      const wait = await this.#sender.run(this.#stopping.signal, asked.length > 0 ? 'at once' : 'paced');
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
    this.#drains.reached((txid) => this.#sender.holds(txid));
    this.#drains.fail(asked, new TidemarkError('bug', 'the last captured changes are not in the outbox'));
    this.#retryDue = this.#clock.monotonic() + wait;
    this.#enter(wait > 0 ? { kind: 'idle', resumesAt: this.#clock.now() + wait } : { kind: 'idle' });
  }

  #failed(asked: readonly Drain[], error: TidemarkError): void {
    this.#sender.forget();
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
    const { holder } = this.#pen;
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

/** Another has the pen, or took it: in time it will be free. */
function isAboutPen({ code }: TidemarkError): boolean {
  return code === 'lease-held' || code === 'lease-lost';
}
