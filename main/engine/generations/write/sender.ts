// Makes a place hold all that was captured, as snapshots and segments of logs. Knows nothing of retries or states: errors go
// to the caller, who says `forget` before the next attempt. What cannot be proved to follow begins a new generation.
import { throwIfAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import type { OnProgress } from '../../base/progress.ts';
import type { Random } from '../../base/random.ts';
import { sameBytes } from '../../base/same-bytes.ts';
import { formatTxid, type Txid } from '../../ltx/txid.ts';
import type { Generation, GenerationClient, GenerationPos } from '../client.ts';
import { encodeLz4 } from '../lz4/encode.ts';
import type { CapturedFiles, CapturedSnapshot, WritingPace, WritingPen } from './captured.ts';
import { judgeStanding } from './join.ts';
import { logToWrite, newLog, nextLog } from './logs.ts';
import { SegmentMaker } from './segment.ts';
import { storeSnapshot, type StoredSnapshot } from './snapshot-store.ts';
import type { Kept, Standing, StandingFile } from './standing.ts';

export interface WriteBounds {
  /** Bytes of a segment, uncompressed, from which on it takes no further transaction. */
  readonly segmentBytes: number;
  /** Frames of a log from which on the next one is begun. */
  readonly logFrames: number;
}

/** As Litestream's least page count for a checkpoint; a segment is what goes at once. */
export const DEFAULT_BOUNDS: WriteBounds = { segmentBytes: 4 << 20, logFrames: 1000 };

export interface GenerationSenderOptions {
  readonly client: GenerationClient;
  readonly captured: CapturedFiles;
  readonly file: StandingFile;
  readonly clock: Clock;
  readonly random: Random;
  readonly pen: WritingPen;
  readonly pace: WritingPace;
  readonly bounds: WriteBounds;
  /** Whether a snapshot is due when the newest was made then, ms since the epoch. */
  readonly isSnapshotDue: (createdAt: number) => boolean;
  readonly onSnapshot: () => void;
  readonly onEvent: (event: 'calling' | 'accepted' | 'stored') => void;
  readonly onProgress: OnProgress;
}

type Rest = { readonly kind: 'none' } | { readonly kind: 'unfit' } | { readonly kind: 'paced'; readonly wait: number };

export class GenerationSender {
  readonly #options: GenerationSenderOptions;
  readonly #client: GenerationClient;
  readonly #captured: CapturedFiles;
  readonly #pen: WritingPen;
  #kept: Kept | undefined;
  /** Whether what is kept is known to be there, and to be ours. */
  #joined: 'no' | 'yes' = 'no';
  #penTaken = 0;
  #confirmed: Txid = 0n;
  #snapshotAt = 0;
  #snapshot: 'as needed' | 'requested' = 'as needed';
  #haste: 'paced' | 'at once' = 'paced';
  #sentBytes = 0;

  constructor(options: GenerationSenderOptions) {
    this.#options = options;
    this.#client = options.client;
    this.#captured = options.captured;
    this.#pen = options.pen;
  }

  /** Newest transaction that was last seen there; 0 when none is known to be. */
  get confirmed(): Txid {
    return this.#confirmed;
  }

  get isJoined(): boolean {
    return this.#joined === 'yes' && this.#penTaken === this.#pen.taken;
  }

  /** Where writing stands; undefined while that is not known. */
  get standing(): Standing | undefined {
    return this.isJoined ? this.#kept?.standing : undefined;
  }

  /** Whether anything was written behind the newest snapshot. */
  get news(): 'none' | 'some' {
    const standing = this.#kept?.standing;
    return standing === undefined || standing.index > standing.base || standing.offsets.length > 0 ? 'some' : 'none';
  }

  holds(txid: Txid): boolean {
    return this.isJoined && this.#confirmed >= txid;
  }

  /** After an error: what the failed call did is unknown, so the next attempt looks first. */
  forget(): void {
    this.#joined = 'no';
  }

  /** The next attempt also stores a snapshot, unless nothing changed since the newest. */
  requestSnapshot(): void {
    this.#snapshot = 'requested';
  }

  /** What is there is not what was captured: the next attempt begins a new generation. */
  startOver(): void {
    this.#options.file.remove();
    this.forget();
  }

  /** Until nothing is left, or until the budget says to wait: resolves to how long, ms, else 0. */
  async run(signal: AbortSignal, haste: 'paced' | 'at once'): Promise<number> {
    this.#sentBytes = 0;
    this.#haste = haste;
    if (this.#captured.head() === undefined) return 0;
    let begun: Txid | undefined;
    for (;;) {
      const rest = await this.#send(undefined, signal);
      if (rest.kind === 'unfit') {
        if (this.isJoined && this.#confirmed === begun) throw stuck(begun);
        await this.#begin(signal);
        begun = this.#confirmed;
      } else if (this.#owesSnapshot()) await this.#snapshotBeside(signal);
      else return rest.kind === 'paced' ? rest.wait : 0;
    }
  }

  /** Whether all that was captured before, up to `until` if that is given, is there. */
  async #send(until: Txid | undefined, signal: AbortSignal): Promise<Rest> {
    for (;;) {
      throwIfAborted(signal, 'copying');
      if (!this.isJoined && (await this.#join(signal)) === 'anew') return { kind: 'unfit' };
      const { standing } = this.#kept!;
      if (standing.txid === until) return { kind: 'none' };
      const next = this.#captured.next(standing.txid);
      if (next.kind !== 'file') return { kind: next.kind === 'none' ? 'none' : 'unfit' };
      if (until !== undefined && next.range.max > until) return { kind: 'none' };
      const wait = this.#waitForBudget();
      if (wait > 0) return { kind: 'paced', wait };
      if (!(await this.#hasPen(signal))) continue;
      if ((await this.#segment(until, signal)) === 'unfit') return { kind: 'unfit' };
    }
  }

  /** False when others may have written meanwhile: what is there is then looked at anew. */
  async #hasPen(signal: AbortSignal): Promise<boolean> {
    this.#options.onEvent('calling');
    return (await this.#pen.ensure(signal)) === this.#penTaken;
  }

  #waitForBudget(): number {
    return this.#haste === 'at once' ? 0 : this.#options.pace.delay(this.#options.clock.now());
  }

  async #join(signal: AbortSignal): Promise<'on' | 'anew'> {
    this.#options.onEvent('calling');
    const taken = this.#pen.taken;
    const kept = this.#options.file.read();
    const joined = kept && (await judgeStanding(this.#client, this.#captured, kept, signal));
    if (joined === undefined) return 'anew';
    if (kept!.size > 0 && (await this.#settle(kept!, joined.newest, signal)) === 'other content') return 'anew';
    this.#snapshotAt = joined.snapshotAt;
    this.#stand(kept!, taken);
    return 'on';
  }

  #stand(kept: Kept, taken: number): void {
    this.#kept = kept;
    this.#penTaken = taken;
    this.#joined = 'yes';
    this.#confirmed = kept.standing.txid;
  }

  /** A segment of which it was not known whether it arrived. */
  async #settle({ standing, size }: Kept, newest: 'there' | 'unsent', signal: AbortSignal): Promise<'ours' | 'other content'> {
    if (newest === 'unsent') {
      await this.#pen.ensure(signal);
      return this.#store(standing, size, signal);
    }
    return this.#compare(standing, size, signal);
  }

  async #compare(standing: Standing, size: number, signal: AbortSignal): Promise<'ours' | 'other content'> {
    const theirs = this.#client.openWalSegment(newestOf(standing), { signal });
    return (await sameBytes(this.#options.file.segment(size), theirs)) ? 'ours' : 'other content';
  }

  async #store(standing: Standing, size: number, signal: AbortSignal): Promise<'ours' | 'other content'> {
    const permit = this.#pen.check;
    const bytes = this.#counted(this.#options.file.segment(size));
    try {
      await this.#client.writeWalSegment(newestOf(standing), bytes, { signal, permit });
      return 'ours';
    } catch (error) {
      if (!isTidemarkError(error, 'object-exists')) throw error;
      return this.#compare(standing, size, signal);
    }
  }

  async *#counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      yield piece;
      this.#sentBytes += piece.length;
      this.#options.onEvent('accepted');
      this.#options.onProgress({ step: 'upload', done: this.#sentBytes });
    }
  }

  /** The next captured transactions as one segment: kept here first, then sent. */
  async #segment(until: Txid | undefined, signal: AbortSignal): Promise<'stored' | 'unfit'> {
    const { bounds, captured, file, pace, clock, random } = this.#options;
    const from = logToWrite(this.#kept!.standing, bounds.logFrames, random);
    if (from === undefined) return 'unfit';
    const maker = new SegmentMaker(captured, from, { bytes: bounds.segmentBytes, frames: bounds.logFrames, until });
    if ((await maker.next()) === undefined) return 'unfit';
    const kept = await file.write(encodeLz4(maker.bytes(signal)), () => maker.standing);
    this.forget();
    if (maker.isEmpty) return 'unfit';
    pace.began(clock.now());
    if ((await this.#store(kept.standing, kept.size, signal)) === 'other content') return 'unfit';
    this.#stand(kept, this.#penTaken);
    this.#options.onEvent('stored');
    return 'stored';
  }

  /** Asked for, or due, and it would show something new. */
  #owesSnapshot(): boolean {
    const isNews = this.news === 'some';
    const isWanted = this.#snapshot === 'requested' || this.#options.isSnapshotDue(this.#snapshotAt);
    if (!isNews) this.#snapshot = 'as needed';
    return isNews && isWanted;
  }

  /** A new generation: its snapshot first, and what follows once that is there. */
  async #begin(signal: AbortSignal): Promise<void> {
    const taken = await this.#pen.ensure(signal);
    const snapshot = await this.#captured.snapshot(signal);
    const generation = this.#options.random.token(8);
    const { header, createdAt } = await this.#storeSnapshot({ generation, index: 0 }, snapshot, signal);
    const { pageSize, max: txid, rolling } = header;
    const start = { index: 0, base: 0, ...newLog(this.#options.random) };
    const standing = { generation, ...start, pageSize, txid, checksum: rolling!.post };
    const kept = await this.#options.file.write(nothing(), () => standing);
    this.#tookSnapshot(createdAt);
    this.#stand(kept, taken);
    this.#options.onEvent('stored');
  }

  /** At the start of a log: what it shows is what all logs before lead to. Changes made meanwhile go on behind it. */
  async #snapshotBeside(signal: AbortSignal): Promise<void> {
    if (!(await this.#hasPen(signal))) return;
    const snapshot = await this.#captured.snapshot(signal);
    const { generation } = this.#kept!.standing;
    let index: number | undefined;
    try {
      index = await this.#startLogAt(snapshot.max, signal);
    } finally {
      if (index === undefined) snapshot.dispose();
    }
    if (index === undefined) return;
    const beside = { ...snapshot, bytes: this.#sendingBeside(snapshot.bytes, signal) };
    const { createdAt } = await this.#storeSnapshot({ generation, index }, beside, signal);
    this.#tookSnapshot(createdAt);
    if (this.standing?.generation !== generation) return;
    const base = index;
    const kept = await this.#options.file.write(nothing(), () => ({ ...this.#kept!.standing, base }));
    this.#stand(kept, this.#penTaken);
    this.#options.onEvent('stored');
  }

  /** Index of a log that begins after `txid`, written down before anything relies on it; undefined: not now. */
  async #startLogAt(txid: Txid, signal: AbortSignal): Promise<number | undefined> {
    this.#haste = 'at once';
    const rest = await this.#send(txid, signal);
    const { standing } = this.#kept!;
    if (rest.kind !== 'none' || standing.txid !== txid) return undefined;
    if (standing.offsets.length === 0) return standing.index;
    const next = nextLog(standing, this.#options.random);
    if (next === undefined) return undefined;
    this.#stand(await this.#options.file.write(nothing(), () => next), this.#penTaken);
    return next.index;
  }

  async *#sendingBeside(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      if (this.isJoined) await this.#send(undefined, signal);
      yield piece;
    }
  }

  #storeSnapshot(
    place: { readonly generation: Generation; readonly index: number },
    snapshot: CapturedSnapshot,
    signal: AbortSignal,
  ): Promise<StoredSnapshot> {
    const { client, pen, onEvent, onProgress } = this.#options;
    const onAccepted = (): void => {
      onEvent('accepted');
    };
    return storeSnapshot(place, snapshot, { client, permit: pen.check, onAccepted, onProgress, signal });
  }

  #tookSnapshot(createdAt: number): void {
    this.#snapshot = 'as needed';
    this.#snapshotAt = createdAt;
    this.#options.onSnapshot();
  }
}

/** What follows the snapshot cannot be written, and another snapshot would not help. */
function stuck(txid: Txid): TidemarkError {
  return new TidemarkError('bug', `nothing can be written behind the snapshot at ${formatTxid(txid)}`, {
    hint: 'This is a mistake in Tidemark. Please report it.',
  });
}

function newestOf({ generation, index, offsets }: Standing): GenerationPos {
  return { generation, index, offset: offsets.at(-1)! };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an empty stream
async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* [];
}
