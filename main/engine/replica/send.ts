// Makes a destination hold all that the outbox has, in order. Knows nothing of retries or states: errors go to the
// caller, who says `forget` before the next attempt.
import { throwIfAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { isTidemarkError, TidemarkError } from '../base/errors.ts';
import type { OnProgress } from '../base/progress.ts';
import { releaseWhole } from '../base/release.ts';
import { SNAPSHOT_LEVEL, type Destination, type LtxInfo } from '../destination/destination.ts';
import type { TxidRange } from '../ltx/name.ts';
import type { Pos } from '../ltx/pos.ts';
import { formatTxid, type Txid } from '../ltx/txid.ts';
import { judgeContinuity, type Verdict } from './continuity.ts';
import { newestSnapshot } from './history/points.ts';
import type { Holdings } from './holdings.ts';
import type { Merging } from './merging.ts';
import type { Outbox } from './outbox.ts';
import type { UploadPace } from './pacing/pace.ts';
import type { Pen } from './pen.ts';
import type { SnapshotStaging, SnapshotToSend } from './staged-snapshot.ts';
import { storeFile, storeSnapshot } from './store.ts';
import { surveyFiles, type Survey } from './survey.ts';

/** `calling`: the destination is about to be used. `accepted`: it took bytes. `stored`: it holds more now. */
export type SendEvent = 'calling' | 'accepted' | 'stored';

/** `at once`: somebody waits for it, whatever the budget says. */
export type Haste = 'paced' | 'at once';

export interface SenderOptions {
  readonly destination: Destination;
  /** Of that destination. */
  readonly holdings: Holdings;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly pen: Pen;
  readonly pace: UploadPace;
  /** Undefined where there is no room to put merged files: each goes by itself. */
  readonly merging: Merging | undefined;
  readonly snapshots: SnapshotStaging;
  /** Whether a snapshot is due when the newest one, or else the oldest file, was made then (ms since the epoch). */
  readonly isSnapshotDue: (createdAt: number) => boolean;
  readonly onEvent: (event: SendEvent) => void;
  readonly onProgress: OnProgress;
}

/** Somebody else may have written there: what was concluded is to be concluded anew. Never leaves this file. */
class Overtaken extends Error {}

type Rest = { readonly kind: 'none' } | { readonly kind: 'gap' } | { readonly kind: 'paced'; readonly wait: number };

interface Outgoing {
  readonly range: TxidRange;
  readonly open: () => AsyncIterable<Uint8Array>;
  readonly done: () => void;
}

export class Sender {
  readonly #options: SenderOptions;
  readonly #destination: Destination;
  readonly #holdings: Holdings;
  readonly #outbox: Outbox;
  readonly #pen: Pen;
  readonly #onEvent: (event: SendEvent) => void;
  #survey: Survey | undefined;
  /** Which of the listings the survey is of. */
  #listing = 0;
  /** How often the pen had been taken up when it was listed. */
  #penTaken = 0;
  #position: Txid = 0n;
  /** `yes`: everything up to `position` is there, and our next file follows it. */
  #joined: 'no' | 'yes' = 'no';
  #confirmed: Txid = 0n;
  #newestSnapshot: Txid = 0n;
  /** When the newest snapshot there was made, or else the oldest file; undefined for nothing there. */
  #wholeSince: number | undefined;
  #snapshot: 'as needed' | 'requested' = 'as needed';
  #haste: Haste = 'paced';
  /** Whether the next upload was made to wait. */
  #paced: 'yes' | 'no' = 'no';
  /** Since when something waits, monotonic ms. */
  #behindSince: number | undefined;
  #sentBytes = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#destination = options.destination;
    this.#holdings = options.holdings;
    this.#outbox = options.outbox;
    this.#pen = options.pen;
    this.#onEvent = options.onEvent;
  }

  /** Newest transaction of our history that was last seen there; 0 when none is known to be. */
  get confirmed(): Txid {
    return this.#confirmed;
  }

  /** Whether the destination's history is ours, and we go on there. */
  get isJoined(): boolean {
    return this.#joined === 'yes';
  }

  /** Whether what is known of the destination is from before the pen was taken up anew. */
  get isOvertaken(): boolean {
    return this.#penTaken !== this.#pen.taken;
  }

  /** Whether `txid` is certainly there, as part of our history. */
  holds(txid: Txid): boolean {
    return this.isJoined && !this.isOvertaken && this.#position >= txid;
  }

  /** After an error: what the failed call did is unknown, so the next attempt looks first. */
  forget(): void {
    this.#distrust();
    this.#holdings.drop();
  }

  /** The next attempt also stores a snapshot, unless the newest there shows our head already. */
  requestSnapshot(): void {
    this.#snapshot = 'requested';
  }

  /**
   * Looks first, if need be, then sends until nothing is left, or until the budget says to wait: resolves to how long,
   * ms, else 0. Calls nothing when nothing is to be done.
   */
  async run(signal: AbortSignal, haste: Haste): Promise<number> {
    this.#sentBytes = 0;
    this.#haste = haste;
    for (;;) {
      if (this.#listing !== this.#holdings.listings || this.isOvertaken) this.#distrust();
      try {
        return await this.#bringUp(signal);
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
      }
    }
  }

  async #bringUp(signal: AbortSignal): Promise<number> {
    const survey = (this.#survey ??= await this.#look(signal));
    const head = this.#outbox.head();
    if (head === undefined) return 0;
    this.#behindSince ??= this.#options.clock.monotonic();
    if (this.#joined === 'no') await this.#join(survey, head, signal);
    let rest = await this.#sendFiles(signal);
    for (; rest.kind === 'gap'; rest = await this.#sendFiles(signal)) await this.#bridgeGap(signal);
    if (rest.kind === 'none') this.#behindSince = undefined;
    if (this.isOvertaken) throw new Overtaken();
    if (this.#owesSnapshot()) await this.#keepSnapshotRequest(signal);
    return rest.kind === 'paced' ? rest.wait : 0;
  }

  /** It was listed behind our back: another disk may have been in its place, and nobody would have told us. */
  #distrust(): void {
    this.#survey = undefined;
    this.#joined = 'no';
  }

  async #look(signal: AbortSignal): Promise<Survey> {
    this.#onEvent('calling');
    const taken = this.#pen.taken;
    const files = await this.#holdings.refresh(signal);
    this.#listing = this.#holdings.listings;
    this.#penTaken = taken;
    const survey = surveyFiles(files);
    this.#position = survey.position;
    this.#newestSnapshot = survey.snapshot;
    this.#wholeSince = wholeSince(files);
    return survey;
  }

  /** Before anything is stored. */
  async #takePen(signal: AbortSignal): Promise<void> {
    this.#onEvent('calling');
    if ((await this.#pen.ensure(signal)) !== this.#penTaken) throw new Overtaken();
  }

  /** A snapshot that was asked for, or whose time has come and that would show something new. */
  #owesSnapshot(): boolean {
    if (this.#snapshot === 'requested') return true;
    const isNews = this.#position > this.#newestSnapshot;
    return isNews && this.#wholeSince !== undefined && this.#options.isSnapshotDue(this.#wholeSince);
  }

  async #join(survey: Survey, head: Pos, signal: AbortSignal): Promise<void> {
    const verdict = await this.#judge(survey, head, signal);
    if (verdict === 'snapshot') await this.#sendSnapshot('bridge', signal);
    this.#joined = 'yes';
    this.#confirmed = this.#position;
  }

  /** What does not fit may be the work of another writer who has the pen: only with the pen it is a conflict. */
  async #judge(survey: Survey, head: Pos, signal: AbortSignal): Promise<Verdict> {
    const ends = { destination: this.#destination, outbox: this.#outbox };
    try {
      return await judgeContinuity(ends, survey, head, signal);
    } catch (error) {
      if (isTidemarkError(error, 'destination-conflict')) await this.#takePen(signal);
      throw error;
    }
  }

  /** Until the outbox has no more, or not the file that follows, or the budget says to wait. */
  async #sendFiles(signal: AbortSignal): Promise<Rest> {
    for (;;) {
      throwIfAborted(signal, 'copying');
      const next = this.#outbox.next(this.#position);
      if (next.kind === 'none') return { kind: 'none' };
      if (next.kind === 'gap' || !follows(next.range, this.#position)) return { kind: 'gap' };
      const wait = this.#waitForBudget();
      if (wait > 0) return { kind: 'paced', wait };
      await this.#sendNext(next.range, signal);
    }
  }

  /** The first copy does not wait: until it is made there is nothing to go back to. */
  #waitForBudget(): number {
    if (this.#haste === 'at once' || this.#position === 0n) return 0;
    const wait = this.#options.pace.delay(this.#options.clock.now());
    if (wait > 0) this.#paced = 'yes';
    return wait;
  }

  async #sendNext(range: TxidRange, signal: AbortSignal): Promise<void> {
    const release = this.#outbox.hold(range);
    try {
      await this.#takePen(signal);
      const merged = await this.#options.merging?.next(this.#position, this.#waiting(), signal);
      const single = { range, open: () => this.#outbox.open(range), done: () => undefined };
      await this.#sendFile(merged ?? single, signal);
    } finally {
      release();
    }
  }

  #waiting(): { files: number; behind: number; paced: 'yes' | 'no' } {
    const { files } = this.#outbox.pending(this.#position);
    const now = this.#options.clock.monotonic();
    return { files, behind: now - (this.#behindSince ?? now), paced: this.#paced };
  }

  async #sendFile({ range, open, done }: Outgoing, signal: AbortSignal): Promise<void> {
    const before = this.#sentBytes;
    const onBytes = (bytes: number): void => {
      this.#sentBytes = before + bytes;
      this.#onEvent('accepted');
      this.#options.onProgress({ step: 'upload', done: this.#sentBytes });
    };
    const how = { signal, onBytes, permit: this.#pen.check };
    this.#options.pace.began(this.#options.clock.now());
    const file = await storeFile(this.#destination, { level: 0, ...range }, open, how);
    done();
    this.#paced = 'no';
    this.#holdings.stored(file);
    this.#wholeSince ??= file.createdAt;
    this.#position = range.max;
    this.#confirmed = range.max;
    this.#onEvent('stored');
  }

  async #keepSnapshotRequest(signal: AbortSignal): Promise<void> {
    this.#snapshot = 'as needed';
    try {
      if (this.#position > this.#newestSnapshot) await this.#sendSnapshot('beside', signal);
    } catch (error) {
      this.#snapshot = 'requested';
      throw error;
    }
  }

  async #bridgeGap(signal: AbortSignal): Promise<void> {
    const before = this.#position;
    await this.#sendSnapshot('bridge', signal);
    if (this.#position > before) return;
    throw new TidemarkError('bug', `a snapshot did not get past the gap after ${formatTxid(before)}`, {
      hint: 'This is a mistake in Tidemark. Please report it.',
    });
  }

  /** `bridge`: sending goes on behind it. `beside`: sending goes on where it is, also while it is stored. */
  async #sendSnapshot(role: 'bridge' | 'beside', signal: AbortSignal): Promise<void> {
    await this.#takePen(signal);
    const beside = (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
      this.#filesBetween(bytes, role, signal);
    const after = role === 'bridge' ? this.#position : this.#newestSnapshot;
    const snapshot = await this.#options.snapshots.next(after, beside, signal);
    try {
      await this.#storeSnapshot({ ...snapshot, bytes: beside(snapshot.bytes) }, signal);
      snapshot.done();
    } finally {
      snapshot.dispose();
    }
    this.#newestSnapshot = snapshot.max;
    if (role === 'bridge') this.#confirmed = this.#position = snapshot.max;
    this.#onEvent('stored');
  }

  async #storeSnapshot({ max, size, bytes, checksum }: SnapshotToSend, signal: AbortSignal): Promise<void> {
    const onBytes = (done: number): void => {
      this.#onEvent('accepted');
      this.#options.onProgress({ step: 'snapshot', done, total: size });
    };
    const ref = { level: SNAPSHOT_LEVEL, min: 1n, max };
    const how = { signal, onBytes, onSpent: releaseWhole, permit: this.#pen.check };
    const file = await storeSnapshot(this.#destination, ref, { bytes, checksum }, how);
    this.#holdings.stored(file);
    this.#wholeSince = file.createdAt;
  }

  /** A snapshot may take minutes; commits made meanwhile do not wait for it, and the pen stays ours. A gap waits. */
  async *#filesBetween(
    bytes: AsyncIterable<Uint8Array>,
    role: 'bridge' | 'beside',
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      await this.#takePen(signal);
      if (role === 'beside') await this.#sendFiles(signal);
      yield piece;
    }
  }
}

function wholeSince(files: readonly LtxInfo[]): number | undefined {
  return (newestSnapshot(files) ?? files[0])?.createdAt;
}

/** The file goes on where `position` ends; it may begin before. */
function follows({ min, max }: TxidRange, position: Txid): boolean {
  return min <= position + 1n && max > position;
}
