// A job is a function from message to message, so that it can run in a worker thread or in place.
// Bodies live with the module whose work they are; this folder only knows how to run one.

/** Structured-clone data in, structured-clone data out. `name` is unique in the product. */
export interface Job<Input, Output> {
  readonly name: string;
  run(input: Input): JobResult<Output> | Promise<JobResult<Output>>;
}

/** A job that has its result when it returns, so that small work can be done on the spot. */
export interface PromptJob<Input, Output> extends Job<Input, Output> {
  run(input: Input): JobResult<Output>;
}

export interface JobResult<Output> {
  readonly value: Output;
  /** Buffers inside `value` that may be moved to the caller's thread instead of copied. */
  readonly transfer: ArrayBuffer[];
}

export function defineJob<Input, Output>(
  name: string,
  run: (input: Input) => JobResult<Output>,
): PromptJob<Input, Output>;
export function defineJob<Input, Output>(
  name: string,
  run: (input: Input) => Promise<JobResult<Output>>,
): Job<Input, Output>;
export function defineJob<Input, Output>(name: string, run: Job<Input, Output>['run']): Job<Input, Output> {
  return { name, run };
}

export interface JobRunner {
  /** How many jobs run at the same time; callers keep about twice as many in flight. */
  readonly width: number;
  /** `transfer` lists buffers inside `input` that the caller gives away. */
  run<Input, Output>(job: Job<Input, Output>, input: Input, transfer?: ArrayBuffer[]): Promise<Output>;
  close(): Promise<void>;
}
