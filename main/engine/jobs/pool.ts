// Runs jobs on worker threads: byte-heavy work never holds the thread that called.
import { Worker } from 'node:worker_threads';
import { abortedError } from '../base/abort.ts';
import { messageOf, TidemarkError } from '../base/errors.ts';
import type { Job, JobRunner } from './job.ts';
import { unpackError } from './wire.ts';
import type { Reply, Request } from './wire.ts';

export interface PoolOptions {
  /**
   * The module that calls serveJobs, as `new URL('./worker.ts', import.meta.url)`. In the built product,
   * where tsc leaves URLs as they are, its `.js` is run.
   */
  readonly worker: URL;
  /** Most threads at the same time, at least 1. None is started before there is work for it. */
  readonly size: number;
  /** Ms without work after which all threads end. */
  readonly restAfter?: number;
  /** Called when they have ended for that reason. */
  readonly onRest?: () => void;
}

/** Starting a thread takes some 50 ms; one that waits for work keeps 20 MB. */
const REST_AFTER = 10_000;

interface Task {
  readonly request: Request;
  readonly transfer: ArrayBuffer[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Seat {
  readonly worker: Worker;
  /** The job it runs; undefined while idle. */
  task: Task | undefined;
  /** What the thread died of, if it threw. */
  fault: unknown;
  /** `leaving`: it was told to end, and gets no more work. */
  stage: 'serving' | 'leaving';
}

/**
 * First come, first served; a worker has one job at a time. A worker that dies takes its job with it (code
 * `bug`, retry `now`) and is replaced when the next job needs it. Idle workers do not keep the process alive, and
 * end after a while.
 */
export class WorkerPool implements JobRunner {
  readonly width: number;
  readonly #worker: URL;
  readonly #seats = new Set<Seat>();
  readonly #queue: Task[] = [];
  readonly #restAfter: number;
  readonly #onRest: () => void;
  #resting: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PoolOptions) {
    this.width = options.size;
    this.#worker = moduleToRun(options.worker);
    this.#restAfter = options.restAfter ?? REST_AFTER;
    this.#onRest = options.onRest ?? (() => undefined);
  }

  /** Rejects with what the job threw, with `aborted` after close, or with `bug` if the worker died. */
  run<Input, Output>(job: Job<Input, Output>, input: Input, transfer: ArrayBuffer[] = []): Promise<Output> {
    if (this.#closed) return Promise.reject(abortedError(`the job ${job.name}`));
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#queue.push({ request: { name: job.name, input }, transfer, resolve, reject });
    });
    this.#assign();
    // The worker runs the job of this name, so what it answers is that job's output.
    return answer as Promise<Output>;
  }

  /** Rejects what is waiting or running with `aborted` and resolves when every thread has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#resting);
    const running = [...this.#seats].flatMap((seat) => seat.task ?? []);
    for (const { request, reject } of [...running, ...this.#queue.splice(0)]) {
      reject(abortedError(`the job ${request.name}`));
    }
    await Promise.all([...this.#seats].map((seat) => seat.worker.terminate()));
  }

  #assign(): void {
    while (this.#queue.length > 0 && !this.#closed) {
      const seat = this.#freeSeat();
      const task = seat === undefined ? undefined : this.#queue.shift();
      if (seat === undefined || task === undefined) return;
      start(seat, task);
    }
  }

  /** Put off with every answer while nothing else is under way. */
  #restLater(): void {
    clearTimeout(this.#resting);
    if (this.#closed || [...this.#seats].some((seat) => seat.task !== undefined)) return;
    this.#resting = setTimeout(() => void this.#rest(), this.#restAfter).unref();
  }

  async #rest(): Promise<void> {
    const idle = [...this.#seats].filter((seat) => seat.task === undefined);
    await Promise.all(
      idle.map((seat) => {
        seat.stage = 'leaving';
        return seat.worker.terminate();
      }),
    );
    if (this.#seats.size === 0 && !this.#closed) this.#onRest();
  }

  #freeSeat(): Seat | undefined {
    for (const seat of this.#seats) if (seat.task === undefined && seat.stage === 'serving') return seat;
    return this.#seats.size < this.width ? this.#addSeat() : undefined;
  }

  #addSeat(): Seat {
    const seat: Seat = { worker: newWorker(this.#worker), task: undefined, fault: undefined, stage: 'serving' };
    this.#seats.add(seat);
    seat.worker.on('message', (reply: Reply) => {
      finish(seat, reply);
      this.#assign();
      this.#restLater();
    });
    seat.worker.on('error', (error: unknown) => {
      seat.fault = error;
    });
    seat.worker.on('messageerror', (error) => {
      seat.fault = error;
      void seat.worker.terminate();
    });
    seat.worker.on('exit', (code) => {
      this.#seats.delete(seat);
      seat.task?.reject(deathOf(seat, code));
      this.#assign();
    });
    return seat;
  }
}

/** Jobs leave nothing behind but buffers, which are let go of sooner the smaller this is. */
const YOUNG_MEGABYTES = 2;

/** The process's own flags (`--input-type`, `--inspect`, …) are not for workers. */
function newWorker(module: URL): Worker {
  const worker = new Worker(module, { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
  worker.unref();
  return worker;
}

function start(seat: Seat, task: Task): void {
  try {
    seat.worker.postMessage(task.request, task.transfer);
  } catch (cause) {
    const what = `the input of the job ${task.request.name} cannot be sent: ${messageOf(cause)}`;
    task.reject(new TidemarkError('bug', what, { cause }));
    return;
  }
  seat.task = task;
  seat.worker.ref();
}

function finish(seat: Seat, reply: Reply): void {
  const task = seat.task;
  seat.task = undefined;
  seat.worker.unref();
  if (reply.kind === 'done') task?.resolve(reply.value);
  else task?.reject(unpackError(reply.error));
}

function deathOf(seat: Seat, code: number): TidemarkError {
  const reason = seat.fault === undefined ? `exit code ${code}` : messageOf(seat.fault);
  return new TidemarkError(
    'bug',
    `the worker running the job ${seat.task?.request.name ?? ''} ended: ${reason}`,
    {
      hint: 'Try again; if it happens again, report it with this message.',
      retry: 'now',
      cause: seat.fault,
    },
  );
}

/** The sources run as they are; beside a built pool the worker is built too. */
function moduleToRun(worker: URL): URL {
  const built = import.meta.url.endsWith('.js') && worker.pathname.endsWith('.ts');
  return built ? new URL(worker.href.replace(/\.ts$/, '.js')) : worker;
}
