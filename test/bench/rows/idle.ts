// What we cost while nothing happens.
import { setTimeout } from 'node:timers/promises';
import { until } from '../bench.ts';
import type { Running } from '../bench.ts';
import { hasArrived } from '../replica-files.ts';
import type { Row } from '../row.ts';

const DATABASES = 50;
/** After the last snapshot has arrived, until it is quiet, seconds. */
const SETTLE = 10;

export const idle: Row = {
  name: 'idle-50',
  about: '50 databases nobody writes to, for 30 s',
  runs: 1,
  async prepare(bench) {
    const pairs = Array.from({ length: DATABASES }, () => ({
      db: bench.database(2 ** 18),
      destination: bench.fresh('replica'),
    }));
    const run = bench.replicateAll(pairs);
    const bare = bench.startBareNode();
    await until(() => pairs.every(({ destination }) => hasArrived(destination)), run);
    await setTimeout(bench.pick(SETTLE, 2) * 1000);
    return async () => {
      const [ours, node] = await coreShares([run, bare], bench.pick(30, 4));
      return [
        {
          what: `${DATABASES} databases`,
          unit: '% of a core',
          ours: ours!,
          anchors: { 'idle node': node! },
          budget: { of: 'figure', is: 'at most', limit: 0.5 },
        },
      ];
    };
  },
};

/** Percent of one core each process uses over the same time. */
async function coreShares(runs: readonly Running[], seconds: number): Promise<number[]> {
  const before = runs.map((run) => run.cpuMs);
  await setTimeout(seconds * 1000);
  return runs.map((run, i) => (run.cpuMs - before[i]!) / (seconds * 10));
}
