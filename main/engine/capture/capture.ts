// Follows one database: what was committed since the last look becomes LTX files in the spool, and whoever asks gets
// a snapshot of the whole. One thing at a time; callers wait their turn.
import { explainDiskError } from '../base/disk.ts';
import { assertNever, errnoOf, isTidemarkError, TidemarkError } from '../base/errors.ts';
import { Mutex } from '../base/mutex.ts';
import { type CheckpointOutcome, checkpointAside, checkpointBehindBarrier } from '../sqlite/checkpoint.ts';
import type { JournalKind } from '../sqlite/header.ts';
import { type FileStamp, sameStamp, settledStamp, stampOf } from '../sqlite/owner.ts';
import { framesIn, WAL_HEADER_SIZE } from '../sqlite/wal-format.ts';
import {
  attach,
  type Attachment,
  detach,
  isWhole,
  journalOf,
  type RollbackAttachment,
  type WalAttachment,
  withSharedLock,
} from './attachment.ts';
import type { CaptureContext } from './context.ts';
import type { Attendance } from './continuity.ts';
import { followLog } from './follow-log.ts';
import { headerAsCaptured } from './first-page.ts';
import { followFile } from './follow-pages.ts';
import type { CapturePosition, WalPlace } from './position.ts';
import { type Glance, glanceAt } from './glance.ts';
import { type SnapshotRequest, takeSnapshot, type TakenSnapshot } from './take-snapshot.ts';
import { viewFile } from './view.ts';

/** Each pass is shorter than the one before unless the app writes faster than we read. */
const MAX_PASSES = 4;
/** Pages of a database that is only ever checkpointed are compared at most this often, ms, … */
const COMPARISON_PAUSE = 600_000;
/** … and so that it takes at most a thousandth of the time. */
const COMPARISON_REST = 1000;

export class Capture {
  readonly path: string;
  readonly #context: CaptureContext;
  readonly #turn = new Mutex();
  #attachment: Attachment | undefined;
  #attendance: Attendance = 'away';
  /** Change counter of the captured state of a rollback-journal database; undefined when not captured yet. */
  #changeCounter: number | undefined;
  /** Of the database file when it was last known to be what was captured. */
  #stamp: FileStamp | undefined;
  /**
   * Place in the log up to which everything was copied back. While we stand there our mark is one of slot 0, which
   * keeps checkpoints from writing to the file.
   */
  #drained: WalPlace | undefined;
  /** Monotonic ms from which pages are compared although checkpoints explain what happened to the file. */
  #nextComparison = Number.POSITIVE_INFINITY;

  constructor(path: string, context: CaptureContext) {
    this.path = path;
    this.#context = context;
  }

  get position(): CapturePosition | undefined {
    return this.#context.ledger.known?.position;
  }

  /** Frames in the log that belong to the captured state; 0 without a log. */
  get logFrames(): number {
    const position = this.position;
    return position?.wal.kind === 'at' ? framesIn(position.wal.offset, position.pageSize) : 0;
  }

  /** Journal mode and bytes of the database file; undefined while it is not open. */
  get file(): { readonly journal: JournalKind; readonly size: number } | undefined {
    const attachment = this.#attachment;
    return attachment && { journal: attachment.kind, size: attachment.file.size() };
  }

  /** A cheap look from outside: is there anything to do? What cannot be looked at is met by who captures. */
  glance(): Glance {
    const seen = { position: this.position, changeCounter: this.#changeCounter, stamp: this.#stamp };
    try {
      return glanceAt(this.#context.disk, this.path, this.#attachment, seen);
    } catch {
      return 'changed';
    }
  }

  /**
   * Captures everything committed before the call. Opens the database if need be, and again if it was replaced.
   * Fails with what attaching or SQLite says (`database-…`), `disk-full`, `wal-invalid`; nothing is lost by it.
   */
  run(): Promise<void> {
    return this.#turn.run(async () => {
      try {
        await this.#run();
      } catch (error) {
        throw this.#explained(error);
      }
    });
  }

  /**
   * Copies the log back into the database so that it is started anew: beside the writers if that is enough, else
   * holding them for a moment, of about `maxBarrier` ms at most: a pass behind the barrier has no more to do than the
   * pass beside the writers before it, so that one's time tells. 0 never holds them. `held` is how long it was, ms.
   */
  checkpoint(maxBarrier: number): Promise<{ outcome: CheckpointOutcome; held: number }> {
    return this.#turn.run(async () => {
      try {
        const done = await this.#checkpoint(maxBarrier);
        this.#stamp = stampOf(this.#context.disk, this.path);
        return done;
      } catch (error) {
        // The mark may have lapsed on the way: what the log holds next is not certain to follow on.
        this.#attendance = 'away';
        throw error;
      }
    });
  }

  /** The database as it is captured after this call, as one LTX file. See take-snapshot.ts. */
  snapshot(way: SnapshotRequest['way']): Promise<TakenSnapshot> {
    return this.#turn.run(async () => {
      await this.#run();
      const followTo = (until: number): Promise<void> => this.#followAttached(until);
      return takeSnapshot(this.#context, { path: this.path, followTo, way });
    });
  }

  /** Captures, and tells the database's header as it was captured; undefined while it is written at the same time. */
  header(): Promise<Uint8Array | undefined> {
    return this.#turn.run(async () => {
      await this.#run();
      return this.#attachment && headerAsCaptured(this.#context, this.#attachment);
    });
  }

  /** `work` may have the ledger go on from another state; the database is then compared with that. */
  startOver<T>(work: () => Promise<T>): Promise<T> {
    return this.#turn.run(async () => {
      this.#detach('as reader');
      return work();
    });
  }

  /** Lets go of the database. The ledger stays open. */
  close(): Promise<void> {
    return this.#turn.run(() => {
      let leave: 'as reader' | 'as user' = 'as reader';
      try {
        leave = this.#farewell();
      } catch (error) {
        throw this.#explained(error);
      } finally {
        this.#detach(leave);
      }
      return Promise.resolve();
    });
  }

  #explained(error: unknown): unknown {
    return explainUnreadable(this.path, explainDiskError(this.#context.ledger.dir, error));
  }

  async #run(): Promise<void> {
    this.#requireLog();
    if (this.#attachment?.file.isCurrent() === false) this.#detach('as reader');
    const suspect = this.#isSuspect();
    // Our connections remember the file as it was; others that open it would be told the same.
    if (suspect) this.#detach('as reader');
    this.#attachment ??= attach(this.#context.disk, this.path);
    if (suspect) this.#attendance = 'suspect';
    if (this.#attachment.kind === 'rollback' && journalOf(this.#attachment.file) === 'wal') {
      this.#detach('as reader');
      this.#attachment = attach(this.#context.disk, this.path);
    }
    await this.#followAttached(Number.MAX_SAFE_INTEGER);
  }

  /** While we hold a mark SQLite leaves the log where it is: if it is gone, somebody took it from under its users. */
  #requireLog(): void {
    const attachment = this.#attachment;
    if (attachment?.kind !== 'wal' || !attachment.file.isCurrent()) return;
    if (isWhole(this.#context.disk, attachment)) return;
    this.#detach('as reader');
    throw new TidemarkError('wal-invalid', `the -wal or -shm file of ${this.path} was deleted while it was in use`, {
      hint: 'Close all programs that use the database and open them again. What was copied before is untouched.',
      retry: 'later',
    });
  }

  async #followAttached(until: number): Promise<void> {
    const attachment = this.#attachment;
    if (attachment === undefined) throw new TidemarkError('bug', `${this.path} is not open`);
    switch (attachment.kind) {
      case 'wal':
        await this.#followWal(attachment, until);
        return;
      case 'rollback':
        await this.#followRollback(attachment);
        return;
      default:
        assertNever(attachment);
    }
  }

  async #followWal(attachment: WalAttachment, until: number): Promise<void> {
    const now = this.#context.clock.now();
    const stamp = stampOf(this.#context.disk, this.path);
    const compared = this.#attendance !== 'held';
    const start = this.#context.clock.monotonic();
    await followLog(this.#context, attachment, this.#attendance, until);
    this.#attendance = 'held';
    this.#stamp = compared ? settledStamp(stamp, now) : stamp;
    if (compared) this.#scheduleComparison(this.#context.clock.monotonic() - start);
  }

  /**
   * Was the file of a WAL database written in a way that its log does not explain? With frames in the log it may have
   * been a checkpoint, which changes nothing; that is believed, but now and then proved. Without, somebody put other
   * content there.
   */
  #isSuspect(): boolean {
    if (this.#attachment?.kind !== 'wal' || this.#attendance !== 'held') return false;
    if (sameStamp(stampOf(this.#context.disk, this.path), this.#stamp)) return false;
    const place = this.position?.wal;
    const mayCheckpoint = place?.kind === 'at' && place.offset > WAL_HEADER_SIZE && place !== this.#drained;
    return !mayCheckpoint || this.#context.clock.monotonic() >= this.#nextComparison;
  }

  #scheduleComparison(cost: number): void {
    const pause = Math.max(COMPARISON_PAUSE, cost * COMPARISON_REST);
    this.#nextComparison = this.#context.clock.monotonic() + pause;
  }

  async #followRollback(attachment: RollbackAttachment): Promise<void> {
    const view = await withSharedLock(attachment, this.#context.clock, () => viewFile(attachment.file));
    const now = this.#context.clock.now();
    const stamp = stampOf(this.#context.disk, this.path);
    const untouched = sameStamp(stamp, this.#stamp) && this.#changeCounter === view.changeCounter;
    if (untouched && this.position?.commit === view.commit) return;
    const reason = this.#changeCounter === undefined ? 'first look' : 'the database was written';
    try {
      this.#changeCounter = await followFile(this.#context, attachment, view, reason);
      this.#stamp = settledStamp(stamp, now);
    } catch (error) {
      if (isTidemarkError(error, 'database-moved')) this.#changeCounter = undefined;
      throw error;
    }
  }

  async #checkpoint(maxBarrier: number): Promise<{ outcome: CheckpointOutcome; held: number }> {
    const attachment = this.#attachment;
    if (attachment?.kind !== 'wal') return { outcome: { kind: 'drained' }, held: 0 };
    const plan = {
      file: attachment.file,
      mark: attachment.mark,
      clock: this.#context.clock,
      advance: () => this.#followWal(attachment, Number.MAX_SAFE_INTEGER),
      onDrained: () => {
        this.#drained = this.position?.wal;
      },
    };
    for (let pass = 1; ; pass++) {
      const start = plan.clock.monotonic();
      const outcome = await checkpointAside(plan);
      if (outcome.kind === 'drained' || maxBarrier === 0) return { outcome, held: 0 };
      if (plan.clock.monotonic() - start <= maxBarrier) return checkpointBehindBarrier(plan);
      if (pass === MAX_PASSES) return { outcome, held: 0 };
    }
  }

  /** The log is left to SQLite's last close only if the database is as we know it. */
  #farewell(): 'as reader' | 'as user' {
    const stamp = stampOf(this.#context.disk, this.path);
    const asKnown = this.#attendance === 'held' && sameStamp(stamp, this.#stamp);
    const position = this.position;
    if (asKnown && position !== undefined) this.#context.ledger.move({ ...position, mtime: stamp?.mtime ?? 0 });
    return asKnown ? 'as user' : 'as reader';
  }

  #detach(leave: 'as reader' | 'as user'): void {
    if (this.#attachment !== undefined) detach(this.#attachment, leave);
    this.#attachment = undefined;
    this.#attendance = 'away';
    this.#changeCounter = undefined;
    this.#stamp = undefined;
    this.#drained = undefined;
  }
}

/** What the system says, in words: it may pass. */
function explainUnreadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new TidemarkError('database-unreadable', `${path} cannot be copied now (${errnoOf(error) ?? error.message})`, {
    hint: 'Check the disks that hold the database and the data of Tidemark. It is tried again by itself.',
    retry: 'later',
    cause: error,
  });
}
