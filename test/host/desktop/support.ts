// A database that another program writes, put under the app's protection in a run with the stand-in.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Computer, DesktopRun } from '../stand-in/run.ts';

/** Rows are added and the file is closed again, as short-lived programs do. */
export function write(path: string, rows: number): void {
  const db = new Sqlite(path);
  db.pragma('journal_mode = wal');
  db.exec('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v TEXT)');
  const insert = db.prepare('INSERT INTO t (v) VALUES (hex(randomblob(50)))');
  db.transaction(() => {
    for (let i = 0; i < rows; i++) insert.run();
  })();
  db.close();
}

export function rowsIn(path: string): number {
  const db = new Sqlite(path, { readonly: true });
  try {
    return db.prepare<[], number>('SELECT count(*) FROM t').pluck().get()!;
  } finally {
    db.close();
  }
}

export async function answered(app: DesktopRun, command: string, input: unknown): Promise<unknown> {
  const result = await app.do('call', command, input);
  if (!result.ok) throw new Error(`${command}: ${result.error.message}`);
  return result.value;
}

/** Registers `name` with some rows and waits until it is safe. Resolves to its id. */
export async function protect(computer: Computer, app: DesktopRun, name: string): Promise<string> {
  const path = join(computer.userHome, name);
  write(path, 10);
  await answered(app, 'database.register', { paths: [path] });
  const state = await app.until('state', (view) =>
    Object.values(view?.databases ?? {}).some(
      (each) => each.name === name && each.state.kind === 'safe' && each.txid > 0,
    ),
  );
  return Object.values(state!.databases).find((each) => each.name === name)!.id;
}
