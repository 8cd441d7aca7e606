// Makes a destination hold all that the outbox has, in order. Knows nothing of time, retries or states:
// errors go to the caller, who says `forget` before the next attempt.
import { throwIfAborted } from '../base/abort.ts';
import { TidemarkError } from '../base/errors.ts';
import type { OnProgress } from '../base/progress.ts';
import { SNAPSHOT_LEVEL, type Destination, type LtxInfo } from '../destination/destination.ts';
import type { TxidRange } from '../ltx/name.ts';
import type { Pos } from '../ltx/pos.ts';
import { formatTxid, type Txid } from '../ltx/txid.ts';
import { judgeContinuity } from './continuity.ts';
import { newestSnapshot } from './history/points.ts';
import type { Holdings } from './holdings.ts';
import { checksumAt, type Outbox, type Snapshot } from './outbox.ts';
import { storeFile, storeSnapshot } from './store.ts';
import { surveyFiles, type Survey } from './survey.ts';

/** `calling`: the destination is about to be used. `accepted`: it took bytes. `stored`: it holds more now. */
export type SendEvent = 'calling' | 'accepted' | 'stored';

export interface SenderOptions {
  readonly destination: Destination;
  /** Of that destination. */
  readonly holdings: Holdings;
  readonly outbox: Outbox;
  /** Whether a snapshot is due when the newest one, or else the oldest file, was made then (ms since the epoch). */
  readonly isSnapshotDue: (createdAt: number) => boolean;
  readonly onEvent: (event: SendEvent) => void;
  readonly onProgress: OnProgress;
}

export class Sender {
  readonly #destination: Destination;
  readonly #holdings: Holdings;
  readonly #outbox: Outbox;
  readonly #isSnapshotDue: (createdAt: number) => boolean;
  readonly #onEvent: (event: SendEvent) => void;
  readonly #onProgress: OnProgress;
  #survey: Survey | undefined;
  /** Which of the listings the survey is of. */
  #listing = 0;
  #position: Txid = 0n;
  /** `yes`: everything up to `position` is there, and our next file follows it. */
  #joined: 'no' | 'yes' = 'no';
  #confirmed: Txid = 0n;
  #newestSnapshot: Txid = 0n;
  /** When the newest snapshot there was made, or else the oldest file; undefined for nothing there. */
  #wholeSince: number | undefined;
  #snapshot: 'as needed' | 'requested' = 'as needed';
  #sentBytes = 0;

  constructor(options: SenderOptions) {
    this.#destination = options.destination;
    this.#holdings = options.holdings;
    this.#outbox = options.outbox;
    this.#isSnapshotDue = options.isSnapshotDue;
    this.#onEvent = options.onEvent;
    this.#onProgress = options.onProgress;
  }

  /** Newest transaction of our history that was last seen there; 0 when none is known to be. */
  get confirmed(): Txid {
    return this.#confirmed;
  }

  /** Whether the destination's history is ours, and we go on there. */
  get isJoined(): boolean {
    return this.#joined === 'yes';
  }

  /** Whether `txid` is certainly there, as part of our history. */
  holds(txid: Txid): boolean {
    return this.isJoined && this.#position >= txid;
  }

  /** After an error: what the failed call did is unknown, so the next attempt looks first. */
  forget(): void {
    this.#survey = undefined;
    this.#joined = 'no';
    this.#holdings.drop();
  }

  /** The next attempt also stores a snapshot, unless the newest there shows our head already. */
  requestSnapshot(): void {
    this.#snapshot = 'requested';
  }

  /** Looks first, if need be, then sends until nothing is left. Calls nothing when nothing is to be done. */
  async run(signal: AbortSignal): Promise<void> {
    this.#sentBytes = 0;
    if (this.#listing !== this.#holdings.listings) this.#distrust();
    const survey = (this.#survey ??= await this.#look(signal));
    const head = this.#outbox.head();
    if (head === undefined) return;
    if (this.#joined === 'no') await this.#join(survey, head, signal);
    while ((await this.#sendFiles(signal)) === 'gap') await this.#bridgeGap(signal);
    if (this.#owesSnapshot()) await this.#keepSnapshotRequest(signal);
  }

  /** It was listed behind our back: another disk may have been in its place, and nobody would have told us. */
  #distrust(): void {
    this.#survey = undefined;
    this.#joined = 'no';
  }

  async #look(signal: AbortSignal): Promise<Survey> {
    this.#onEvent('calling');
    const files = await this.#holdings.refresh(signal);
    this.#listing = this.#holdings.listings;
    const survey = surveyFiles(files);
    this.#position = survey.position;
    this.#newestSnapshot = survey.snapshot;
    this.#wholeSince = wholeSince(files);
    return survey;
  }

  /** A snapshot that was asked for, or whose time has come and that would show something new. */
  #owesSnapshot(): boolean {
    if (this.#snapshot === 'requested') return true;
    const isNews = this.#position > this.#newestSnapshot;
    return isNews && this.#wholeSince !== undefined && this.#isSnapshotDue(this.#wholeSince);
  }

  async #join(survey: Survey, head: Pos, signal: AbortSignal): Promise<void> {
    const ends = { destination: this.#destination, outbox: this.#outbox };
    const verdict = await judgeContinuity(ends, survey, head, signal);
    if (verdict === 'snapshot') await this.#sendSnapshot('bridge', signal);
    this.#joined = 'yes';
    this.#confirmed = this.#position;
  }

  /** Until the outbox has no more, or not the file that follows. */
  async #sendFiles(signal: AbortSignal): Promise<'done' | 'gap'> {
    for (;;) {
      throwIfAborted(signal, 'copying');
      const next = this.#outbox.next(this.#position);
      if (next.kind === 'none') return 'done';
      if (next.kind === 'gap' || !follows(next.range, this.#position)) return 'gap';
      await this.#sendFile(next.range, signal);
    }
  }

  async #sendFile(range: TxidRange, signal: AbortSignal): Promise<void> {
    this.#onEvent('calling');
    const before = this.#sentBytes;
    const onBytes = (bytes: number): void => {
      this.#sentBytes = before + bytes;
      this.#onEvent('accepted');
      this.#onProgress({ step: 'upload', done: this.#sentBytes });
    };
    const ref = { level: 0, ...range };
    const file = await storeFile(this.#destination, ref, () => this.#outbox.open(range), { signal, onBytes });
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
    this.#onEvent('calling');
    const snapshot = await this.#outbox.snapshot(signal);
    try {
      const bytes = role === 'beside' ? this.#filesBetween(snapshot.bytes, signal) : snapshot.bytes;
      await this.#storeSnapshot({ ...snapshot, bytes }, signal);
    } finally {
      snapshot.dispose();
    }
    this.#newestSnapshot = snapshot.max;
    if (role === 'bridge') this.#confirmed = this.#position = snapshot.max;
    this.#onEvent('stored');
  }

  async #storeSnapshot({ max, size, bytes }: Omit<Snapshot, 'dispose'>, signal: AbortSignal): Promise<void> {
    const onBytes = (done: number): void => {
      this.#onEvent('accepted');
      this.#onProgress({ step: 'snapshot', done, total: size });
    };
    const ref = { level: SNAPSHOT_LEVEL, min: 1n, max };
    const content = { bytes, checksum: checksumAt(this.#outbox, max) };
    const file = await storeSnapshot(this.#destination, ref, content, { signal, onBytes });
    this.#holdings.stored(file);
    this.#wholeSince = file.createdAt;
  }

  /** A snapshot may take minutes; commits made meanwhile do not wait for it. A gap does. */
  async *#filesBetween(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      await this.#sendFiles(signal);
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
