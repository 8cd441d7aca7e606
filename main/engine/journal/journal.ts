// A log of entries that survives whatever happens to the process: each is durable before `append` returns, has an
// LSN that no other entry ever has, and stays until its consumer has acknowledged it. docs/journal.md tells the rules.
//
// One writer: whoever opens it makes sure that nobody else has it open.
import { TidemarkError } from '../base/errors.ts';
import { type JournalPosition, writePosition } from './position.ts';
import { encodeRecord, type JournalEntry } from './record.ts';
import { recoverJournal } from './recover.ts';
import { lsnRange, type LsnRange, type ReplayRange, segmentsIn } from './replay.ts';
import { scanSegment } from './scan.ts';
import { damage, type JournalProblem, lastLsnOf, MAX_SEGMENT_SIZE, type Segment } from './segment.ts';
import { formatSegmentName, tornName } from './segment-name.ts';
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
  #position: JournalPosition;
  #nextLsn: bigint;

  private constructor(store: JournalStore, segmentSize: number) {
    this.#store = store;
    this.#segmentSize = segmentSize;
    const { segments, problems, position, nextLsn } = recoverJournal(store);
    this.#segments = segments;
    this.#problems = problems;
    this.#position = position;
    this.#nextLsn = nextLsn;
  }

  /** Reads all of it once. What is wrong with it is set right as far as that goes, and told in `problems`. */
  static open(store: JournalStore, { segmentSize = DEFAULT_SEGMENT_SIZE }: JournalOptions = {}): Journal {
    return new Journal(store, segmentSize);
  }

  /** What was found wrong since it was opened, and what is known to be wrong since before. */
  get problems(): readonly JournalProblem[] {
    return this.#problems;
  }

  /** LSN of the newest entry; 0 before the first. */
  get lastLsn(): bigint {
    const newest = this.#segments.findLast(({ count }) => count > 0);
    const there = newest === undefined ? 0n : lastLsnOf(newest);
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

  /** Durable when it returns the entry's LSN. When it throws, nothing was written, and it may be tried again. */
  append(data: Uint8Array): bigint {
    return this.appendAll([data]);
  }

  /**
   * Many entries for the price of one; returns the last one's LSN. When it throws, those up to `lastLsn` were
   * written. `refused` when one is too long: then none was.
   */
  appendAll(data: readonly Uint8Array[]): bigint {
    const records = data.map((one, n) => encodeRecord({ lsn: this.#nextLsn + BigInt(n), data: one }));
    for (let from = 0; from < records.length; ) {
      const segment = this.#openSegment();
      const count = this.#fitting(records, from, segment.size);
      this.#write(segment, records.slice(from, from + count));
      from += count;
    }
    return this.lastLsn;
  }

  /**
   * Entries one after the other, each segment read when it is its turn. No more than one is in memory, of which the
   * data are views: copy what is to stay. What is appended meanwhile is not among them, nor what is let go of. Damage
   * that shows is told in `problems`: the entries before it and those of the following segments still come.
   * `not-found` for an unknown checkpoint.
   */
  *replay(range: ReplayRange = {}): Generator<JournalEntry, void, undefined> {
    const lsns = lsnRange(this.#segments, range, this.lastLsn);
    for (const { number } of segmentsIn(this.#segments, lsns, range.order ?? 'forward')) {
      const entries = this.#read(number, lsns);
      yield* range.order === 'backward' ? entries.reverse() : entries;
    }
  }

  /** Marks the place behind the newest entry; returns the number to find it by. Durable. */
  checkpoint(): number {
    const last = this.#segments.at(-1);
    const isMarked = last?.mark === 'checkpoint' && last.condition === 'intact';
    const segment = isMarked || last?.state === 'open' ? last : this.#makeEmpty();
    this.#rename(segment, { ...segment, mark: 'checkpoint', state: 'sealed' });
    return segment.number;
  }

  /** The consumer needs no entry up to `lsn` again. Durable; never goes back. `refused` past the newest entry. */
  acknowledge(lsn: bigint): void {
    if (lsn > this.lastLsn) throw new TidemarkError('refused', `entry ${lsn} is not in the journal yet`);
    if (lsn > this.acknowledged) this.#setPosition({ ...this.#position, acknowledged: lsn });
  }

  /**
   * Lets go of the oldest segments until no more than `keep` bytes are left: whole ones, acknowledged to the last
   * entry, and never the newest. Damaged ones leave the journal too, but stay where they are kept. Returns how many.
   */
  trim(keep = 0): number {
    const count = this.#removable(keep);
    if (count === 0) return 0;
    this.#setPosition({ ...this.#position, first: this.#segments[count]!.number });
    for (const segment of this.#segments.splice(0, count)) {
      if (segment.condition === 'damaged') continue;
      this.#store.remove(formatSegmentName(segment));
      this.#store.remove(tornName(segment));
    }
    return count;
  }

  close(): void {
    this.#store.close();
  }

  /** The one to append to; it comes into being with its first entry. */
  #openSegment(): Segment {
    const last = this.#segments.at(-1);
    if (last?.state === 'open' && last.size < this.#segmentSize) return last;
    const number = last === undefined ? this.#position.first : last.number + 1;
    const fresh = { number, firstLsn: this.#nextLsn, mark: 'log', condition: 'intact' } as const;
    return { ...fresh, count: 0, size: 0, state: 'open' };
  }

  #makeEmpty(): Segment {
    const segment = this.#openSegment();
    this.#store.append(formatSegmentName(segment), 0, new Uint8Array(0));
    this.#put(segment);
    return segment;
  }

  /** When it fails, it may have been done all the same: only whether it lasts is not known then. */
  #rename(segment: Segment, renamed: Segment): void {
    const name = formatSegmentName(renamed);
    try {
      this.#store.rename(formatSegmentName(segment), name);
    } catch (error) {
      if (this.#store.list().some((item) => item.name === name)) this.#put(renamed);
      throw error;
    }
    this.#put(renamed);
  }

  /** How many of the records go into a segment before its size ends it: one at least. */
  #fitting(records: readonly Uint8Array[], from: number, size: number): number {
    let end = from;
    for (let filled = size; end < records.length && filled < this.#segmentSize; end++) filled += records[end]!.length;
    return end - from;
  }

  #write(segment: Segment, records: readonly Uint8Array[]): void {
    const bytes = Buffer.concat(records);
    this.#store.append(formatSegmentName(segment), segment.size, bytes);
    this.#put({ ...segment, count: segment.count + records.length, size: segment.size + bytes.length });
    this.#nextLsn += BigInt(records.length);
  }

  /** In its place, or as the newest; the one before that is not appended to any more. */
  #put(segment: Segment): void {
    const place = this.#segments.findIndex(({ number }) => number === segment.number);
    const last = this.#segments.at(-1);
    if (place === -1 && last !== undefined) this.#segments[this.#segments.length - 1] = { ...last, state: 'sealed' };
    this.#segments[place === -1 ? this.#segments.length : place] = segment;
  }

  #read(number: number, { first, last }: LsnRange): JournalEntry[] {
    const segment = this.#segments.find((one) => one.number === number);
    if (segment === undefined) return [];
    const bytes = this.#store.read(formatSegmentName(segment), Math.min(segment.size, MAX_SEGMENT_SIZE));
    const { entries, end, size } = scanSegment(bytes, segment.firstLsn);
    if (entries.length < segment.count) {
      const why = end.kind === 'damaged' ? end.why : `from byte ${size} on it is not what was written`;
      this.#setApart({ ...segment, count: entries.length, size }, why);
    }
    return entries.filter(({ lsn }) => lsn >= first && lsn <= last);
  }

  #setApart(segment: Segment, why: string): void {
    this.#problems.push(damage(segment, 'now', why));
    if (segment.condition === 'damaged') this.#put(segment);
    else this.#rename(segment, { ...segment, condition: 'damaged', state: 'sealed' });
  }

  #setPosition(position: JournalPosition): void {
    writePosition(this.#store, position);
    this.#position = position;
  }

  #removable(keep: number): number {
    let left = this.size;
    let count = 0;
    for (; count < this.#segments.length - 1 && left > keep; count++) {
      const segment = this.#segments[count]!;
      if (lastLsnOf(segment) > this.acknowledged) break;
      left -= segment.size;
    }
    return count;
  }
}
