// Somebody else's program with a database open, in a process of its own: does what app-process.ts sends it.
import Database from 'better-sqlite3';

export interface AppRequest {
  readonly id: number;
  /** `exec` runs statements; `all` gives the rows of one; `reopen` closes and opens the connection; `close` closes. */
  readonly verb: 'exec' | 'all' | 'reopen' | 'close';
  readonly sql: string;
}

export type AppReply =
  | { readonly id: number; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly error: string };

const [path = '', busy = '5000'] = process.argv.slice(2);
let db = open();

function open(): Database.Database {
  return new Database(path, { timeout: Number(busy) });
}

function answer({ verb, sql }: AppRequest): readonly unknown[] {
  switch (verb) {
    case 'exec':
      db.exec(sql);
      return [];
    case 'all':
      return db.prepare(sql).all();
    case 'reopen':
      db.close();
      db = open();
      return [];
    case 'close':
      db.close();
      return [];
  }
}

process.on('message', (request: AppRequest) => {
  let reply: AppReply;
  try {
    reply = { id: request.id, rows: answer(request) };
  } catch (error) {
    reply = { id: request.id, error: String(error) };
  }
  process.send?.(reply);
});
process.on('disconnect', () => {
  process.exit();
});
