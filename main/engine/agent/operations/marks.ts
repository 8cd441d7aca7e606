// The names that moments have, put together from the entries of the journal. Whatever the journal lets go of, a name that
// is still used is written again before.
import type { MarkView } from '../views.ts';
import type { MarkEntry } from './entry.ts';

interface LivingMark {
  /** Of the entry that says it last. */
  readonly lsn: number;
  readonly mark: MarkView;
}

export class LivingMarks {
  /** By database, then by name. */
  readonly #living = new Map<string, Map<string, LivingMark>>();

  /** Oldest state first. */
  of(database: string): readonly MarkView[] {
    const marks = [...(this.#living.get(database)?.values() ?? [])].map(({ mark }) => mark);
    return marks.sort((a, b) => a.txid - b.txid || (a.name < b.name ? -1 : 1));
  }

  apply(lsn: number, entry: MarkEntry): void {
    const { database } = entry;
    switch (entry.kind) {
      case 'mark': {
        const marks = this.#living.get(database) ?? new Map<string, LivingMark>();
        this.#living.set(database, marks.set(entry.mark.name, { lsn, mark: entry.mark }));
        return;
      }
      case 'unmark':
        this.#living.get(database)?.delete(entry.name);
        return;
      case 'forget-marks':
        this.#living.delete(database);
    }
  }

  /** Entries that say again what is only said by those up to `lsn`. */
  saidBy(lsn: number): readonly MarkEntry[] {
    return [...this.#living].flatMap(([database, marks]) => {
      return [...marks.values()].flatMap((one) => (one.lsn <= lsn ? [{ kind: 'mark', database, mark: one.mark } as const] : []));
    });
  }
}
