// Waiting for the last changes, and stopping.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failFirst, failure, Rig, singles } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.make();
});
afterEach(() => rig.dispose());

describe('drain', () => {
  test('resolves when the head of the call is there', async () => {
    rig.outbox.grow(30);
    rig.replica.start();
    await rig.drain();
    expect(rig.replica.status().txid).toBe(30n);
    expect(await rig.held()).toEqual(singles(1, 30));
  });

  test('has nothing to wait for before the first transaction', async () => {
    await rig.drain();
    expect(rig.destination.calls).toEqual([]);
  });

  test('does not wait for what comes after the call', async () => {
    rig.outbox.grow();
    rig.destination.before = () => void rig.outbox.grow();
    rig.replica.start();
    await rig.drain();
    rig.destination.before = () => undefined;
    await rig.drain();
  });

  test('tries at once while the replica waits, and cuts the wait short', async () => {
    rig.outbox.grow();
    rig.destination.before = failFirst(1, 'write');
    rig.replica.start();
    await rig.untilKind('waiting');
    await rig.drain();
    expect(rig.clock.monotonic()).toBe(0);
    expect(await rig.held()).toEqual(singles(1, 1));
  });

  test('rejects with the reason, and the replica goes on by itself', async () => {
    rig.outbox.grow();
    rig.destination.before = failFirst(2, 'write', failure('destination-full'));
    rig.replica.start();
    await rig.untilKind('waiting');
    await expect(rig.drain()).rejects.toMatchObject({ code: 'destination-full', message: 'injected' });
    rig.clock.advance(await rig.clock.asleep());
    await rig.untilIdleAt(1n);
  });

  test('is not answered by an attempt that began before it', async () => {
    rig.outbox.grow();
    let drained: Promise<void> | undefined;
    rig.destination.before = (call) => {
      if (call !== 'write 0/1-1' || drained !== undefined) return;
      drained = rig.drain();
      throw failure();
    };
    rig.replica.start();
    await rig.until(() => drained !== undefined);
    await drained;
    expect(await rig.held()).toEqual(singles(1, 1));
  });

  test('serves many callers at once', async () => {
    rig.outbox.grow(5);
    await Promise.all(Array.from({ length: 10 }, () => rig.drain()));
    expect(rig.destination.writes).toEqual(singles(1, 5));
  });

  test('ends with its signal; the upload goes on', async () => {
    rig.outbox.grow();
    const controller = new AbortController();
    rig.destination.before = (call) => {
      if (call.startsWith('write')) controller.abort();
    };
    await expect(rig.replica.drain(controller.signal)).rejects.toMatchObject({ code: 'aborted' });
    await rig.untilIdleAt(1n);
    await expect(rig.replica.drain(controller.signal)).rejects.toMatchObject({ code: 'aborted' });
  });

  test('rejects when the outbox does not hold what its head promises', async () => {
    rig.outbox.grow(2);
    rig.outbox.next = () => ({ kind: 'none' });
    await expect(rig.drain()).rejects.toMatchObject({ code: 'bug' });
  });
});

describe('stop', () => {
  test('ends an upload under way, which leaves nothing', async () => {
    rig.outbox.grow(3);
    let stopped: Promise<void> | undefined;
    rig.destination.before = (call) => {
      if (call === 'write 0/2-2') stopped = rig.replica.stop();
    };
    const drained = rig.drain();
    await expect(drained).rejects.toMatchObject({ code: 'aborted' });
    await stopped;
    expect(await rig.held()).toEqual(singles(1, 1));
    expect(await rig.folder.files()).toHaveLength(1);
    await rig.restart().drain();
    expect(await rig.held()).toEqual(singles(1, 3));
  });

  test('ends a wait, at once and for good', async () => {
    rig.outbox.grow();
    rig.destination.before = failFirst(1, 'write');
    rig.replica.start();
    await rig.untilKind('waiting');
    await rig.replica.stop();
    const calls = rig.destination.calls.length;
    rig.clock.advance(3_600_000);
    rig.replica.poke();
    rig.replica.start();
    await new Promise(setImmediate);
    expect(rig.destination.calls).toHaveLength(calls);
    await expect(rig.drain()).rejects.toMatchObject({ code: 'aborted' });
  });

  test('is fine before a start, twice, and when idle', async () => {
    await rig.replica.stop();
    await rig.replica.stop();
    rig.restart().replica.start();
    await rig.untilIdleAt(0n);
    await rig.replica.stop();
    await rig.replica.stop();
  });
});
