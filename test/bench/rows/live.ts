// From the end of a lone commit on one node to the moment at which a program reads it on another, on the same machine.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { writeSyncRename } from '../anchors.ts';
import { type Bench, type Running, until } from '../bench.ts';
import { quantile, type Row } from '../row.ts';

const MEGABYTE = 2 ** 20;
/** Pause between two commits, ms: as in lag.ts. */
const PAUSE = { least: 150, most: 400 };
/** Bytes of a lone commit's file, about. */
const CHANGE = 4096;

export const liveLag: Row = {
  name: 'live',
  about: 'lone commit on a primary → read from its live replica, over loopback',
  runs: 3,
  async prepare(bench) {
    const db = bench.database(4 * MEGABYTE);
    const app = new Database(db);
    app.pragma('journal_mode = wal');
    app.pragma('synchronous = normal');
    bench.atEnd(() => app.close());
    const { reader, follower } = await startPair(bench, db);
    const commits = bench.pick(60, 10);
    return async () => {
      const lags: number[] = [];
      const anchors: number[] = [];
      for (let i = 0; i < commits; i++) {
        await setTimeout(PAUSE.least + Math.random() * (PAUSE.most - PAUSE.least));
        lags.push(await commitAndRead(app, reader, follower));
        anchors.push(writeSyncRename(Buffer.alloc(CHANGE, i), bench.fresh('anchor')));
      }
      const beside = (q: number): Record<string, number> => ({ 'write+fsync+rename': quantile(anchors, q) });
      return [
        { what: 'p50', unit: 'ms', ours: quantile(lags, 0.5), anchors: beside(0.5), budget: { of: 'figure', is: 'at most', limit: 50 } },
        { what: 'p99', unit: 'ms', ours: quantile(lags, 0.99), anchors: beside(0.99) },
      ];
    };
  },
};

async function startPair(bench: Bench, db: string): Promise<{ readonly reader: Database.Database; readonly follower: Running }> {
  const [token, copy] = [bench.fresh('token'), bench.fresh('copy.db')];
  writeFileSync(token, 'a-secret-of-the-two-nodes');
  const port = await freePort();
  const common = ['-token-file', token, '-database', 'app.db'];
  const primary = bench.start('follow', '-o', db, '-primary', '-listen', `127.0.0.1:${port}`, ...common);
  const at = `http://127.0.0.1:${port}`;
  const follower = bench.start('follow', '-o', copy, '-primary-at', at, '-listen', '127.0.0.1:0', ...common);
  await primary.mustRun();
  await until(() => versionOf(copy) !== undefined, follower);
  const reader = new Database(copy, { readonly: true, timeout: 0 });
  bench.atEnd(() => reader.close());
  return { reader, follower };
}

async function commitAndRead(app: Database.Database, reader: Database.Database, follower: Running): Promise<number> {
  const total = app.prepare<[], number>("UPDATE orders SET state = 'seen', total = total + 1 WHERE id = 1 RETURNING total").pluck();
  const read = reader.prepare<[], number>('SELECT total FROM orders WHERE id = 1').pluck();
  const written = total.get();
  const committed = performance.now();
  await until(() => quietly(() => read.get()) === written, follower, { every: 1 });
  return performance.now() - committed;
}

/** Undefined until there is something to read. */
function versionOf(path: string): number | undefined {
  return quietly(() => {
    const db = new Database(path, { readonly: true });
    try {
      return db.prepare<[], number>('SELECT count(*) FROM orders').pluck().get();
    } finally {
      db.close();
    }
  });
}

/** While it is written it cannot be read. */
function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => {
        resolve(port);
      });
    });
  });
}
