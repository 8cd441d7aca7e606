// What a person sees who drops a database in, loses a table to another program, and takes it back.
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { makeDatabase } from '../../tools/make-db.ts';
import { copyAndSync } from '../anchors.ts';
import { registerThrough, type Ask } from '../busy.ts';
import { openDesktop } from '../desktop.ts';
import type { Row } from '../row.ts';

const MEGABYTE = 2 ** 20;

export const newcomer: Row = {
  name: 'newcomer',
  about: 'from the drop of 100 MB to Safe, and from a table that another program has dropped to having it back',
  runs: 3,
  async prepare(bench) {
    const { computer, ask } = await openDesktop(bench);
    let runs = 0;
    return async () => {
      const path = computer.path(`orders-${++runs}.db`);
      const { rows } = makeDatabase({ path, bytes: bench.pick(100, 4) * MEGABYTE });
      const anchors = { 'cp+fsync': copyAndSync(path, bench.fresh('copy.db')) };
      const began = performance.now();
      const id = await registerThrough(ask, path);
      await ask('database.backUp', { databases: [id] });
      const safe = (performance.now() - began) / 1000;
      const back = await loseAndRestore(ask, id, path);
      if (rowsIn(path) !== rows) throw new Error(`${path} came back with ${rowsIn(path)} of ${rows} rows`);
      return [
        { what: 'until it is Safe', unit: 's', ours: safe, anchors, budget: { of: 'figure', is: 'at most', limit: 10 } },
        { what: 'until the table is back', unit: 's', ours: back, anchors, budget: { of: 'figure', is: 'at most', limit: 60 } },
      ];
    };
  },
};

/** Seconds that going back takes, the change captured before it. */
async function loseAndRestore(ask: Ask, database: string, path: string): Promise<number> {
  const before = Date.now();
  await setTimeout(10);
  const app = new Database(path);
  app.exec('DROP TABLE orders');
  const began = performance.now();
  await ask('restore.inPlace', { database, target: { kind: 'time', at: before } });
  const seconds = (performance.now() - began) / 1000;
  app.close();
  return seconds;
}

function rowsIn(path: string): number {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], number>('SELECT count(*) FROM orders').pluck().get()!;
  } finally {
    db.close();
  }
}
