// What one database does, as entries of the journal: few, each of use to somebody who asks later what happened.
import type { CaptureEvent } from '../../capture/context.ts';
import { troubleOf } from '../../base/errors.ts';
import type { Progress } from '../../base/progress.ts';
import type { LtxInfo } from '../../destination/destination.ts';
import { isSnapshotFile } from '../../replica/history/points.ts';
import { type CopiedChanges, type CopiedSummary, sumOf } from '../operations/copied-summary.ts';
import type { Compacted } from '../database-agent.ts';
import type { OperationLog } from '../operations/operation-log.ts';
import type { RunningOperation } from '../operations/operation.ts';
import type { RetentionOutcome } from '../retention/history-keeper.ts';
import type { StateView } from '../views.ts';
import { noteDone } from './journaling.ts';

export interface AboutDatabase {
  readonly database: string;
  readonly databaseName: string;
}

export class DatabaseJournal {
  readonly #log: OperationLog;
  readonly #copied: CopiedSummary;
  readonly #about: AboutDatabase;
  #firstCopy: FirstCopy | undefined;
  /** What is not known to be at any destination yet. */
  #captured: CopiedChanges | undefined;
  #retaining: 'by itself' | 'by hand' = 'by itself';

  constructor(log: OperationLog, copied: CopiedSummary, about: AboutDatabase) {
    this.#log = log;
    this.#copied = copied;
    this.#about = about;
  }

  captured(event: CaptureEvent): void {
    switch (event.kind) {
      case 'baseline': {
        const { commit, pageSize } = event.position;
        this.#firstCopy ??= new FirstCopy(this.#log.begin({ kind: 'first-copy', bytes: commit * pageSize }, this.#about));
        return;
      }
      case 'captured': {
        const { bytes, commits, position } = event;
        const changes = { changes: commits ?? 1, bytes, txid: Number(position.txid) };
        this.#captured = this.#captured === undefined ? changes : sumOf(this.#captured, changes);
        return;
      }
      case 'compared':
        noteDone(this.#log, { kind: 'compared', why: event.reason }, this.#about);
        return;
      default:
        event satisfies never;
    }
  }

  /** What faded from a destination by itself. */
  retained(outcome: RetentionOutcome): void {
    if (this.#retaining === 'by hand') return;
    if (outcome.kind === 'failed') {
      noteDone(this.#log, { kind: 'trouble' }, this.#about, troubleOf(outcome.error));
      return;
    }
    const { files, bytes, damaged } = outcome;
    if (files > 0) noteDone(this.#log, { kind: 'retention', files, bytes }, this.#about);
    for (const { error } of damaged) noteDone(this.#log, { kind: 'trouble' }, this.#about, troubleOf(error));
  }

  /** Files of the last level are told, which are few; those of the others lead to them. */
  compacted(outcome: Compacted, lastLevel: number, destination: string | undefined): void {
    const about = { ...this.#about, ...(destination === undefined ? {} : { destination }) };
    if (outcome.kind === 'failed') noteDone(this.#log, { kind: 'trouble' }, about, troubleOf(outcome.error));
    else if (outcome.level === lastLevel) {
      const { level, files, bytes } = outcome;
      noteDone(this.#log, { kind: 'compacted', level, files, bytes }, about);
    }
  }

  /** While somebody asked for it, it is that operation's to tell. */
  async retainingByHand<T>(work: () => Promise<T>): Promise<T> {
    this.#retaining = 'by hand';
    try {
      return await work();
    } finally {
      this.#retaining = 'by itself';
    }
  }

  /** A destination took a file: those by age are told, the one of the first copy is told by that. */
  stored(file: LtxInfo, destination: string | undefined): void {
    if (!isSnapshotFile(file) || this.#firstCopy !== undefined) return;
    const about = { ...this.#about, ...(destination === undefined ? {} : { destination }) };
    noteDone(this.#log, { kind: 'snapshot', bytes: file.size, txid: Number(file.max) }, about);
  }

  /** One destination at least has everything. */
  copied(): void {
    this.#firstCopy?.over((operation) => operation.done());
    this.#firstCopy = undefined;
    if (this.#captured !== undefined) this.#copied.add(this.#about, this.#captured);
    this.#captured = undefined;
  }

  progress(step: Progress): void {
    this.#firstCopy?.progress(step);
  }

  entered(state: StateView): void {
    if (state.kind !== 'waiting' && state.kind !== 'failed') return;
    noteDone(this.#log, { kind: 'trouble' }, this.#about, state.reason);
  }

  /** Nothing is captured from now on; the first copy, if it was under way, begins again later. */
  ended(): void {
    this.#firstCopy?.over((operation) => operation.cancelled());
    this.#firstCopy = undefined;
    void this.#copied.flush(this.#about.database);
  }
}

/** An operation that nothing waits for: what the disk does not take must not keep a database from being copied. */
class FirstCopy {
  readonly #begun: Promise<RunningOperation | undefined>;
  #operation: RunningOperation | undefined;

  constructor(begun: Promise<RunningOperation>) {
    this.#begun = begun.then(
      (operation) => (this.#operation = operation),
      () => undefined,
    );
  }

  progress(step: Progress): void {
    this.#operation?.progress(step);
  }

  over(end: (operation: RunningOperation) => Promise<void>): void {
    void this.#begun.then((operation) => operation && end(operation));
  }
}
