// Every operation of the engine, from its begin to its end: the source of Activity. Kept in the journal, so that a
// begin is on the disk before the work begins, and what a crash interrupted is known afterwards.
import type { Clock } from '../../base/clock.ts';
import { TidemarkError } from '../../base/errors.ts';
import { Emitter, type Event } from '../../base/events.ts';
import type { JournalProblem } from '../../journal/segment.ts';
import type { ActivityPage, ActivityQuery } from '../engine.ts';
import type { ErrorView, MarkView, OperationFacts, OperationView } from '../views.ts';
import { type MarkEntry, type OperationEnd, shortened } from './entry.ts';
import type { Row } from './history.ts';
import { formatOperationId, parseOperationId } from './id.ts';
import type { OperationAbout, RunningOperation } from './operation.ts';
import { OperationJournal, type OperationJournalOptions } from './operation-journal.ts';
import { RecentlyEnded } from './recent.ts';
import { Running } from './running.ts';
import { AWAY, Troubles } from './troubles.ts';

export interface OperationLogOptions extends OperationJournalOptions {
  readonly clock: Clock;
}

export class OperationLog {
  readonly #clock: Clock;
  #opened: OperationJournal | undefined;
  readonly #running = new Map<number, Running>();
  readonly #recent: RecentlyEnded;
  readonly #troubles = new Troubles();
  readonly #changed = new Emitter<undefined>();

  private constructor(clock: Clock) {
    this.#clock = clock;
    this.#recent = new RecentlyEnded(clock, this.#tell);
  }

  /** Reads all that is kept. Damage is repaired as far as possible, and is an operation of its own. */
  static async open({ clock, ...options }: OperationLogOptions): Promise<OperationLog> {
    const log = new OperationLog(clock);
    log.#opened = await OperationJournal.open(options, {
      running: () => log.#running.keys(),
      onNoted: (lsn) => {
        log.#recent.add(lsn);
      },
    });
    log.#recallTroubles();
    await log.#noteProblems();
    return log;
  }

  /** After every change of what `current` or `page` answer. */
  get changed(): Event<void> {
    return this.#changed;
  }

  /** What is or was wrong with the journal. */
  get problems(): readonly JournalProblem[] {
    return this.#journal.problems;
  }

  /** LSN of the newest entry; 0 before the first. */
  get lastEntry(): number {
    return this.#journal.lastEntry;
  }

  /** Running ones and those ended in the last minute. */
  current(): readonly OperationView[] {
    return [...this.#running.keys(), ...this.#recent.lsns].flatMap((lsn) => {
      const row = this.#journal.history.find(lsn);
      return row === undefined ? [] : [this.#viewOf(row)];
    });
  }

  /** Names of moments of that database, oldest state first. */
  marks(database: string): readonly MarkView[] {
    return this.#journal.marks(database);
  }

  /** What names become: on the disk when it resolves, all as it was when it rejects. */
  async mark(...entries: readonly MarkEntry[]): Promise<void> {
    await this.#journal.mark(entries);
    this.#tell();
  }

  /** Resolves when all that was noted until now is on the disk and among the pages, or the disk did not take it. */
  settled(): Promise<void> {
    return this.#journal.settled();
  }

  /**
   * On the disk when it resolves. Rejects when the disk does not take it: then the work must not begin.
   * @param cancel asks the work to stop; without it, it cannot be asked
   */
  async begin(facts: OperationFacts, about: OperationAbout, cancel?: () => void): Promise<RunningOperation> {
    const lsn = await this.#journal.begin({ kind: 'begin', at: this.#clock.now(), facts, about });
    const running = new Running(formatOperationId(lsn), this.#clock, {
      onChange: this.#tell,
      onEnd: (end, now) => this.#end(lsn, end, now),
      cancel,
    });
    this.#running.set(lsn, running);
    this.#tell();
    return running;
  }

  /**
   * What has no length, in one entry: done, or failed if there is an `error`. The same trouble again (facts of kind
   * `trouble`) is not noted until it was away for an hour. Written when it resolves; when the disk does not take it, it is kept
   * and tried again.
   */
  async note(facts: OperationFacts, about: OperationAbout, error?: ErrorView): Promise<void> {
    const reason = error && shortened(error);
    const isTrouble = facts.kind === 'trouble' && reason !== undefined;
    if (isTrouble && !this.#troubles.isNews(about, reason, this.#clock.monotonic())) return;
    const end: OperationEnd = reason === undefined ? { kind: 'done' } : { kind: 'failed', reason };
    await this.#journal.record({ kind: 'note', at: this.#clock.now(), facts, about, end });
    this.#tell();
  }

  find(id: string): OperationView | undefined {
    const row = this.#rowOf(id);
    return row && this.#viewOf(row);
  }

  /** Those that are over, newest first; the ones that run are in `current`. */
  page(query: ActivityQuery): ActivityPage {
    const rows: Row[] = [];
    for (const row of this.#journal.history.newest(query)) {
      if (this.#running.has(row.lsn)) continue;
      if (rows.length >= query.limit) return { operations: rows.map(({ view }) => view), next: rows.at(-1)!.lsn };
      rows.push(row);
    }
    return { operations: rows.map(({ view }) => view) };
  }

  /** Asks it to stop; it is over when it says so. `not-found`, or `refused` when it is over or too far. */
  cancel(id: string): void {
    const row = this.#rowOf(id);
    if (row === undefined) {
      throw new TidemarkError('not-found', `there is no operation ${id}`, { hint: 'It may be too long ago.' });
    }
    if (this.#running.get(row.lsn)?.askToStop() === true) return;
    throw new TidemarkError('refused', `the operation ${id} can not be cancelled any more`, {
      hint: 'It is over, or stopping it now would do harm.',
    });
  }

  /** What still runs counts as interrupted. Nothing is written after this. */
  close(): Promise<void> {
    this.#recent.close();
    return this.#journal.close();
  }

  get #journal(): OperationJournal {
    return this.#opened!;
  }

  readonly #tell = (): void => {
    this.#changed.emit(undefined);
  };

  /** Trouble that goes on over a restart is not said again. */
  #recallTroubles(): void {
    const [now, monotonic] = [this.#clock.now(), this.#clock.monotonic()];
    const heard: OperationView[] = [];
    for (const { view } of this.#journal.history.newest({})) {
      if (view.startedAt < now - AWAY) break;
      if (view.facts.kind === 'trouble') heard.unshift(view);
    }
    for (const { state, startedAt, ...about } of heard) {
      if (state.kind === 'failed') this.#troubles.isNews(about, state.reason, monotonic - Math.max(0, now - startedAt));
    }
  }

  /** An entry that a crash tore was never promised to anybody: no trouble. */
  async #noteProblems(): Promise<void> {
    for (const { kind, found, message } of this.#journal.problems) {
      if (kind === 'torn' || found === 'before') continue;
      const hint = 'Some past operations, and names that were given to moments, may be missing. Databases and their copies are not affected.';
      await this.note({ kind: 'trouble' }, {}, { code: 'journal-damaged', message, hint });
    }
  }

  #rowOf(id: string): Row | undefined {
    const lsn = parseOperationId(id);
    return lsn === undefined ? undefined : this.#journal.history.find(lsn);
  }

  #viewOf({ lsn, view }: Row): OperationView {
    const running = this.#running.get(lsn);
    return running === undefined ? view : { ...view, state: running.state };
  }

  async #end(operation: number, end: OperationEnd, facts: OperationFacts | undefined): Promise<void> {
    this.#running.delete(operation);
    this.#recent.add(operation);
    const told: OperationEnd = end.kind === 'failed' ? { kind: 'failed', reason: shortened(end.reason) } : end;
    const ended = { kind: 'end', operation, at: this.#clock.now(), end: told } as const;
    const written = this.#journal.record(facts === undefined ? ended : { ...ended, facts });
    this.#tell();
    await written;
    this.#tell();
  }
}
