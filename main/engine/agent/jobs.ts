// The pool of worker threads for byte-heavy work. It starts no thread before there is work.
import { availableParallelism } from 'node:os';
import { collectGarbage } from '../base/garbage.ts';
import type { JobRunner } from '../jobs/job.ts';
import { WorkerPool } from '../jobs/pool.ts';

/** More threads than this wait for the disk, not for each other. */
const MOST_THREADS = 4;

export function openJobs(): JobRunner {
  const size = Math.min(MOST_THREADS, availableParallelism());
  const worker = new URL('./worker.ts', import.meta.url);
  return new WorkerPool({ worker, size, onRest: collectGarbage });
}
