// The database that the tests tell stories about: a shop with customers and orders, kept by another program.
import Sqlite from 'better-sqlite3';
import type { AppProcess } from '../../tools/app-process.ts';
import type { Desk } from './desk.ts';

export const CUSTOMERS = 40;

/** In WAL mode, with its program running and its connection open. */
export async function openShop(desk: Desk, name = 'Shop/orders.db'): Promise<AppProcess> {
  const app = desk.app(name);
  await app.exec(`
    PRAGMA journal_mode = wal;
    CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers, total INTEGER NOT NULL);
    INSERT INTO customers (name)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${CUSTOMERS}) SELECT 'customer ' || i FROM n;`);
  await order(app);
  return app;
}

/** One more order, in a transaction of its own. */
export async function order(app: AppProcess): Promise<void> {
  await app.exec('INSERT INTO orders (customer, total) SELECT id, abs(random() % 10000) FROM customers ORDER BY random() LIMIT 1');
}

/** How many rows the program sees on the connection it has open. */
export async function count(app: AppProcess, table: 'customers' | 'orders'): Promise<number> {
  const [row] = await app.all<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
  return row!.n;
}

/** What another SQLite finds in a file that nobody has open. */
export function countIn(path: string, table: 'customers' | 'orders'): number {
  const db = new Sqlite(path, { readonly: true });
  try {
    if (db.pragma('integrity_check', { simple: true }) !== 'ok') throw new Error(`${path} is damaged`);
    return db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!;
  } finally {
    db.close();
  }
}
