// The other program of the sample: a shop that takes orders, in a process and with an SQLite of its own.
// It knows nothing of Tidemark; its messages only let the sample tell what happened.
import Sqlite from 'better-sqlite3';

export type AppMessage =
  | { readonly kind: 'open'; readonly customers: number }
  /** `at`: when the commit returned, ms since the epoch. */
  | { readonly kind: 'sold'; readonly orders: number; readonly at: number }
  | { readonly kind: 'ruined'; readonly complaint: string };

export type AppCommand = 'ruin' | 'close';

const CUSTOMERS = 2000;
/** Between two orders, ms. */
const PACE = { least: 150, spread: 350 };

const path = process.argv[2] ?? '';
const db = new Sqlite(path);
db.pragma('journal_mode = wal');
db.pragma('synchronous = normal');

let timer: NodeJS.Timeout | undefined;
let orders = 0;

// Ctrl-C reaches this process too; the sample says when to end.
process.on('SIGINT', () => undefined);
process.on('disconnect', close);
process.on('message', (command: AppCommand) => {
  if (command === 'ruin') ruin();
  else close();
});

stock();
sellSoon();

function stock(): void {
  db.exec(`
    CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, street TEXT NOT NULL);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, item TEXT, placed_at TEXT);
  `);
  const insert = db.prepare('INSERT INTO customers (name, street) VALUES (?, ?)');
  db.transaction(() => {
    for (let i = 1; i <= CUSTOMERS; i++) insert.run(`Customer ${i}`, addressOf(i));
  })();
  send({ kind: 'open', customers: CUSTOMERS });
}

/** Long enough to make a database that is worth copying. */
function addressOf(customer: number): string {
  return `${(customer * 37) % 200} Harbour Road, ${'Tidemouth '.repeat(20)}`;
}

function sellSoon(): void {
  timer = setTimeout(sell, PACE.least + Math.random() * PACE.spread);
}

function sell(): void {
  const customer = Math.ceil(Math.random() * CUSTOMERS);
  db.prepare("INSERT INTO orders (customer, item, placed_at) VALUES (?, 'tide table', datetime())").run(
    customer,
  );
  orders++;
  send({ kind: 'sold', orders, at: Date.now() });
  sellSoon();
}

/** The migration that was only ever to be run on the test database. */
function ruin(): void {
  clearTimeout(timer);
  db.exec('DROP TABLE customers');
  try {
    db.prepare('SELECT count(*) FROM customers').get();
  } catch (error) {
    send({ kind: 'ruined', complaint: String(error instanceof Error ? error.message : error) });
  }
}

function close(): void {
  clearTimeout(timer);
  db.close();
  if (process.connected) process.disconnect();
}

function send(message: AppMessage): void {
  process.send?.(message);
}
