// The end of it, as a job: where nobody else has the database open, its log is folded into it and removed, as
// any program does that closes it last. Where somebody has, nothing happens.
import { isTidemarkError } from '../../base/errors.ts';
import { defineJob } from '../../jobs/job.ts';
import { beginRead, connect, endRead } from '../../sqlite/connection.ts';

export const settleJob = defineJob('in-place.settle', (path: string) => {
  const connection = connect(path, 'checkpoint', 0);
  try {
    beginRead(connection, path);
    endRead(connection);
  } catch (error) {
    // Locked, and so in use, or not readable: there is nothing to settle.
    if (!isTidemarkError(error)) throw error;
  } finally {
    connection.close();
  }
  return { value: undefined, transfer: [] };
});
