// The last step before a restored file gets its name: it is made durable while SQLite looks through it.
import type { OnProgress } from '../base/progress.ts';
import { requireAll } from '../base/settled.ts';
import type { JobRunner } from '../jobs/job.ts';
import { type Check, checkDatabase } from './check.ts';
import type { ScratchFile } from './scratch.ts';

export interface Proving {
  /** Bytes. */
  readonly size: number;
  /** Names the database for people. */
  readonly what: string;
  readonly check: Check;
  readonly jobs: JobRunner;
  readonly onProgress?: OnProgress | undefined;
}

/** Both have ended when this returns or throws: `database-damaged`, `disk-full`. */
export async function proveScratch(scratch: ScratchFile, { size, what, check, jobs, onProgress }: Proving): Promise<void> {
  if (check !== 'none') onProgress?.({ step: 'check', done: 0, total: size });
  const work = [scratch.sync()];
  if (check !== 'none') work.push(checkDatabase(jobs, { path: scratch.path, check, size }, what));
  requireAll(await Promise.allSettled(work));
  scratch.tidy();
  if (check !== 'none') onProgress?.({ step: 'check', done: size, total: size });
}
