// The tables of the catalogue, and how an older catalogue becomes one of today. Times are ms since the Unix epoch.
import type Sqlite from 'better-sqlite3';
import { TidemarkError } from '../../base/errors.ts';

/** Each brings the catalogue from its place in the list to the next version. Never changed once released. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE databases (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    added_at INTEGER NOT NULL,
    own TEXT NOT NULL,
    paused TEXT NOT NULL CHECK (paused IN ('no', 'yes')),
    paused_until INTEGER
  ) STRICT;

  CREATE TABLE destinations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('folder')),
    url TEXT NOT NULL UNIQUE,
    added_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE copies (
    database TEXT NOT NULL REFERENCES databases (id) ON DELETE CASCADE,
    destination TEXT NOT NULL REFERENCES destinations (id),
    url TEXT NOT NULL UNIQUE,
    place INTEGER NOT NULL,
    PRIMARY KEY (database, destination)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE marks (
    database TEXT NOT NULL REFERENCES databases (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    txid INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (database, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Outlives its database: the safety copy is worth something without it.
  CREATE TABLE undo (
    operation TEXT PRIMARY KEY,
    database TEXT NOT NULL,
    safety TEXT NOT NULL,
    before INTEGER NOT NULL,
    point INTEGER NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    spent TEXT NOT NULL CHECK (spent IN ('no', 'yes'))
  ) STRICT;
  CREATE INDEX undo_database ON undo (database, at);
  `,
  // Other kinds of destinations than folders. Made anew, since a CHECK cannot be changed.
  `
  CREATE TABLE places (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    place TEXT NOT NULL UNIQUE,
    location TEXT NOT NULL,
    choices TEXT NOT NULL,
    secrets TEXT NOT NULL,
    added_at INTEGER NOT NULL
  ) STRICT;
  INSERT INTO places
    SELECT id, name, 'folder:' || url, json_object('kind', 'folder', 'path', url), '{}', '[]', added_at
    FROM destinations;
  DROP TABLE destinations;
  ALTER TABLE places RENAME TO destinations;

  CREATE TABLE usage (
    destination TEXT NOT NULL REFERENCES destinations (id) ON DELETE CASCADE,
    month TEXT NOT NULL,
    write INTEGER NOT NULL,
    read INTEGER NOT NULL,
    list INTEGER NOT NULL,
    "delete" INTEGER NOT NULL,
    up INTEGER NOT NULL,
    down INTEGER NOT NULL,
    PRIMARY KEY (destination, month)
  ) STRICT, WITHOUT ROWID;
  `,
  // Live replicas: whom this computer follows, what, and when those were here that follow it.
  `
  CREATE TABLE servers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    pin TEXT NOT NULL,
    added_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE followed (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    added_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE visits (
    guest TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // Names of moments are kept in the journal. Only when they are there: see `migrate`.
  `
  DROP TABLE marks;
  `,
];
/** Version of a catalogue whose marks may still have to be carried into the journal. */
const WITH_MARKS = 3;

/**
 * Without foreign keys, since tables are made anew. Goes no further than to a catalogue with marks as long as it has any: it is called
 * again when they were carried away. `unsupported` for a catalogue that a newer Tidemark has
 * written.
 */
export function migrate(db: Sqlite.Database): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > MIGRATIONS.length) {
    throw new TidemarkError('unsupported', 'the catalogue was written by a newer version of Tidemark', {
      hint: 'Use that version, or a newer one. Nothing was changed.',
    });
  }
  for (let next = version; next < MIGRATIONS.length; next++) {
    if (next === WITH_MARKS && hasMarks(db)) return;
    db.transaction(() => {
      db.exec(MIGRATIONS[next]!);
      db.pragma(`user_version = ${next + 1}`);
    }).immediate();
  }
}

function hasMarks(db: Sqlite.Database): boolean {
  return db.prepare('SELECT 1 FROM marks LIMIT 1').get() !== undefined;
}
