// A program that has a follower's file open while it changes, and trusts nothing: each read is one transaction, the whole
// database is checked, and the money in it must add up. Says what it saw when it is asked to stop.
import Sqlite from 'better-sqlite3';

export interface Seen {
  readonly reads: number;
  /** Reads that saw different sums of the notes: that it looked at more than one state. */
  readonly states: number;
  readonly errors: readonly string[];
}

const [path = '', total = ''] = process.argv.slice(2);
const errors: string[] = [];
const states = new Set<number>();
let reads = 0;

const lasting = new Sqlite(path, { timeout: 20_000 });

function look(db: Sqlite.Database): void {
  db.exec('BEGIN');
  try {
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'accounts'").get() === undefined) return;
    const sum = db.prepare('SELECT sum(amount) FROM accounts').pluck().get();
    if (String(sum) !== total) errors.push(`the accounts sum to ${String(sum)}`);
    const found = db.pragma('integrity_check', { simple: true });
    if (found !== 'ok') errors.push(String(found));
    states.add(Number(db.prepare('SELECT count(*) FROM log').pluck().get()));
  } finally {
    db.exec('ROLLBACK');
  }
}

function turn(): void {
  try {
    look(lasting);
    const fresh = new Sqlite(path, { timeout: 20_000 });
    look(fresh);
    fresh.close();
  } catch (error) {
    errors.push(String(error));
  }
  reads += 2;
  if (errors.length < 20) setTimeout(turn, 1);
}

process.on('message', () => {
  process.send!({ reads, states: states.size, errors } satisfies Seen);
  process.exit();
});
process.send!('ready');
turn();
