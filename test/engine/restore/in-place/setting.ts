// A live database and a past to put back into it, a home of ours, and what is left where afterwards.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { restoreInPlace } from '../../../../main/engine/restore/in-place/in-place.ts';
import type { InPlaceOptions, InPlaceResult } from '../../../../main/engine/restore/in-place/options.ts';
import { systemOutputDisk } from '../../../../main/engine/restore/output-disk.ts';
import { scratchFolder, sha256 } from '../harness.ts';

export type Journal = 'wal' | 'delete' | 'truncate' | 'persist';

export interface Recipe {
  readonly journal?: Journal;
  /** Bytes. */
  readonly pageSize?: number;
  readonly rows?: number;
  readonly label?: string;
  /** Further statements before the rows. */
  readonly sql?: string;
}

/** A database whose table `t` holds `rows` rows of about 300 bytes that say `label`. Closed. */
export function makeDatabase(path: string, recipe: Recipe = {}): void {
  const { journal = 'delete', pageSize = 4096, rows = 200, label = 'old', sql = '' } = recipe;
  const database = new Sqlite(path);
  database.pragma(`page_size = ${pageSize}`);
  database.exec(sql);
  database.pragma(`journal_mode = ${journal}`);
  database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, label TEXT, body BLOB)');
  database.exec(`WITH RECURSIVE c (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < ${rows})
    INSERT INTO t SELECT i, '${label}', randomblob(300) FROM c WHERE ${rows} > 0`);
  database.close();
}

/** What another program sees: label and number of rows, and whether SQLite finds it sound. */
export function contentOf(path: string): string {
  const database = new Sqlite(path, { fileMustExist: true, timeout: 10_000 });
  try {
    const sound = database.pragma('integrity_check', { simple: true }) as string;
    const row = database.prepare("SELECT max(label) || ' ' || count(*) FROM t").pluck().get();
    return `${sound}: ${String(row)}`;
  } finally {
    database.close();
  }
}

export function journalModeOf(path: string): string {
  const database = new Sqlite(path, { fileMustExist: true, readonly: true });
  try {
    return database.pragma('journal_mode', { simple: true }) as string;
  } finally {
    database.close();
  }
}

/** Fields of the header that every write, or copying by SQLite, sets anew. */
const MOVING = [
  [18, 20],
  [24, 28],
  [40, 44],
  [92, 100],
] as const;

/** The bytes of a database file, without what SQLite sets by itself. */
export function steady(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  for (const [from, to] of MOVING) copy.fill(0, from, to);
  return copy;
}

export function imageOf(path: string): Buffer {
  const database = new Sqlite(path, { readonly: true, timeout: 10_000 });
  try {
    return steady(database.serialize());
  } finally {
    database.close();
  }
}

export class Setting {
  readonly folder = scratchFolder();
  readonly path: string;
  readonly home: string;
  readonly safety: string;

  constructor() {
    mkdirSync(join(this.folder, 'app'));
    this.path = join(this.folder, 'app', 'live.db');
    this.home = join(this.folder, 'home');
    this.safety = join(this.home, 'safety', 'kept.db');
  }

  /** A file of ours with the past, made by `recipe`; its label is `past` unless it says otherwise. */
  past(recipe: Recipe = {}): string {
    const path = join(this.folder, 'past.db');
    makeDatabase(path, { label: 'past', ...recipe });
    return path;
  }

  pastImage(bytes: Uint8Array): string {
    const path = join(this.folder, 'past.db');
    writeFileSync(path, bytes);
    return path;
  }

  options(some: Partial<InPlaceOptions> = {}): InPlaceOptions {
    return {
      from: { kind: 'file', path: join(this.folder, 'past.db') },
      path: this.path,
      scratchDir: join(this.home, 'scratch'),
      safety: this.safety,
      jobs: new InlineRunner(),
      disk: systemOutputDisk,
      random: systemRandom,
      clock: systemClock,
      ...some,
    };
  }

  restore(some: Partial<InPlaceOptions> = {}): Promise<InPlaceResult> {
    return restoreInPlace(this.options(some));
  }

  undo(some: Partial<InPlaceOptions> = {}): Promise<InPlaceResult> {
    return this.restore({ from: { kind: 'file', path: this.safety }, safety: `${this.safety}.2`, ...some });
  }

  /** Names in the app's folder, in ours for scratch files, and in ours for safety copies. */
  get names(): { readonly app: string[]; readonly scratch: string[]; readonly safety: string[] } {
    return {
      app: namesIn(join(this.folder, 'app')),
      scratch: namesIn(join(this.home, 'scratch')),
      safety: namesIn(join(this.home, 'safety')),
    };
  }

  /** Every file of the app's folder with what is in it. */
  get bytes(): ReadonlyMap<string, string> {
    return new Map(
      namesIn(join(this.folder, 'app')).map((name) => {
        return [name, sha256(join(this.folder, 'app', name))];
      }),
    );
  }
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
