// The part of the catalogue that live replicas need: whom this computer follows, what, and who was here.
import type Sqlite from 'better-sqlite3';
import type { FollowedRow, FollowedSource, ServerRow, VisitRow } from './rows.ts';

interface StoredServer {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly pin: string;
  readonly added_at: number;
}

interface StoredFollowed {
  readonly id: string;
  readonly path: string;
  readonly source: string;
  readonly added_at: number;
}

/** Writes as the catalogue does: on the disk when it returns. */
export type Run = (sql: string, ...values: readonly (string | number)[]) => void;

export class LiveTables {
  readonly #db: Sqlite.Database;
  readonly #run: Run;

  constructor(db: Sqlite.Database, run: Run) {
    this.#db = db;
    this.#run = run;
  }

  /** Oldest first. */
  servers(): ServerRow[] {
    const rows = this.#db.prepare<[], StoredServer>('SELECT * FROM servers ORDER BY added_at, id').all();
    return rows.map(({ added_at, ...row }) => ({ ...row, addedAt: added_at }));
  }

  /** Replaces what was known of it. */
  setServer({ id, name, address, pin, addedAt }: ServerRow): void {
    this.#run('INSERT OR REPLACE INTO servers VALUES (?, ?, ?, ?, ?)', id, name, address, pin, addedAt);
  }

  removeServer(id: string): void {
    this.#run('DELETE FROM servers WHERE id = ?', id);
  }

  /** Oldest first. */
  followed(): FollowedRow[] {
    const rows = this.#db.prepare<[], StoredFollowed>('SELECT * FROM followed ORDER BY added_at, id').all();
    return rows.map(({ added_at, source, ...row }) => ({ ...row, source: JSON.parse(source) as FollowedSource, addedAt: added_at }));
  }

  addFollowed({ id, path, source, addedAt }: FollowedRow): void {
    this.#run('INSERT INTO followed VALUES (?, ?, ?, ?)', id, path, JSON.stringify(source), addedAt);
  }

  removeFollowed(id: string): void {
    this.#run('DELETE FROM followed WHERE id = ?', id);
  }

  visits(): VisitRow[] {
    return this.#db.prepare<[], VisitRow>('SELECT guest, address, at FROM visits').all();
  }

  setVisit({ guest, address, at }: VisitRow): void {
    this.#run('INSERT OR REPLACE INTO visits VALUES (?, ?, ?)', guest, address, at);
  }

  removeVisit(guest: string): void {
    this.#run('DELETE FROM visits WHERE guest = ?', guest);
  }
}
