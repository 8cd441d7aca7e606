// A program that reads a follower's file all the time: whatever is done to it, SQLite never finds it damaged, and what was
// there once is a beginning of what is there later, unless it was set apart.
import Sqlite from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';

const [path = ''] = process.argv.slice(2);
let state: 'running' | 'stopping' = 'running';
let checks = 0;
let trouble: string | undefined;

process.on('message', () => {
  state = 'stopping';
});
process.on('disconnect', () => process.exit());

function look(): void {
  let db: Sqlite.Database | undefined;
  try {
    db = new Sqlite(path, { readonly: true, timeout: 2000 });
    const said = db.pragma('integrity_check', { simple: true });
    if (said !== 'ok') trouble ??= String(said);
    else checks += 1;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    // Not there yet, or kept by somebody for longer than we wait: no damage.
    if (!/^SQLITE_(BUSY|CANTOPEN|READONLY)/.test(code)) trouble ??= `${code} ${(error as Error).message}`;
  } finally {
    db?.close();
  }
}

process.send!('ready');
while ((state as string) === 'running') {
  look();
  await sleep(10);
}
process.send!({ checks, ...(trouble === undefined ? {} : { trouble }) }, () => process.exit());
