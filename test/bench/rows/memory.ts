// How much memory we ever need for a database much bigger than it.
import { runWriter } from '../../tools/writer-process.ts';
import { until } from '../bench.ts';
import { hasArrived } from '../replica-files.ts';
import type { Row } from '../row.ts';

const MEGABYTE = 2 ** 20;

export const memory: Row = {
  name: 'memory',
  about: 'peak resident memory with a database of 2 GB: first snapshot, then capture under load',
  runs: 1,
  prepare(bench) {
    const megabytes = bench.pick(2048, 128);
    const db = bench.database(megabytes * MEGABYTE);
    const bare = bench.startBareNode();
    return Promise.resolve(async () => {
      const destination = bench.fresh('replica');
      const run = bench.start('replicate', db, destination);
      await until(() => hasArrived(destination), run, { atMost: 600 });
      const afterSnapshot = run.peakMemory;
      await runWriter({ db, seconds: bench.pick(10, 2), updates: 0.5 });
      const afterLoad = run.peakMemory;
      const node = bare.peakMemory / MEGABYTE;
      await run.stop();
      return [['first snapshot', afterSnapshot] as const, ['and capture under load', afterLoad] as const].map(
        ([what, bytes]) => ({
          what,
          unit: 'MB',
          ours: bytes / MEGABYTE,
          anchors: { 'bare node': node },
          budget: { of: 'figure', is: 'at most', limit: 200 },
        }),
      );
    });
  },
};
