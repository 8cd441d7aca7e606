// The worker thread of the pool's tests.
import { serveJobs } from '../../../main/engine/jobs/serve.ts';
import { double, exit, hold, increment, readMissing, refuse, unsendable } from './sample-jobs.ts';

serveJobs([double, exit, hold, increment, readMissing, refuse, unsendable]);
