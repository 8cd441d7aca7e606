// The pool of worker threads, loaded only by commands that may need it.
import type { JobRunner } from '../../engine/jobs/job.ts';

export async function openJobs(): Promise<JobRunner> {
  const jobs = await import('../../engine/agent/jobs.ts');
  return jobs.openJobs();
}
