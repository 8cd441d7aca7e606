// Jobs that do well, fail and die in every way a job can: what the runners' tests run.
import { readFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import { defineJob } from '../../../main/engine/jobs/job.ts';

const whole = <T>(value: T): { value: T; transfer: ArrayBuffer[] } => ({ value, transfer: [] });

export const double = defineJob('double', (n: number) => whole(n * 2));

/** Adds one to every byte of a buffer that is moved in and out. */
export const increment = defineJob('increment', (buffer: ArrayBuffer) => {
  const bytes = new Uint8Array(buffer);
  for (let i = 0; i < bytes.length; i++) bytes[i] = bytes[i]! + 1;
  return { value: buffer, transfer: [buffer] };
});

/** Holds its thread for `ms` and tells which thread it was and from when to when (wall clock, ms). */
export const hold = defineJob('hold', (ms: number) => {
  const began = performance.timeOrigin + performance.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  return whole({ thread: threadId, began, ended: performance.timeOrigin + performance.now() });
});

export const refuse = defineJob('refuse', (cause: string): never => {
  throw new TidemarkError('disk-full', 'no room for 4096 bytes', {
    hint: 'Free some space.',
    retry: 'later',
    cause: new Error(cause),
  });
});

export const readMissing = defineJob('read-missing', (path: string) => whole(readFileSync(path, 'utf8')));

export const unsendable = defineJob('unsendable', () => whole({ reply: () => 'functions cannot be cloned' }));

export const exit = defineJob('exit', (code: number): never => process.exit(code));

/** Known to callers only: the worker does not serve it. */
export const unserved = defineJob('unserved', () => whole(null));
