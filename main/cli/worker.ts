// A thread of the pool: every job there is, by name.
import { encodePagesJob, sumPagesJob } from '../engine/capture/chunks.ts';
import { serveJobs } from '../engine/jobs/serve.ts';
import { checkJob } from '../engine/restore/check.ts';
import { decodeRunJob } from '../engine/restore/decode-file.ts';

serveJobs([sumPagesJob, encodePagesJob, checkJob, decodeRunJob]);
