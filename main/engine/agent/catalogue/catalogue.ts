// The catalogue: which databases and destinations there are, and what a person decided about them. Small, and every
// change is on the disk when the call returns.
import Sqlite from 'better-sqlite3';
import { TidemarkError } from '../../base/errors.ts';
import type { DestinationLocation, SecretName } from '../../destination/location.ts';
import type { MonthUsage } from '../../destination/traffic/usage.ts';
import { placeId } from '../../destination/url.ts';
import type { DatabaseChoices, DestinationChoices } from '../views.ts';
import { firstChoices } from './first-choices.ts';
import { LiveTables } from './live-tables.ts';
import type { CopyRow, DatabaseRow, DestinationRow, OlderMark, Pause, UndoRow } from './rows.ts';
import { migrate } from './schema.ts';

interface StoredDatabase {
  readonly id: string;
  readonly path: string;
  readonly added_at: number;
  readonly own: string;
  readonly paused: 'no' | 'yes';
  readonly paused_until: number | null;
}

interface StoredDestination {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly choices: string;
  readonly secrets: string;
  readonly added_at: number;
}

export class Catalogue {
  readonly #db: Sqlite.Database;
  /** What live replicas need. */
  readonly live: LiveTables;

  private constructor(db: Sqlite.Database) {
    this.#db = db;
    this.live = new LiveTables(db, (sql, ...values) => {
      this.#run(sql, ...values);
    });
  }

  /** Throws SQLite's own errors for a file that is damaged: see open.ts. */
  static open(path: string): Catalogue {
    const db = new Sqlite(path);
    try {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma('foreign_keys = OFF');
      migrate(db);
      db.pragma('foreign_keys = ON');
      return new Catalogue(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** What SQLite's check finds wrong; undefined when it is whole. */
  fault(): string | undefined {
    const verdict = this.#db.pragma('quick_check(1)', { simple: true }) as string;
    return verdict === 'ok' ? undefined : verdict;
  }

  close(): void {
    this.#db.close();
  }

  /** All of `work` or nothing of it. */
  together<T>(work: () => T): T {
    return explained(() => this.#db.transaction(work).immediate());
  }

  databases(): DatabaseRow[] {
    const rows = this.#all<StoredDatabase>('SELECT * FROM databases ORDER BY added_at, id');
    return rows.map(({ id, path, added_at, own, paused, paused_until }) => {
      const until = paused_until === null ? {} : { until: paused_until };
      const pause = paused === 'yes' ? until : undefined;
      return { id, path, addedAt: added_at, own: JSON.parse(own) as Partial<DatabaseChoices>, pause };
    });
  }

  addDatabase({ id, path, addedAt, own }: Omit<DatabaseRow, 'pause'>, copies: readonly CopyRow[]): void {
    this.together(() => {
      this.#run(`INSERT INTO databases VALUES (?, ?, ?, ?, 'no', NULL)`, id, path, addedAt, JSON.stringify(own));
      this.#insertCopies(id, copies);
    });
  }

  /** Its copies go with it. */
  removeDatabase(id: string): void {
    this.#run('DELETE FROM databases WHERE id = ?', id);
  }

  setPause(id: string, pause: Pause | undefined): void {
    const paused = pause === undefined ? 'no' : 'yes';
    this.#run('UPDATE databases SET paused = ?, paused_until = ? WHERE id = ?', paused, pause?.until ?? null, id);
  }

  setOwn(id: string, own: Partial<DatabaseChoices>): void {
    this.#run('UPDATE databases SET own = ? WHERE id = ?', JSON.stringify(own), id);
  }

  /** In the order they were given. */
  copies(database: string): CopyRow[] {
    return this.#all<CopyRow>('SELECT destination, url FROM copies WHERE database = ? ORDER BY place', database);
  }

  setCopies(database: string, copies: readonly CopyRow[]): void {
    this.together(() => {
      this.#run('DELETE FROM copies WHERE database = ?', database);
      this.#insertCopies(database, copies);
    });
  }

  destinations(): DestinationRow[] {
    const rows = this.#all<StoredDestination>('SELECT * FROM destinations ORDER BY added_at, id');
    return rows.map(({ id, name, location, choices, secrets, added_at }) => {
      const place = JSON.parse(location) as DestinationLocation;
      const chosen = JSON.parse(choices) as Partial<DestinationChoices>;
      return {
        id,
        name,
        location: place,
        choices: { ...firstChoices(place), ...chosen },
        secrets: JSON.parse(secrets) as SecretName[],
        addedAt: added_at,
      };
    });
  }

  addDestination({ id, name, location, choices, secrets, addedAt }: DestinationRow): void {
    const stored = [JSON.stringify(location), JSON.stringify(choices), JSON.stringify(secrets)];
    this.#run('INSERT INTO destinations VALUES (?, ?, ?, ?, ?, ?, ?)', id, name, placeId(location), ...stored, addedAt);
  }

  /** All of it but its id, its place and when it was added. */
  changeDestination({ id, name, location, choices, secrets }: DestinationRow): void {
    const stored = [JSON.stringify(location), JSON.stringify(choices), JSON.stringify(secrets)];
    this.#run('UPDATE destinations SET name = ?, location = ?, choices = ?, secrets = ? WHERE id = ?', name, ...stored, id);
  }

  /** Oldest month first. */
  usage(destination: string): MonthUsage[] {
    const columns = 'month, write, read, list, "delete", up, down';
    return this.#all<MonthUsage>(`SELECT ${columns} FROM usage WHERE destination = ? ORDER BY month`, destination);
  }

  /** Instead of all that was kept for the destination. */
  setUsage(destination: string, months: readonly MonthUsage[]): void {
    this.together(() => {
      this.#run('DELETE FROM usage WHERE destination = ?', destination);
      for (const { month, write, read, list, delete: deleted, up, down } of months) {
        const values = [destination, month, write, read, list, deleted, up, down];
        this.#run('INSERT INTO usage VALUES (?, ?, ?, ?, ?, ?, ?, ?)', ...values);
      }
    });
  }

  removeDestination(id: string): void {
    this.#run('DELETE FROM destinations WHERE id = ?', id);
  }

  /** Marks of a catalogue that was written before they were kept in the journal; to be carried there. */
  olderMarks(): OlderMark[] {
    if (this.#db.pragma('table_list(marks)', { simple: true }) === undefined) return [];
    return this.#all<OlderMark>('SELECT database, name, txid, at FROM marks');
  }

  /** They are in the journal. */
  forgetOlderMarks(): void {
    this.#run('DELETE FROM marks');
    migrate(this.#db);
  }

  setting(key: string): unknown {
    const row = this.#all<{ value: string }>('SELECT value FROM settings WHERE key = ?', key)[0];
    return row === undefined ? undefined : JSON.parse(row.value);
  }

  setSetting(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.#run('INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', key, text);
  }

  /** Oldest first, those of databases that were removed included. */
  undos(): UndoRow[] {
    return this.#all<UndoRow>('SELECT * FROM undo ORDER BY at, operation');
  }

  /** Replaces what was there for that operation. */
  addUndo({ operation, database, safety, before, point, at, until, spent }: UndoRow): void {
    const values = [operation, database, safety, before, point, at, until, spent];
    this.#run('INSERT OR REPLACE INTO undo VALUES (?, ?, ?, ?, ?, ?, ?, ?)', ...values);
  }

  /** That restore is the one that can be undone at once; those before it only by name. */
  offerUndo(database: string, operation: string): void {
    this.#run(`UPDATE undo SET spent = iif(operation = ?, 'no', 'yes') WHERE database = ?`, operation, database);
  }

  removeUndo(operation: string): void {
    this.#run('DELETE FROM undo WHERE operation = ?', operation);
  }

  #insertCopies(database: string, copies: readonly CopyRow[]): void {
    for (const [place, { destination, url }] of copies.entries()) {
      this.#run('INSERT INTO copies VALUES (?, ?, ?, ?)', database, destination, url, place);
    }
  }

  #all<Row>(sql: string, ...values: readonly (string | number)[]): Row[] {
    return this.#db.prepare<unknown[], Row>(sql).all(...values);
  }

  #run(sql: string, ...values: readonly (string | number | null)[]): void {
    explained(() => this.#db.prepare(sql).run(...values));
  }
}

/** Runs `work`; a full disk is put into words. */
function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError) || error.code !== 'SQLITE_FULL') throw error;
    throw new TidemarkError('disk-full', "there is no room left on the disk of Tidemark's own data", {
      hint: 'Free some space there. Nothing was changed.',
      retry: 'later',
      cause: error,
    });
  }
}
