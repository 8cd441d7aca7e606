import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HistoryGate } from '../../../main/engine/replica/history-gate.ts';

/** Work that begins and ends when a test says so. */
class Step {
  readonly #end = Promise.withResolvers<undefined>();
  begun = 0;

  readonly run = async (): Promise<void> => {
    this.begun += 1;
    await this.#end.promise;
  };

  async finish(): Promise<void> {
    this.#end.resolve(undefined);
    await setImmediate();
  }
}

const never = new AbortController().signal;

test('readers share', async () => {
  const gate = new HistoryGate();
  const [a, b] = [new Step(), new Step()];
  const both = Promise.all([gate.reading(a.run), gate.reading(b.run)]);
  await setImmediate();
  expect([a.begun, b.begun]).toEqual([1, 1]);
  await a.finish();
  await b.finish();
  await both;
});

test('who removes waits for all readers, also for those that come meanwhile', async () => {
  const gate = new HistoryGate();
  const [first, second, removal] = [new Step(), new Step(), new Step()];
  const reads = [gate.reading(first.run)];
  const removing = gate.removing(removal.run, never);
  reads.push(gate.reading(second.run));
  await first.finish();
  expect([second.begun, removal.begun]).toEqual([1, 0]);
  await second.finish();
  expect(removal.begun).toBe(1);
  await removal.finish();
  await Promise.all([...reads, removing]);
});

test('a reader waits for the removal under way, and for no more', async () => {
  const gate = new HistoryGate();
  const [removal, next, read] = [new Step(), new Step(), new Step()];
  const removals = [gate.removing(removal.run, never), gate.removing(next.run, never)];
  await setImmediate();
  const reading = gate.reading(read.run);
  await setImmediate();
  expect(read.begun).toBe(0);
  await removal.finish();
  expect(read.begun + next.begun).toBe(1);
  await next.finish();
  await read.finish();
  await Promise.all([reading, ...removals]);
  expect([read.begun, next.begun]).toEqual([1, 1]);
});

test('removals follow each other', async () => {
  const gate = new HistoryGate();
  const [a, b] = [new Step(), new Step()];
  const both = [gate.removing(a.run, never), gate.removing(b.run, never)];
  await setImmediate();
  expect([a.begun, b.begun]).toEqual([1, 0]);
  await a.finish();
  expect(b.begun).toBe(1);
  await b.finish();
  await Promise.all(both);
});

test('what fails lets the others go on', async () => {
  const gate = new HistoryGate();
  const fail = (): Promise<never> => Promise.reject(new Error('no'));
  await expect(gate.reading(fail)).rejects.toThrow('no');
  await expect(gate.removing(fail, never)).rejects.toThrow('no');
  expect(await gate.removing(() => Promise.resolve(1), never)).toBe(1);
  expect(await gate.reading(() => Promise.resolve(2))).toBe(2);
});

test('waiting can be ended, and is then without effect', async () => {
  const gate = new HistoryGate();
  const [read, removal] = [new Step(), new Step()];
  const stop = new AbortController();
  const reading = gate.reading(read.run);
  const removing = gate.removing(removal.run, stop.signal);
  stop.abort();
  await expect(removing).rejects.toMatchObject({ code: 'aborted' });
  await read.finish();
  await reading;
  expect(removal.begun).toBe(0);
});
