import { expect, test } from 'vitest';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { double, increment, refuse, unserved } from './sample-jobs.ts';

test('runs a job and gives its result', async () => {
  expect(await new InlineRunner().run(double, 21)).toBe(42);
});

test('gives the event loop a turn before the job', async () => {
  const order: string[] = [];
  setImmediate(() => order.push('event'));
  await new InlineRunner().run(double, 1).then(() => order.push('job'));
  expect(order).toEqual(['event', 'job']);
});

test('moves given-away buffers in and out as a worker would', async () => {
  const bytes = new Uint8Array([1, 2, 255]);
  const result = await new InlineRunner().run(increment, bytes.buffer, [bytes.buffer]);
  expect(bytes.length).toBe(0);
  expect([...new Uint8Array(result)]).toEqual([2, 3, 0]);
});

test('does not share with the job what was not given away', async () => {
  const bytes = new Uint8Array([1, 2]);
  await new InlineRunner().run(increment, bytes.buffer);
  expect([...bytes]).toEqual([1, 2]);
});

test('rejects with what the job threw', async () => {
  await expect(new InlineRunner().run(refuse, 'disk')).rejects.toMatchObject({
    code: 'disk-full',
    retry: 'later',
  });
});

test('rejects with aborted what has not begun at close, and what comes after', async () => {
  const runner = new InlineRunner();
  const waiting = runner.run(unserved, null);
  await runner.close();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  await expect(runner.run(unserved, null)).rejects.toMatchObject({ code: 'aborted' });
});
