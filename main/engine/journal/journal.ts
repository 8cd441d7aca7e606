// A log of entries that survives whatever happens to the process: each is durable when `write` resolves, has an
// LSN that no other entry ever has, and stays until its consumer has acknowledged it. docs/journal.md tells the rules.
//
// One writer: whoever opens it makes sure that nobody else has it open.
import { TidemarkError } from '../base/errors.ts';
import { Mutex } from '../base/mutex.ts';
import { WaitingWrites } from './group.ts';
import { type JournalPosition, writePosition } from './position.ts';
import { encodeRecords, type JournalEntry } from './record.ts';
import { recoverJournal, type RecoveredJournal } from './recover.ts';
import { lsnRange, type LsnRange, type ReplayRange, segmentsIn } from './replay.ts';
import { scanSegment } from './scan.ts';
import { damage, type JournalProblem, lastLsnOf, MAX_SEGMENT_SIZE, type Segment } from './segment.ts';
import type { JournalStore } from './store.ts';

export interface JournalOptions {
  /** A segment of this many bytes is not appended to; at most 8 MiB. */
  readonly segmentSize?: number;
}

const DEFAULT_SEGMENT_SIZE = 4 * 2 ** 20;

export class Journal {
  readonly #store: JournalStore;
  readonly #segmentSize: number;
  readonly #segments: Segment[];
  readonly #problems: JournalProblem[];
  /** All that changes something, one after the other. */
  readonly #turn = new Mutex();
  readonly #writes: WaitingWrites;
  #position: JournalPosition;
  #nextLsn: bigint;
  #overBudget: JournalProblem | undefined;
  #state: 'open' | 'closed' = 'open';

  private constructor(store: JournalStore, segmentSize: number, recovered: RecoveredJournal) {
    this.#store = store;
    this.#segmentSize = segmentSize;
    this.#segments = recovered.segments;
    this.#problems = recovered.problems;
    this.#position = recovered.position;
    this.#nextLsn = recovered.nextLsn;
    this.#writes = new WaitingWrites(() => void this.#turn.run(() => this.#writes.take((data) => this.#append(data))));
  }

  /** Reads all of it once. What is wrong with it is set right as far as that goes, and told in `problems`. */
  static async open(store: JournalStore, { segmentSize = DEFAULT_SEGMENT_SIZE }: JournalOptions = {}): Promise<Journal> {
    await store.open();
    return new Journal(store, segmentSize, await recoverJournal(store));
  }

  /** Of its back end: `files`, or the kind of place that keeps its objects. */
  get type(): string {
    return this.#store.type;
  }

  /** What was found wrong since it was opened, and what is known to be wrong since before. */
  get problems(): readonly JournalProblem[] {
    return this.#overBudget === undefined ? this.#problems : [...this.#problems, this.#overBudget];
  }

  /** LSN of the newest entry; 0 before the first. */
  get lastLsn(): bigint {
    const newest = this.#segments.findLast(({ count }) => count > 0);
    const there = newest === undefined ? this.#position.before : lastLsnOf(newest);
    return there > this.acknowledged ? there : this.acknowledged;
  }

  /** Every entry up to this LSN was acknowledged; 0 for none. */
  get acknowledged(): bigint {
    return this.#position.acknowledged;
  }

  /** Bytes of all entries. */
  get size(): number {
    return this.#segments.reduce((sum, { size }) => sum + size, 0);
  }

  /** LSN of the last entry in the oldest segment, or undefined while there is only one. */
  get oldestSegmentEnd(): bigint | undefined {
    return this.#segments.length < 2 ? undefined : lastLsnOf(this.#segments[0]!);
  }

  /** Numbers of the checkpoints, oldest first. */
  get checkpoints(): readonly number[] {
    return this.#segments.filter(({ mark }) => mark === 'checkpoint').map(({ number }) => number);
  }

  /**
   * Durable when it resolves, with the LSN of the last of them; they follow each other. Who writes meanwhile shares the sync. When it
   * rejects, it may be tried again (JournalStore.append tells of a place whose answer was lost). `refused` for what is too long,
   * and once it is closed.
   */
  write(data: readonly Uint8Array[]): Promise<bigint> {
    if (data.length === 0) return Promise.resolve(this.lastLsn);
    return this.#state === 'open' ? this.#writes.add(data) : Promise.reject(closedError());
  }

  /**
   * Entries one after the other, each segment read when it is its turn. No more than one is in memory, of which the
   * data are views: copy what is to stay. What is written meanwhile is not among them, nor what is let go of. Damage
   * that shows is told in `problems`: the entries before it and those of the following segments still come.
   * `not-found` for an unknown checkpoint.
   */
  async *replay(range: ReplayRange = {}): AsyncGenerator<JournalEntry, void, undefined> {
    const lsns = lsnRange(this.#segments, range, this.lastLsn);
    for (const { number } of segmentsIn(this.#segments, lsns, range.order ?? 'forward')) {
      const entries = await this.#turn.run(() => this.#read(number, lsns));
      yield* range.order === 'backward' ? entries.reverse() : entries;
    }
  }

  /** Marks the place behind the newest entry; resolves with the number to find it by. Durable. */
  createCheckpoint(): Promise<number> {
    return this.#change(async () => {
      const newest = this.#segments.at(-1);
      if (newest?.mark === 'checkpoint' && newest.condition === 'intact') return newest.number;
      const last = newest?.state === 'open' ? newest : this.#newSegment();
      if (last !== newest) await this.#store.create(last);
      await this.#store.end(last, this.#nextLsn);
      this.#put({ ...last, state: 'sealed' });
      await this.#rename(last, { ...last, mark: 'checkpoint', state: 'sealed' });
      return last.number;
    });
  }

  /**
   * The next entry has that LSN: for copies of other journals, which have LSNs that no entry has. What lies between is missing, and
   * known to be. Durable. `refused` for one that was given already.
   */
  skipTo(next: bigint): Promise<void> {
    return this.#change(async () => {
      if (next < this.#nextLsn) throw new TidemarkError('refused', `entry ${next} is in the journal already`);
      if (next === this.#nextLsn) return;
      const last = this.#segments.at(-1);
      if (last === undefined) await this.#setPosition({ ...this.#position, before: next - 1n });
      else await this.#leaveGap(last);
      this.#nextLsn = next;
    });
  }

  /** The consumer needs no entry up to `lsn` again. Durable; never goes back. `refused` past the newest entry. */
  acknowledge(lsn: bigint): Promise<void> {
    return this.#change(async () => {
      if (lsn > this.lastLsn) throw new TidemarkError('refused', `entry ${lsn} is not in the journal yet`);
      if (lsn > this.acknowledged) await this.#setPosition({ ...this.#position, acknowledged: lsn });
    });
  }

  /**
   * Lets go of the oldest segments, of all that it may or until no more than `budget` bytes are left: whole ones, acknowledged to
   * the last entry, and never the newest. Damaged ones leave the journal too, but stay where they are kept. Resolves with how many.
   * When more than `budget` stays since it was not acknowledged, `problems` say so until that is over.
   */
  trim(budget?: number): Promise<number> {
    return this.#change(async () => {
      const count = this.#removable(budget ?? 0);
      if (count > 0) await this.#setPosition({ ...this.#position, ...this.#beginningAt(count) });
      for (const segment of this.#segments.splice(0, count)) {
        if (segment.condition === 'intact') await this.#store.remove(segment);
      }
      this.#overBudget = budget === undefined ? undefined : this.#judgeBudget(budget);
      return count;
    });
  }

  /** After what was begun before. Nothing is written from now on. */
  close(): Promise<void> {
    this.#state = 'closed';
    return this.#turn.run(() => this.#store.close());
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    return this.#state === 'open' ? this.#turn.run(work) : Promise.reject(closedError());
  }

  /** Resolves with the LSN of the first. */
  async #append(data: readonly Uint8Array[]): Promise<bigint> {
    const [lsn, segment] = [this.#nextLsn, await this.#openSegment()];
    const bytes = encodeRecords(lsn, data);
    await this.#store.append(segment, { offset: segment.size, lsn }, bytes);
    const firstLsn = segment.count === 0 ? lsn : segment.firstLsn;
    this.#put({ ...segment, firstLsn, count: segment.count + data.length, size: segment.size + bytes.length });
    this.#nextLsn += BigInt(data.length);
    return lsn;
  }

  /** The one to append to; it comes into being with its first entry. */
  async #openSegment(): Promise<Segment> {
    const last = this.#segments.at(-1);
    if (last?.state !== 'open') return this.#newSegment();
    if (last.size < this.#segmentSize) return last;
    await this.#store.end(last, this.#nextLsn);
    this.#put({ ...last, state: 'sealed' });
    return this.#newSegment();
  }

  #newSegment(): Segment {
    const last = this.#segments.at(-1);
    const number = last === undefined ? this.#position.first : last.number + 1;
    return { number, mark: 'log', condition: 'intact', firstLsn: this.#nextLsn, count: 0, size: 0, state: 'open' };
  }

  async #leaveGap(last: Segment): Promise<void> {
    if (last.state === 'open') await this.#store.end(last, this.#nextLsn);
    this.#put({ ...last, state: 'sealed' });
    const gap: Segment = { ...this.#newSegment(), condition: 'damaged', state: 'sealed' };
    await this.#store.create(gap);
    this.#put(gap);
  }

  /** When it fails, it may have been done all the same: only whether it lasts is not known then. */
  async #rename(segment: Segment, renamed: Segment): Promise<void> {
    const { number, mark, condition } = renamed;
    const isDone = async (): Promise<boolean> => {
      return (await this.#store.list()).some((one) => one.number === number && one.mark === mark && one.condition === condition);
    };
    try {
      await this.#store.rename(segment, renamed);
    } catch (error) {
      if (await isDone()) this.#put(renamed);
      throw error;
    }
    this.#put(renamed);
  }

  /** In its place, or as the newest. */
  #put(segment: Segment): void {
    const place = this.#segments.findIndex(({ number }) => number === segment.number);
    this.#segments[place === -1 ? this.#segments.length : place] = segment;
  }

  async #read(number: number, { first, last }: LsnRange): Promise<JournalEntry[]> {
    const segment = this.#segments.find((one) => one.number === number);
    if (segment === undefined) return [];
    const bytes = await this.#store.read(segment, Math.min(segment.size, MAX_SEGMENT_SIZE));
    const { entries, end, size } = scanSegment(bytes);
    const sound = entries[0]?.lsn === segment.firstLsn ? entries : [];
    if (sound.length < segment.count) {
      const why = end.kind === 'damaged' ? end.why : `from byte ${size} on it is not what was written`;
      await this.#setApart({ ...segment, count: sound.length, size: sound.length === 0 ? 0 : size }, why);
    }
    return sound.filter(({ lsn }) => lsn >= first && lsn <= last);
  }

  async #setApart(segment: Segment, why: string): Promise<void> {
    this.#problems.push(damage(segment, 'now', why));
    if (segment.condition === 'damaged') this.#put(segment);
    else await this.#rename(segment, { ...segment, condition: 'damaged', state: 'sealed' });
  }

  async #setPosition(position: JournalPosition): Promise<void> {
    await writePosition(this.#store, position);
    this.#position = position;
  }

  /** Where the journal begins without its oldest `count` segments: behind every LSN that these can have had. */
  #beginningAt(count: number): Pick<JournalPosition, 'first' | 'before'> {
    const next = this.#segments.find((one, n) => n >= count && one.count > 0);
    return { first: this.#segments[count]!.number, before: (next?.firstLsn ?? this.#nextLsn) - 1n };
  }

  #removable(budget: number): number {
    let left = this.size;
    let count = 0;
    for (; count < this.#segments.length - 1 && left > budget; count++) {
      const segment = this.#segments[count]!;
      if (lastLsnOf(segment) > this.acknowledged) break;
      left -= segment.size;
    }
    return count;
  }

  #judgeBudget(budget: number): JournalProblem | undefined {
    const oldest = this.#segments[0];
    if (oldest === undefined || this.size <= budget || lastLsnOf(oldest) <= this.acknowledged) return undefined;
    const [most, from] = [`${this.size} bytes instead of ${budget}`, this.acknowledged + 1n];
    const message = `the journal keeps ${most}, since its entries from ${from} on were not acknowledged`;
    return { kind: 'over-budget', found: 'now', message };
  }
}

function closedError(): TidemarkError {
  return new TidemarkError('refused', 'the journal is closed');
}
