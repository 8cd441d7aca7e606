// A program that writes to whichever node is the primary, as role.json says: it looks before each transaction, and keeps
// what it was told is committed, with where and when.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';

export interface Committed {
  readonly n: number;
  /** Of the pen. */
  readonly generation: number;
  /** Ms since the epoch. */
  readonly at: number;
  readonly place: number;
}

export interface WriterReport {
  readonly committed: readonly Committed[];
}

interface Word {
  readonly role: string;
  readonly until?: number;
  readonly generation?: number;
}

interface Place {
  readonly path: string;
  readonly roleFile: string;
}

const [placesText = '[]', rate = '200'] = process.argv.slice(2);
const places = JSON.parse(placesText) as Place[];
const committed: Committed[] = [];
let state: 'running' | 'stopping' = 'running';
let open: { readonly db: Sqlite.Database; readonly place: number } | undefined;

process.on('message', () => {
  state = 'stopping';
});
process.on('disconnect', () => process.exit());

function mayWriteAt(): { place: number; generation: number } | undefined {
  for (const [place, { roleFile }] of places.entries()) {
    try {
      const { role, until = 0, generation = 0 } = JSON.parse(readFileSync(roleFile, 'utf8')) as Word;
      if (role === 'primary' && until > Date.now()) return { place, generation };
    } catch {
      // It has not begun yet, or is being replaced.
    }
  }
  return undefined;
}

function databaseAt(place: number): Sqlite.Database {
  if (open?.place === place) return open.db;
  leave();
  const db = new Sqlite(places[place]!.path, { timeout: 200, fileMustExist: true });
  db.pragma('journal_mode = wal');
  db.exec('CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, generation INTEGER, a BLOB)');
  open = { db, place };
  return db;
}

function leave(): void {
  open?.db.close();
  open = undefined;
}

function writeOnce(n: number): 'written' | 'not' {
  const where = mayWriteAt();
  if (where === undefined) {
    leave();
    return 'not';
  }
  try {
    databaseAt(where.place).prepare('INSERT INTO t VALUES (?, ?, randomblob(200))').run(n, where.generation);
    committed.push({ n, ...where, at: Date.now() });
    return 'written';
  } catch {
    leave();
    return 'not';
  }
}

process.send!('ready');
for (let n = 1; (state as string) === 'running'; ) {
  // A number that was refused is taken again: one that was committed never is.
  if (writeOnce(n) === 'written') n++;
  await sleep(1000 / Number(rate));
}
leave();
process.send!({ committed } satisfies WriterReport, () => process.exit());
