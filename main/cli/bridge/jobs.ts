// The pool of worker threads for byte-heavy work.
//
// Only commands that may need it load it, and it starts no thread before there is work.
import { availableParallelism } from 'node:os';
import type { JobRunner } from '../../engine/jobs/job.ts';

/** More threads than this wait for the disk, not for each other. */
const MOST_THREADS = 4;

export async function openJobs(): Promise<JobRunner> {
  const { WorkerPool } = await import('../../engine/jobs/pool.ts');
  const size = Math.min(MOST_THREADS, availableParallelism());
  return new WorkerPool({ worker: new URL('../worker.ts', import.meta.url), size });
}
