// Operations on the disk: their entries in the journal, and the history that these make. What the disk does not take
// waits; what is too old goes.
import type { Disk } from '../../base/disk.ts';
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { FileStore } from '../../journal/file-store.ts';
import { Journal } from '../../journal/journal.ts';
import type { JournalProblem } from '../../journal/segment.ts';
import { decodeEntry, encodeEntry, type Entry } from './entry.ts';
import { OperationHistory } from './history.ts';

/** What is kept. The oldest operations go first; those that run stay. */
export interface OperationLimits {
  readonly operations: number;
  /** Bytes of the journal. */
  readonly bytes: number;
  /** Bytes of one segment of it. */
  readonly segment: number;
}

export interface OperationJournalOptions {
  /** The folder of the journal; made when it is not there. Nobody else has it open. */
  readonly dir: string;
  readonly disk: Disk;
  readonly random: Random;
  readonly limits?: Partial<OperationLimits>;
}

export interface OperationJournalHooks {
  /** LSNs of the operations that run now. */
  readonly running: () => Iterable<number>;
  /** A note was written. */
  readonly onNoted: (lsn: number) => void;
}

const DEFAULT_LIMITS: OperationLimits = { operations: 20_000, bytes: 2 ** 26, segment: 2 ** 22 };
/** The oldest operations go when there are so many times more than should be: not one by one. */
const SLACK = 1.05;
/** Entries that wait for the disk to take them; beyond, the oldest are given up. */
const MOST_WAITING = 1000;

export class OperationJournal {
  readonly history = new OperationHistory();
  readonly #limits: OperationLimits;
  readonly #hooks: OperationJournalHooks;
  readonly #journal: Journal;
  /** What the disk did not take, in order. */
  readonly #waiting: (Entry & { kind: 'update' | 'end' | 'note' })[] = [];
  #state: 'open' | 'closed' = 'open';

  constructor({ limits, ...where }: OperationJournalOptions, hooks: OperationJournalHooks) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#hooks = hooks;
    this.#journal = Journal.open(new FileStore(where), { segmentSize: this.#limits.segment });
    for (const { lsn, data } of this.#journal.replay()) this.#recall(Number(lsn), data);
  }

  get problems(): readonly JournalProblem[] {
    return this.#journal.problems;
  }

  /** LSN of the newest entry; 0 before the first. */
  get lastEntry(): number {
    return Number(this.#journal.lastLsn);
  }

  /** Returns the operation's LSN when it is on the disk. Throws when the disk does not take it. */
  begin(entry: Entry & { kind: 'begin' }): number {
    if (this.#state === 'closed') throw closedError();
    this.#writeWaiting();
    const lsn = Number(this.#journal.append(encodeEntry(entry)));
    this.history.add(lsn, entry);
    return lsn;
  }

  /** What has happened is not undone by a disk that does not take it: it waits for the next entry. */
  record(entry: Entry & { kind: 'update' | 'end' | 'note' }): void {
    if (entry.kind !== 'note') this.history.change(entry);
    if (this.#state === 'closed') return;
    this.#waiting.push(entry);
    this.#tryToWrite();
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
  }

  /** Nothing is written after this. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#tryToWrite();
    this.#state = 'closed';
    this.#journal.close();
  }

  #recall(lsn: number, data: Uint8Array): void {
    const entry = decodeEntry(data);
    if (entry === undefined) return;
    if (entry.kind === 'begin' || entry.kind === 'note') this.history.add(lsn, entry);
    else this.history.change(entry);
  }

  #tryToWrite(): void {
    try {
      this.#writeWaiting();
    } catch (error) {
      if (!isTidemarkError(error, 'refused')) return;
      this.#waiting.shift();
      throw error;
    }
  }

  #writeWaiting(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const lsn = Number(this.#journal.append(encodeEntry(next)));
      this.#waiting.shift();
      if (next.kind !== 'note') continue;
      this.history.add(lsn, next);
      this.#hooks.onNoted(lsn);
    }
    this.#letGo();
  }

  /** Only housekeeping: when the disk refuses, it is done after the next entry. */
  #letGo(): void {
    const { operations, bytes } = this.#limits;
    if (this.history.length <= operations * SLACK && this.#journal.size <= bytes) return;
    try {
      this.#dropBelow(this.#oldestKept());
    } catch (error) {
      if (isTidemarkError(error, 'refused')) throw error;
    }
  }

  #dropBelow(oldest: number): void {
    this.history.dropBelow(oldest);
    const end = this.#journal.oldestSegmentEnd;
    if (end === undefined || end >= BigInt(oldest)) return;
    this.#journal.acknowledge(BigInt(oldest) - 1n);
    this.#journal.trim();
  }

  /** LSN that nothing is needed below of. */
  #oldestKept(): number {
    const byCount = this.history.oldestOfNewest(this.#limits.operations) ?? 0;
    const isLarge = this.#journal.size > this.#limits.bytes;
    const bySize = isLarge ? Number(this.#journal.oldestSegmentEnd ?? 0n) + 1 : 0;
    return Math.min(Math.max(byCount, bySize), ...this.#hooks.running());
  }
}

function closedError(): TidemarkError {
  return new TidemarkError('refused', 'the engine has stopped, and begins nothing any more', {
    hint: 'Start Tidemark again.',
  });
}
