// One database at one destination as LTX files: the runner's times and states (runner.ts), the sender's files (send.ts), and
// the levels that are made of them.
import type { Clock } from '../base/clock.ts';
import { Emitter, type Event } from '../base/events.ts';
import type { Mutex } from '../base/mutex.ts';
import type { OnProgress } from '../base/progress.ts';
import type { Random } from '../base/random.ts';
import type { Destination } from '../destination/destination.ts';
import { openPermit, type Pen as PenView, type Permit } from '../destination/permit.ts';
import type { JobRunner } from '../jobs/job.ts';
import type { Txid } from '../ltx/txid.ts';
import type { BackoffTimes } from './backoff.ts';
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
import { Runner } from './runner.ts';
import { Sender, type SendEvent } from './send.ts';
import { SnapshotSchedule } from './snapshot-schedule.ts';
import { SnapshotStaging } from './staged-snapshot.ts';
import type { ReplicaStatus } from './status.ts';

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

/**
 * Keeps a destination level with an outbox. Several replicas of one database share nothing. Runs from `start`
 * to `stop`, once. Idle, it makes no call to the destination.
 */
export class Replica {
  readonly destination: Destination;
  readonly holdings: Holdings;
  readonly #runner: Runner;
  readonly #sender: Sender;
  readonly #compacted = new Emitter<LevelOutcome>();
  readonly #pen: Pen;
  readonly #leveller: Leveller | undefined;
  readonly #pace: UploadPace;

  constructor(options: ReplicaOptions) {
    const { destination, outbox, clock, random, backoff, safeAt, merging } = options;
    this.destination = destination;
    this.holdings = new Holdings(destination);
    this.#pace = options.pace ?? freePace;
    this.#pen = new Pen(options.permit ?? openPermit);
    let sender: Sender | undefined;
    this.#runner = new Runner({
      url: destination.url,
      outbox,
      clock,
      random,
      pen: this.#pen,
      backoff,
      safeAt,
      bringer: (onEvent) => (sender = this.#senderOf(options, onEvent)),
    });
    this.#sender = sender!;
    this.#leveller = merging && this.#levellerOf(merging, options);
  }

  #senderOf(options: ReplicaOptions, onEvent: (event: SendEvent) => void): Sender {
    const { destination, outbox, clock, onProgress, snapshotEvery, merging } = options;
    const schedule = new SnapshotSchedule(clock, snapshotEvery ?? (() => 0));
    this.holdings.changed.on((change) => {
      if (change.kind === 'stored' && isSnapshotFile(change.file)) schedule.taken();
    });
    const { reading } = destination;
    return new Sender({
      destination,
      holdings: this.holdings,
      outbox,
      clock,
      pen: this.#pen,
      pace: this.#pace,
      merging: merging && new Merging({ outbox, reading, ...merging }),
      snapshots: new SnapshotStaging({ outbox, reading, local: merging?.local }),
      isSnapshotDue: (createdAt) => schedule.isDue(createdAt),
      onEvent,
      onProgress: onProgress ?? (() => undefined),
    });
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

  get url(): string {
    return this.destination.url;
  }

  /** After every change of state and every stored file. */
  get changed(): Event<ReplicaStatus> {
    return this.#runner.changed;
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
    return this.#runner.status();
  }

  /** Looks at the destination once, then sends whenever there is something. */
  start(): void {
    if (this.#runner.start() === 'runs already') return;
    this.#leveller?.start((outcome) => {
      this.#compacted.emit(outcome);
    });
  }

  /** The outbox has news. Does not cut a wait after a failure short. */
  poke(): void {
    this.#runner.poke();
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
  drain(signal: AbortSignal): Promise<void> {
    return this.#runner.drain(signal, () => {
      this.start();
    });
  }

  /**
   * Makes sure that the pen is ours, looks at the destination anew and sends what is missing there. `fit`: what it holds
   * is our history, and we go on there. Waits for the attempt under way.
   */
  recheck(): Promise<'fit' | 'unfit'> {
    return this.#runner.recheck();
  }

  /** Our history is not what it was: whatever was concluded from it is concluded anew before anything else is stored. */
  doubt(): void {
    this.#pen.doubt();
  }

  /** Levels are made of a history that is ours, known as it is now, and by who has the pen. */
  async #mayCompact(signal: AbortSignal): Promise<'yes' | 'no'> {
    if (!this.#runner.isWell) return 'no';
    await this.#pen.ensure(signal);
    if (!this.#sender.isOvertaken) return 'yes';
    return (await this.recheck()) === 'fit' ? 'yes' : 'no';
  }

  /** Resolves when the attempt under way has ended, with all that it owes besides the last changes: snapshot and levels. */
  async settled(): Promise<void> {
    await this.#runner.settled();
    await this.#leveller?.settled();
  }

  /** Ends the upload under way, which leaves nothing, and rejects whoever drains. */
  async stop(): Promise<void> {
    await this.#runner.stop();
    await this.#leveller?.stop();
    await this.settled();
    this.#runner.letGo();
    this.#pace.release();
  }
}
