// An app that writes as fast as it can, with us beside it: what we take of the machine, and of the app.
import { setTimeout } from 'node:timers/promises';
import { runWriter } from '../../tools/writer-process.ts';
import type { WriterReport } from '../../tools/writer.ts';
import { until } from '../bench.ts';
import type { Bench, Running } from '../bench.ts';
import { hasArrived } from '../replica-files.ts';
import type { Row } from '../row.ts';

const MEGABYTE = 2 ** 20;
const ROWS_PER_COMMIT = 20;
/** Time after the writer's end in which the rest is captured and sent, seconds: it is counted too. */
const CATCH_UP = 3;

interface Beside {
  readonly app: WriterReport;
  readonly ourCpuMs: number;
}

export const cpuPerCommit: Row = {
  name: 'cpu-per-commit',
  about: 'our CPU time for each commit of 20 rows of a writer at full speed for 10 s',
  runs: 3,
  prepare(bench) {
    return Promise.resolve(async () => {
      const { app, ourCpuMs } = await writeBesideUs(bench);
      return [
        {
          what: `${ROWS_PER_COMMIT} rows`,
          unit: 'µs/commit',
          ours: (ourCpuMs * 1000) / app.transactions,
          anchors: { "the writer's own": (app.cpuMs * 1000) / app.transactions },
        },
      ];
    });
  },
};

export const appThroughput: Row = {
  name: 'app-throughput',
  about: 'commits and longest stall of a writer at full speed, alone and beside us',
  runs: 3,
  prepare(bench) {
    return Promise.resolve(async () => {
      const alone = await write(bench, bench.database(MEGABYTE));
      const { app } = await writeBesideUs(bench);
      return [
        {
          what: 'commits',
          unit: '1/s',
          ours: app.transactions / app.seconds,
          anchors: { alone: alone.transactions / alone.seconds },
          budget: { of: { ratioTo: 'alone' }, is: 'at least', limit: 0.8 },
        },
        {
          what: 'worst stall',
          unit: 'ms',
          ours: app.worstMs,
          anchors: { alone: alone.worstMs },
          budget: { of: 'figure', is: 'at most', limit: 150 },
        },
        { what: 'p99 of commits', unit: 'ms', ours: app.p99Ms, anchors: { alone: alone.p99Ms } },
      ];
    });
  },
};

function write(bench: Bench, db: string): Promise<WriterReport> {
  return runWriter({ db, seconds: bench.pick(10, 2), rows: ROWS_PER_COMMIT });
}

async function writeBesideUs(bench: Bench): Promise<Beside> {
  const db = bench.database(MEGABYTE);
  const destination = bench.fresh('replica');
  const run = bench.start('replicate', db, destination);
  await until(() => hasArrived(destination), run);
  const cpu = run.cpuMs;
  const app = await write(bench, db);
  await stillRunning(run, CATCH_UP);
  const beside = { app, ourCpuMs: run.cpuMs - cpu };
  await run.stop();
  return beside;
}

async function stillRunning(run: Running, seconds: number): Promise<void> {
  await setTimeout(seconds * 1000);
  await run.mustRun();
}
