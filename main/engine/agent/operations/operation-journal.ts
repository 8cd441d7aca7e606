// Operations on the disk: their entries in the journal, and the history that these make. What the disk does not take
// waits; what is too old goes.
import { TidemarkError } from '../../base/errors.ts';
import { Mutex } from '../../base/mutex.ts';
import type { Random } from '../../base/random.ts';
import { FileStore } from '../../journal/file-store.ts';
import { Journal } from '../../journal/journal.ts';
import type { JournalDisk } from '../../journal/journal-disk.ts';
import type { JournalProblem } from '../../journal/segment.ts';
import type { MarkView } from '../views.ts';
import { decodeEntry, encodeEntry, type Entry, type MarkEntry } from './entry.ts';
import { OperationHistory } from './history.ts';
import { LivingMarks } from './marks.ts';

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
  readonly disk: JournalDisk;
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
/** Entries of one write. */
const MOST_AT_ONCE = 100;
/** Bytes of an entry that is worth keeping: so that many of them fit in one write. */
const LONGEST_ENTRY = 32 * 1024;

export class OperationJournal {
  readonly history = new OperationHistory();
  readonly #marks = new LivingMarks();
  readonly #limits: OperationLimits;
  readonly #hooks: OperationJournalHooks;
  readonly #journal: Journal;
  /** Entries go to the journal in the order in which they were told. */
  readonly #turn = new Mutex();
  /** What the disk did not take yet, in order. */
  readonly #waiting: (Entry & { kind: 'end' | 'note' })[] = [];
  #state: 'open' | 'closed' = 'open';

  private constructor(journal: Journal, limits: OperationLimits, hooks: OperationJournalHooks) {
    this.#journal = journal;
    this.#limits = limits;
    this.#hooks = hooks;
  }

  static async open({ limits, ...where }: OperationJournalOptions, hooks: OperationJournalHooks): Promise<OperationJournal> {
    const all = { ...DEFAULT_LIMITS, ...limits };
    const journal = await Journal.open(new FileStore(where), { segmentSize: all.segment });
    const opened = new OperationJournal(journal, all, hooks);
    for await (const { lsn, data } of journal.replay()) opened.#recall(Number(lsn), data);
    return opened;
  }

  get problems(): readonly JournalProblem[] {
    return this.#journal.problems;
  }

  /** LSN of the newest entry; 0 before the first. */
  get lastEntry(): number {
    return Number(this.#journal.lastLsn);
  }

  /** Oldest state first. */
  marks(database: string): readonly MarkView[] {
    return this.#marks.of(database);
  }

  /** Resolves with the operation's LSN when it is on the disk. Rejects when the disk does not take it. */
  begin(entry: Entry & { kind: 'begin' }): Promise<number> {
    return this.#require(async () => {
      const lsn = await this.#write([entry]);
      this.history.add(lsn, entry);
      return lsn;
    });
  }

  /** All on the disk when it resolves. Rejects when the disk does not take them. */
  mark(entries: readonly MarkEntry[]): Promise<void> {
    return this.#require(async () => {
      await this.#sayMarks(entries);
      await this.#letGo();
    });
  }

  /**
   * On the disk when it resolves, unless the disk does not take it: what has happened is not undone by that, but waits for the
   * next entry.
   */
  record(entry: Entry & { kind: 'end' | 'note' }): Promise<void> {
    if (entry.kind !== 'note') this.history.change(entry);
    if (this.#state === 'closed' || encodeEntry(entry).length > LONGEST_ENTRY) return Promise.resolve();
    this.#waiting.push(entry);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    return this.#turn.run(() => this.#tryToWrite());
  }

  /** Resolves when all that was told until now was written, or the disk did not take it. */
  settled(): Promise<void> {
    return this.#turn.run(() => Promise.resolve());
  }

  /** Nothing is written after this. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    await this.#turn.run(() => this.#tryToWrite());
    await this.#journal.close();
  }

  #recall(lsn: number, data: Uint8Array): void {
    const entry = decodeEntry(data);
    switch (entry?.kind) {
      case 'begin':
      case 'note':
        this.history.add(lsn, entry);
        return;
      case 'end':
        this.history.change(entry);
        return;
      case 'mark':
      case 'unmark':
      case 'forget-marks':
        this.#marks.apply(lsn, entry);
        return;
      case undefined:
    }
  }

  /** In its turn, behind what waits. */
  #require<T>(work: () => Promise<T>): Promise<T> {
    if (this.#state === 'closed') return Promise.reject(closedError());
    return this.#turn.run(async () => {
      await this.#writeWaiting();
      return work();
    });
  }

  /** Resolves with the LSN of the first of them. */
  async #write(entries: readonly Entry[]): Promise<number> {
    const last = await this.#journal.write(entries.map(encodeEntry));
    return Number(last) - entries.length + 1;
  }

  async #tryToWrite(): Promise<void> {
    await this.#writeWaiting().catch(() => undefined);
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entries = this.#waiting.splice(0, MOST_AT_ONCE);
      try {
        let lsn = await this.#write(entries);
        for (const entry of entries) this.#noted(lsn++, entry);
      } catch (error) {
        this.#waiting.unshift(...entries);
        throw error;
      }
    }
    await this.#letGo();
  }

  #noted(lsn: number, entry: Entry): void {
    if (entry.kind !== 'note') return;
    this.history.add(lsn, entry);
    this.#hooks.onNoted(lsn);
  }

  async #sayMarks(entries: readonly MarkEntry[]): Promise<void> {
    for (let from = 0; from < entries.length; from += MOST_AT_ONCE) {
      const some = entries.slice(from, from + MOST_AT_ONCE);
      let lsn = await this.#write(some);
      for (const entry of some) this.#marks.apply(lsn++, entry);
    }
  }

  /** Only housekeeping: when the disk refuses, it is done after the next entry. */
  async #letGo(): Promise<void> {
    const { operations, bytes } = this.#limits;
    if (this.history.length <= operations * SLACK && this.#journal.size <= bytes) return;
    await this.#dropBelow(this.#oldestKept()).catch(() => undefined);
  }

  /** Names that are in use are said again before what says them now is let go of. */
  async #dropBelow(oldest: number): Promise<void> {
    this.history.dropBelow(oldest);
    const end = this.#journal.oldestSegmentEnd;
    if (end === undefined || end >= BigInt(oldest)) return;
    await this.#sayMarks(this.#marks.saidBy(oldest - 1));
    await this.#journal.acknowledge(BigInt(oldest) - 1n);
    await this.#journal.trim();
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
