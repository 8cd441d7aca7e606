// The operations of the journal, put together from their entries: in memory, so that Activity turns its pages at
// once. Oldest first, by the LSN of their begin.
import { firstPlace } from '../../base/search.ts';
import type { ActivityQuery } from '../engine.ts';
import type { OperationView } from '../views.ts';
import type { Entry, OperationEnd } from './entry.ts';
import { matches } from './filter.ts';
import { formatOperationId } from './id.ts';

export interface Row {
  readonly lsn: number;
  /** An operation without an end is `interrupted` here, also while it runs. */
  readonly view: OperationView;
}

export class OperationHistory {
  #rows: Row[] = [];

  get length(): number {
    return this.#rows.length;
  }

  /** A begin or a note; LSNs grow from one to the next. */
  add(lsn: number, entry: Entry & { kind: 'begin' | 'note' }): void {
    const { at, facts, about } = entry;
    const state = entry.kind === 'begin' ? ({ kind: 'interrupted' } as const) : ended(entry.end, at);
    this.#rows.push({ lsn, view: { id: formatOperationId(lsn), ...about, facts, startedAt: at, state } });
  }

  /** What became of an operation. Nothing happens when that one was let go of. */
  change(entry: Entry & { kind: 'end' }): void {
    const place = this.#placeOf(entry.operation);
    const row = this.#rows[place];
    if (row?.lsn !== entry.operation) return;
    this.#rows[place] = { lsn: row.lsn, view: endView(row.view, entry) };
  }

  find(lsn: number): Row | undefined {
    const row = this.#rows[this.#placeOf(lsn)];
    return row?.lsn === lsn ? row : undefined;
  }

  /** Newest first, from below `before`. */
  *newest(query: Pick<ActivityQuery, 'before' | 'database' | 'only'>): Generator<Row, void, undefined> {
    const from = query.before === undefined ? this.#rows.length : this.#placeOf(query.before);
    for (let n = from - 1; n >= 0; n--) {
      const row = this.#rows[n]!;
      if (matches(row.view, query)) yield row;
    }
  }

  /** Lets go of those below `lsn`. */
  dropBelow(lsn: number): void {
    this.#rows = this.#rows.slice(this.#placeOf(lsn));
  }

  /** LSN of the oldest of the newest `count`. */
  oldestOfNewest(count: number): number | undefined {
    return this.#rows.at(-Math.min(count, this.#rows.length))?.lsn;
  }

  /** Of the first that is not below `lsn`. */
  #placeOf(lsn: number): number {
    return firstPlace(this.#rows.length, (place) => this.#rows[place]!.lsn < lsn);
  }
}

/** An end written twice, since it was not sure that it was written, counts once. */
function endView(view: OperationView, { end, at, facts }: Entry & { kind: 'end' }): OperationView {
  if (view.state.kind !== 'interrupted') return view;
  return { ...view, ...(facts === undefined ? {} : { facts }), state: ended(end, at) };
}

function ended(end: OperationEnd, endedAt: number): OperationView['state'] {
  return { ...end, endedAt };
}
