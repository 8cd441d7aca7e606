// A thread of the pool: every job there is, by name.
import { encodePagesJob, sumPagesJob } from '../capture/chunks.ts';
import { serveJobs } from '../jobs/serve.ts';
import { checkJob } from '../restore/check.ts';
import { decodeRunJob } from '../restore/decode-file.ts';

serveJobs([sumPagesJob, encodePagesJob, checkJob, decodeRunJob]);
