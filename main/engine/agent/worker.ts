// A thread of the pool: every job there is, by name.
import { encodePagesJob, sumPagesJob } from '../capture/chunks.ts';
import { decodeForMergeJob, encodeForMergeJob } from '../capture/merge-work.ts';
import { serveJobs } from '../jobs/serve.ts';
import { checkJob } from '../restore/check.ts';
import { decodeRunJob } from '../restore/decode-file.ts';
import { applyJob } from '../restore/in-place/apply-job.ts';
import { contentJob, copyJob } from '../restore/in-place/copy-job.ts';
import { keepJob } from '../restore/in-place/keep-job.ts';
import { settleJob } from '../restore/in-place/settle-job.ts';

serveJobs([
  sumPagesJob,
  encodePagesJob,
  decodeForMergeJob,
  encodeForMergeJob,
  checkJob,
  decodeRunJob,
  keepJob,
  applyJob,
  settleJob,
  copyJob,
  contentJob,
]);
