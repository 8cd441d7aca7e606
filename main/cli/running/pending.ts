// What of a database is not at a destination yet.
import type { CopyView, DatabaseView, EngineView } from '../../engine/agent/views.ts';
import { count } from '../text/sizes.ts';
import { copyWord } from './live-word.ts';

/** Transactions that are captured and not known to be there. */
export function behind({ txid }: Pick<DatabaseView, 'txid'>, copy: Pick<CopyView, 'txid'>): number {
  return Math.max(0, txid - copy.txid);
}

/** Ms since everything was there, or since the newest change where it never was; 0 when nothing is missing. */
export function lagOf(database: DatabaseView, copy: CopyView, now: number): number {
  if (behind(database, copy) === 0) return 0;
  return Math.max(0, now - (copy.safeAt === 0 ? database.changedAt : copy.safeAt));
}

export interface Pending {
  readonly database: string;
  readonly destination: string;
  readonly behind: number;
  readonly state: ReturnType<typeof copyWord>;
  /** May be empty. */
  readonly why: string;
}

/** Of these databases, or of all: the copies that do not have everything. */
export function pendingOf({ databases, destinations }: EngineView, ids: readonly string[] | undefined): readonly Pending[] {
  const wanted = Object.values(databases).filter(({ id }) => ids?.includes(id) ?? true);
  return wanted.flatMap((database) =>
    database.copies
      .filter((copy) => behind(database, copy) > 0 || database.txid === 0)
      .map((copy) => ({
        database: database.path,
        destination: destinations[copy.destination]?.name ?? copy.url,
        behind: behind(database, copy),
        state: copyWord(copy.state),
        why: 'reason' in copy.state ? copy.state.reason.message : '',
      })),
  );
}

export function describePending({ database, destination, behind: missing, state, why }: Pending): string {
  const what = missing === 0 ? 'everything' : count(missing, 'transaction');
  return `${database}: ${what} not at ${destination} yet (${state}${why === '' ? '' : `: ${why}`})`;
}
