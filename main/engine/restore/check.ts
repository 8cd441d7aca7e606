// SQLite's own check of a restored file, as a job: it reads every page and holds its thread while it does.
import { assertNever, isTidemarkError, TidemarkError } from '../base/errors.ts';
import { defineJob, type JobRunner } from '../jobs/job.ts';
import { connect, guard } from '../sqlite/connection.ts';

/** `quick` reads every page and row; `full` also compares indexes with their tables. */
export type Check = 'none' | 'quick' | 'full';

export interface CheckInput {
  readonly path: string;
  readonly check: Exclude<Check, 'none'>;
}

/** Enough to see what is wrong. */
const MOST_FINDINGS = 5;

/** What SQLite finds wrong with the file, in its words; nothing when it is sound. */
export const checkJob = defineJob('restore.check', ({ path, check }: CheckInput) => {
  const connection = connect(path, 'read', 0);
  try {
    const rows = guard(path, () => connection.pragma(`${pragmaOf(check)}(${MOST_FINDINGS})`));
    const findings = (rows as object[]).map((row) => String(Object.values(row)[0]));
    return { value: findings.filter((finding) => finding !== 'ok'), transfer: [] };
  } finally {
    connection.close();
  }
});

function pragmaOf(check: CheckInput['check']): string {
  switch (check) {
    case 'quick':
      return 'quick_check';
    case 'full':
      return 'integrity_check';
    default:
      return assertNever(check);
  }
}

/** Up to this many bytes the check takes less time than a thread takes to start. */
const CHECKED_HERE = 16 * 1024 * 1024;

export interface Checked extends CheckInput {
  /** Bytes. */
  readonly size: number;
}

/** `database-damaged` when SQLite finds fault with the file at `path`; `what` names it for people. */
export async function checkDatabase(jobs: JobRunner, file: Checked, what: string): Promise<void> {
  const findings = await findingsOf(jobs, file);
  if (findings.length === 0) return;
  const words = findings.join('; ');
  throw new TidemarkError('database-damaged', `${what} was already damaged when it was copied: ${words}`, {
    hint:
      'Restore an earlier point: -txid takes what `tidemark ltx` lists. ' +
      'To get this one all the same, add -integrity-check none.',
  });
}

async function findingsOf(jobs: JobRunner, { path, check, size }: Checked): Promise<readonly string[]> {
  try {
    if (size <= CHECKED_HERE) return checkJob.run({ path, check }).value;
    return await jobs.run(checkJob, { path, check });
  } catch (error) {
    if (isTidemarkError(error, 'database-damaged')) return [error.message];
    throw error;
  }
}
