// Every operation of the engine, from its begin to its end: the source of Activity. Kept in the journal, so that a
// begin is on the disk before the work begins, and what a crash interrupted is known afterwards.
import type { Clock } from '../../base/clock.ts';
import { TidemarkError } from '../../base/errors.ts';
import { Emitter, type Event } from '../../base/events.ts';
import type { JournalProblem } from '../../journal/segment.ts';
import type { ActivityPage, ActivityQuery } from '../engine.ts';
import type { ErrorView, OperationFacts, OperationView } from '../views.ts';
import { type OperationEnd, shortened } from './entry.ts';
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
  readonly #journal: OperationJournal;
  readonly #running = new Map<number, Running>();
  readonly #recent: RecentlyEnded;
  readonly #troubles = new Troubles();
  readonly #changed = new Emitter<undefined>();

  private constructor({ clock, ...options }: OperationLogOptions) {
    this.#clock = clock;
    this.#recent = new RecentlyEnded(clock, this.#tell);
    this.#journal = new OperationJournal(options, {
      running: () => this.#running.keys(),
      onNoted: (lsn) => {
        this.#recent.add(lsn);
      },
    });
    this.#recallTroubles();
    this.#noteProblems();
  }

  /** Reads all that is kept. Damage is repaired as far as possible, and is an operation of its own. */
  static open(options: OperationLogOptions): OperationLog {
    return new OperationLog(options);
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

  /**
   * On the disk when it returns. Throws when the disk does not take it: then the work must not begin.
   * @param cancel asks the work to stop; without it, it cannot be asked
   */
  begin(facts: OperationFacts, about: OperationAbout, cancel?: () => void): RunningOperation {
    const lsn = this.#journal.begin({ kind: 'begin', at: this.#clock.now(), facts, about });
    const running = new Running(formatOperationId(lsn), this.#clock, {
      onChange: this.#tell,
      onUpdate: (now) => {
        this.#update(lsn, now);
      },
      onEnd: (end, now) => {
        this.#end(lsn, end, now);
      },
      cancel,
    });
    this.#running.set(lsn, running);
    this.#tell();
    return running;
  }

  /**
   * What has no length, in one entry: done, or failed if there is an `error`. The same trouble again (facts of kind
   * `trouble`) is not noted until it was away for an hour. When the disk does not take it, it is kept and tried again.
   */
  note(facts: OperationFacts, about: OperationAbout, error?: ErrorView): void {
    const reason = error && shortened(error);
    const isTrouble = facts.kind === 'trouble' && reason !== undefined;
    if (isTrouble && !this.#troubles.isNews(about, reason, this.#clock.monotonic())) return;
    const end: OperationEnd = reason === undefined ? { kind: 'done' } : { kind: 'failed', reason };
    this.#journal.record({ kind: 'note', at: this.#clock.now(), facts, about, end });
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
  close(): void {
    this.#recent.close();
    this.#journal.close();
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
  #noteProblems(): void {
    for (const { kind, found, message } of this.#journal.problems) {
      if (kind === 'torn' || found === 'before') continue;
      const hint = 'Some past operations may be missing from Activity. Databases and their copies are not affected.';
      this.note({ kind: 'trouble' }, {}, { code: 'journal-damaged', message, hint });
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

  #update(operation: number, facts: OperationFacts): void {
    this.#journal.record({ kind: 'update', operation, facts });
    this.#tell();
  }

  #end(operation: number, end: OperationEnd, facts: OperationFacts | undefined): void {
    this.#running.delete(operation);
    this.#recent.add(operation);
    const told: OperationEnd = end.kind === 'failed' ? { kind: 'failed', reason: shortened(end.reason) } : end;
    const ended = { kind: 'end', operation, at: this.#clock.now(), end: told } as const;
    this.#journal.record(facts === undefined ? ended : { ...ended, facts });
    this.#tell();
  }
}
