import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { errnoOf, TidemarkError } from '../../../main/engine/base/errors.ts';
import { defineJob } from '../../../main/engine/jobs/job.ts';
import { WorkerPool } from '../../../main/engine/jobs/pool.ts';
import { double, exit, hold, increment, readMissing, refuse, unsendable, unserved } from './sample-jobs.ts';

const worker = new URL('./worker.ts', import.meta.url);
const MEGABYTE = 1024 * 1024;

let pool: WorkerPool;
const open = (size: number): WorkerPool => (pool = new WorkerPool({ worker, size }));
afterEach(() => pool.close());

/** The error a promise rejects with. */
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => Promise.reject(new Error('did not reject')),
    (error: unknown) => error,
  );

describe('running', () => {
  test('gives each caller the result of its own job', async () => {
    open(2);
    const results = await Promise.all(Array.from({ length: 100 }, (_, i) => pool.run(double, i)));
    expect(results).toEqual(Array.from({ length: 100 }, (_, i) => i * 2));
  });

  test('starts jobs in the order they came, one at a time in a worker', async () => {
    open(1);
    const spans = await Promise.all([20, 1, 1, 10].map((ms) => pool.run(hold, ms)));
    expect(new Set(spans.map((span) => span.thread)).size).toBe(1);
    for (const [i, span] of spans.entries()) {
      if (i > 0) expect(span.began).toBeGreaterThanOrEqual(spans[i - 1]!.ended);
    }
  });

  test('uses as many workers as its size and no more', async () => {
    open(3);
    const spans = await Promise.all(Array.from({ length: 9 }, () => pool.run(hold, 100)));
    expect(new Set(spans.map((span) => span.thread)).size).toBe(3);
  });

  test('starts no second worker while one is free', async () => {
    open(4);
    const first = await pool.run(hold, 0);
    const second = await pool.run(hold, 0);
    expect(second.thread).toBe(first.thread);
  });

  test('moves big buffers both ways instead of copying them', async () => {
    open(1);
    const bytes = new Uint8Array(64 * MEGABYTE).fill(7);
    const result = new Uint8Array(await pool.run(increment, bytes.buffer, [bytes.buffer]));
    expect(bytes.length).toBe(0);
    expect(result.length).toBe(64 * MEGABYTE);
    expect(result.every((byte) => byte === 8)).toBe(true);
  });
});

describe('errors', () => {
  test('a TidemarkError arrives as thrown: code, message, hint, retry, cause and stack', async () => {
    const error = await errorOf(open(1).run(refuse, 'the disk said no'));
    expect(error).toBeInstanceOf(TidemarkError);
    expect(error).toMatchObject({
      code: 'disk-full',
      message: 'no room for 4096 bytes',
      hint: 'Free some space.',
      retry: 'later',
      cause: { message: 'the disk said no' },
      stack: expect.stringContaining('sample-jobs.ts') as string,
    });
  });

  test('a system error keeps its errno name', async () => {
    const error = await errorOf(open(1).run(readMissing, '/nowhere/at/all'));
    expect(errnoOf(error)).toBe('ENOENT');
  });

  test('a job the worker does not serve is a bug, not a hang', async () => {
    await expect(open(1).run(unserved, null)).rejects.toMatchObject({ code: 'bug', message: /unserved/ });
  });

  test('input or output that cannot be cloned rejects and leaves the worker usable', async () => {
    open(1);
    const bad = defineJob('double', (call: () => void) => ({ value: typeof call, transfer: [] }));
    await expect(pool.run(bad, () => undefined)).rejects.toMatchObject({
      code: 'bug',
      message: /cannot be sent/,
    });
    await expect(pool.run(unsendable, null)).rejects.toMatchObject({
      code: 'bug',
      message: /cannot be sent/,
    });
    expect(await pool.run(double, 2)).toBe(4);
  });
});

describe('a worker that dies', () => {
  test('takes only its own job with it and is replaced', async () => {
    open(1);
    const [died, after] = await Promise.allSettled([pool.run(exit, 3), pool.run(double, 4)]);
    expect(died.status).toBe('rejected');
    expect(died).toMatchObject({
      reason: { code: 'bug', retry: 'now', message: /job exit ended: exit code 3/ },
    });
    expect(after).toEqual({ status: 'fulfilled', value: 8 });
  });

  test('again and again does not shrink the pool', async () => {
    open(2);
    const deaths = await Promise.allSettled(Array.from({ length: 6 }, () => pool.run(exit, 1)));
    expect(deaths.every((death) => death.status === 'rejected')).toBe(true);
    const spans = await Promise.all(Array.from({ length: 4 }, () => pool.run(hold, 100)));
    expect(new Set(spans.map((span) => span.thread)).size).toBe(2);
  });

  test('before its first job rejects that job with the reason', async () => {
    pool = new WorkerPool({ worker: new URL('./no-such-worker.ts', import.meta.url), size: 1 });
    await expect(pool.run(double, 1)).rejects.toMatchObject({ code: 'bug', message: /no-such-worker/ });
  });
});

describe('close', () => {
  test('rejects what runs and what waits with aborted', async () => {
    open(1);
    const jobs = [pool.run(hold, 60_000), pool.run(double, 1)].map(errorOf);
    await pool.close();
    for (const error of await Promise.all(jobs)) expect(error).toMatchObject({ code: 'aborted' });
  });

  test('refuses work from then on, and may be called again', async () => {
    open(1);
    await pool.close();
    await pool.close();
    await expect(pool.run(double, 1)).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('without work for a while', () => {
  test('every thread ends, its owner hears of it, and the next job starts one', async () => {
    const rest = Promise.withResolvers<undefined>();
    pool = new WorkerPool({ worker, size: 2, restAfter: 20, onRest: () => { rest.resolve(undefined); } });
    const [first] = await Promise.all([pool.run(hold, 0), pool.run(hold, 0)]);
    await rest.promise;
    const next = await pool.run(hold, 0);
    expect(next.thread).not.toBe(first.thread);
  });

  test('a job that takes longer goes on', async () => {
    pool = new WorkerPool({ worker, size: 2, restAfter: 1 });
    const long = pool.run(hold, 200);
    await pool.run(hold, 0);
    expect(await long).toMatchObject({ thread: expect.any(Number) as number });
  });

  test('work that comes while threads end is done', async () => {
    pool = new WorkerPool({ worker, size: 1, restAfter: 0 });
    for (let i = 0; i < 20; i++) {
      expect(await pool.run(double, i)).toBe(2 * i);
      await new Promise((resolve) => setTimeout(resolve, i % 4));
    }
  });
});

test('idle workers do not keep the process alive', () => {
  const program = `
    import { WorkerPool } from '${new URL('../../../main/engine/jobs/pool.ts', import.meta.url).href}';
    import { double } from '${new URL('./sample-jobs.ts', import.meta.url).href}';
    const pool = new WorkerPool({ worker: new URL('${worker.href}'), size: 2 });
    console.log(await pool.run(double, 8));
  `;
  expect(runProgram(program)).toMatchObject({ status: 0, stdout: '16\n', stderr: '' });
});

test('the built pool runs the built worker', (ctx) => {
  const built = new URL('../../../dist/engine/jobs/', import.meta.url);
  ctx.skip(!existsSync(built), 'dist/ is not built');
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-jobs-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const job = "{ name: 'greet', run: (name) => ({ value: 'hello ' + name, transfer: [] }) }";
  const worker = `import { serveJobs } from '${built.href}serve.js'; serveJobs([${job}]);`;
  writeFileSync(join(folder, 'worker.js'), worker);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const program = `
    import { WorkerPool } from '${built.href}pool.js';
    const pool = new WorkerPool({ worker: new URL('${pathToFileURL(join(folder, 'worker.ts')).href}'), size: 1 });
    console.log(await pool.run({ name: 'greet' }, 'tide'));
  `;
  expect(runProgram(program)).toMatchObject({ status: 0, stdout: 'hello tide\n', stderr: '' });
});

/** Runs an ES module in a Node of its own, to its end. */
function runProgram(program: string): { status: number | null; stdout: string; stderr: string } {
  const args = ['--input-type=module', '-e', program];
  return spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 });
}
