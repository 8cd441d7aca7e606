// From the end of a lone commit to its file at the destination.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { writeSyncRename } from '../anchors.ts';
import { until } from '../bench.ts';
import type { Bench, Running } from '../bench.ts';
import { hasArrived, levelFiles } from '../replica-files.ts';
import { quantile } from '../row.ts';
import type { Row } from '../row.ts';

const MEGABYTE = 2 ** 20;
/**
 * Pause between two commits, ms: long enough for each to be alone, uneven so as not to fall in step with
 * anything.
 */
const PAUSE = { least: 150, most: 400 };

export const lag: Row = {
  name: 'lag',
  about: 'lone commit → its file at a file destination, default settings',
  runs: 3,
  async prepare(bench) {
    const db = bench.database(4 * MEGABYTE);
    const destination = bench.fresh('replica');
    const app = new Database(db);
    app.pragma('synchronous = normal');
    bench.atEnd(() => app.close());
    const run = bench.start('replicate', db, destination);
    await until(() => hasArrived(destination), run);
    const commits = bench.pick(60, 10);
    return async () => {
      const lags: number[] = [];
      const anchors: number[] = [];
      for (let i = 0; i < commits; i++) {
        await setTimeout(PAUSE.least + Math.random() * (PAUSE.most - PAUSE.least));
        const { ms, path } = await commitAndWait(app, destination, run);
        lags.push(ms);
        anchors.push(writeSyncRename(readFileSync(path), bench.fresh('anchor')));
      }
      return [
        {
          what: 'p50',
          unit: 'ms',
          ours: quantile(lags, 0.5),
          anchors: { 'write+fsync+rename': quantile(anchors, 0.5) },
          budget: { of: 'figure', is: 'at most', limit: 30 },
        },
        {
          what: 'p99',
          unit: 'ms',
          ours: quantile(lags, 0.99),
          anchors: { 'write+fsync+rename': quantile(anchors, 0.99) },
        },
      ];
    };
  },
};

async function commitAndWait(
  app: Database.Database,
  destination: string,
  run: Running,
): Promise<{ readonly ms: number; readonly path: string }> {
  const before = levelFiles(destination, 0).at(-1);
  app
    .prepare("UPDATE orders SET state = 'seen', total = total + 1 WHERE id = abs(random()) % 1000 + 1")
    .run();
  const committed = performance.now();
  await until(() => levelFiles(destination, 0).at(-1) !== before, run, { every: 1 });
  return { ms: performance.now() - committed, path: levelFiles(destination, 0).at(-1)! };
}

/** `count` files of level 0 at a destination, each of one lone commit, with the snapshot they build on. */
export async function makeSmallFiles(bench: Bench, count: number): Promise<string> {
  const db = bench.database(MEGABYTE);
  const destination = bench.fresh('replica');
  const app = new Database(db);
  bench.atEnd(() => app.close());
  const run = bench.start('replicate', db, destination);
  await until(() => hasArrived(destination), run);
  bench.log(`making ${count} files of one commit each`);
  for (let i = 0; i < count; i++) await commitAndWait(app, destination, run);
  await run.stop();
  return destination;
}
