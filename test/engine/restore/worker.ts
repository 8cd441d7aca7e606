// The worker of the pool that tests of large files use.
import { serveJobs } from '../../../main/engine/jobs/serve.ts';
import { checkJob } from '../../../main/engine/restore/check.ts';
import { decodeRunJob } from '../../../main/engine/restore/decode-file.ts';

serveJobs([decodeRunJob, checkJob]);
