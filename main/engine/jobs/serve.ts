// The worker's side of a WorkerPool: a worker module imports its jobs and calls serveJobs once.
import { parentPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { messageOf, TidemarkError } from '../base/errors.ts';
import type { Job } from './job.ts';
import { packError } from './wire.ts';
import type { Reply, Request } from './wire.ts';

/**
 * Any job at all: `never` is what a caller who does not know the job may pass it, `unknown` what comes back.
 */
export type AnyJob = Job<never, unknown>;

interface Outcome {
  readonly reply: Reply;
  readonly transfer: ArrayBuffer[];
}

/** Answers the pool that started this thread until it ends the thread. Names of jobs must differ. */
export function serveJobs(jobs: readonly AnyJob[]): void {
  const port = parentPort;
  if (port === null) throw new TidemarkError('bug', 'serveJobs was called outside a worker thread');
  const byName = new Map(jobs.map((job) => [job.name, job]));
  if (byName.size < jobs.length) throw new TidemarkError('bug', 'two jobs of this worker have the same name');
  port.on('message', (request: Request) => {
    void outcomeOf(byName.get(request.name), request).then((outcome) => {
      send(port, outcome);
    });
  });
  // A request that cannot be read has no answer; ending the thread tells the pool.
  port.on('messageerror', (error) => {
    throw error;
  });
}

async function outcomeOf(job: AnyJob | undefined, request: Request): Promise<Outcome> {
  try {
    if (job === undefined) throw new TidemarkError('bug', `this worker has no job named ${request.name}`);
    // The pool took this input for the job of this name: WorkerPool.run checked its type.
    const { value, transfer } = await job.run(request.input as never);
    return { reply: { kind: 'done', value }, transfer };
  } catch (error) {
    return { reply: { kind: 'failed', error: packError(error) }, transfer: [] };
  }
}

function send(port: MessagePort, { reply, transfer }: Outcome): void {
  try {
    port.postMessage(reply, transfer);
  } catch (cause) {
    const error = new TidemarkError('bug', `a job's result cannot be sent: ${messageOf(cause)}`, { cause });
    port.postMessage({ kind: 'failed', error: packError(error) } satisfies Reply);
  }
}
