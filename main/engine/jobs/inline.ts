// Runs jobs in the caller's own thread: for tests, and for callers whose thread has nothing else to do.
import { setImmediate } from 'node:timers/promises';
import { abortedError } from '../base/abort.ts';
import type { Job, JobRunner } from './job.ts';

/**
 * One job at a time, with a turn of the event loop before each. Messages are cloned and given-away buffers
 * detached as a worker would, so that code which runs here also runs on a pool.
 */
export class InlineRunner implements JobRunner {
  readonly width = 1;
  #closed = false;

  async run<Input, Output>(
    job: Job<Input, Output>,
    input: Input,
    transfer: ArrayBuffer[] = [],
  ): Promise<Output> {
    const message = structuredClone(input, { transfer });
    await setImmediate();
    if (this.#closed) throw abortedError(`the job ${job.name}`);
    const result = await job.run(message);
    return structuredClone(result.value, { transfer: result.transfer });
  }

  /** Jobs that have not begun reject with `aborted`. */
  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}
