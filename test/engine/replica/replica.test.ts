// Order, silence, states, trying again.
import { rename } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { ReplicaStatus } from '../../../main/engine/replica/status.ts';
import { failFirst, failure, Rig, singles } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.make();
});
afterEach(() => rig.dispose());

const LISTS = Array.from({ length: 10 }, (_, level) => `list ${level}`);

describe('sending', () => {
  test('brings everything there, in order, as it is', async () => {
    rig.outbox.grow(5);
    rig.replica.start();
    await rig.untilIdleAt(5n);
    expect(rig.destination.writes).toEqual(singles(1, 5));
    expect(await rig.held()).toEqual(singles(1, 5));
    for (let n = 1; n <= 5; n++) {
      expect(await rig.read(0, n)).toEqual(Buffer.from(rig.outbox.history.file(BigInt(n))));
    }
  });

  test('goes on when poked', async () => {
    rig.replica.start();
    await rig.untilIdleAt(0n);
    for (let n = 1; n <= 3; n++) {
      rig.outbox.grow();
      rig.replica.poke();
      await rig.untilIdleAt(BigInt(n));
    }
    expect(rig.destination.writes).toEqual(singles(1, 3));
  });

  test('keeps the order and sends nothing twice, however it is poked', async () => {
    rig.destination.before = () => {
      rig.replica.poke();
    };
    rig.replica.start();
    for (let n = 0; n < 60; n++) {
      rig.outbox.grow();
      rig.replica.poke();
      rig.replica.poke();
      if (n % 7 === 0) await new Promise(setImmediate);
    }
    await rig.drain();
    expect(rig.destination.writes).toEqual(singles(1, 60));
  });

  test('takes up where an earlier start stopped', async () => {
    rig.outbox.grow(3);
    await rig.drain();
    await rig.replica.stop();
    rig.outbox.grow(2);
    rig.restart();
    await rig.drain();
    expect(rig.destination.writes).toEqual(singles(4, 5));
  });

  test('serves several replicas from one outbox', async () => {
    const other = await Rig.make();
    try {
      other.restart(rig.outbox);
      rig.destination.before = failFirst(1, 'write 0/2');
      rig.outbox.grow(4);
      rig.replica.start();
      await other.drain();
      expect((await rig.untilKind('waiting')).txid).toBe(1n);
      expect(await other.held()).toEqual(singles(1, 4));
    } finally {
      await other.dispose();
    }
  });

  test('says how many bytes it has sent', async () => {
    rig.outbox.grow(3);
    await rig.drain();
    const sizes = [1n, 2n, 3n].map((txid) => rig.outbox.history.file(txid).length);
    expect(rig.progress.at(-1)).toEqual({ step: 'upload', done: sizes.reduce((a, b) => a + b) });
  });
});

describe('idle', () => {
  test('looks once and then makes no call', async () => {
    rig.outbox.grow(2);
    rig.replica.start();
    await rig.untilIdleAt(2n);
    expect(rig.destination.calls).toEqual([...LISTS, 'write 0/1-1', 'write 0/2-2']);
    for (let n = 0; n < 20; n++) {
      rig.replica.poke();
      rig.clock.advance(3_600_000);
      await rig.drain();
    }
    expect(rig.destination.calls).toHaveLength(LISTS.length + 2);
  });

  test('is quiet: no change is told where there is none', async () => {
    rig.replica.start();
    await rig.untilIdleAt(0n);
    rig.outbox.grow();
    await rig.drain();
    await rig.untilIdleAt(1n);
    const told: ReplicaStatus[] = [];
    rig.replica.changed.on((status) => told.push(status));
    rig.replica.poke();
    await rig.drain();
    await new Promise(setImmediate);
    expect(told).toEqual([]);
  });

  test('after a restart with nothing new lists and reads one header', async () => {
    rig.outbox.grow(3);
    await rig.drain();
    rig.restart().replica.start();
    await rig.untilIdleAt(3n);
    expect(rig.destination.calls).toEqual([...LISTS, 'open 0/3-3']);
  });
});

describe('states', () => {
  test('go from idle through uploading to idle, with the position', async () => {
    const told: string[] = [];
    rig.replica.changed.on(({ state, txid }) => told.push(`${state.kind} ${txid}`));
    rig.outbox.grow(2);
    const pending = rig.outbox.pending(0n);
    expect(pending).toMatchObject({ files: 2 });
    const never = { url: rig.destination.url, state: { kind: 'idle' }, txid: 0n, safeAt: 0, pending };
    expect(rig.replica.status()).toEqual(never);
    rig.replica.start();
    await rig.untilIdleAt(2n);
    expect(told).toEqual(['uploading 0', 'uploading 1', 'uploading 2', 'idle 2']);
  });

  test('waiting tells the trouble and when it is tried again', async () => {
    rig.outbox.grow();
    rig.destination.before = failFirst(1, 'write', failure('destination-full'));
    rig.replica.start();
    const { state } = await rig.untilKind('waiting');
    expect(state).toEqual({
      kind: 'waiting',
      trouble: { code: 'destination-full', message: 'injected', hint: 'a test did this' },
      retryAt: rig.clock.now() + 125,
    });
  });

  test('a trouble stays in sight while it is tried again', async () => {
    rig.outbox.grow();
    rig.destination.before = failFirst(3, 'write');
    const told: string[] = [];
    rig.replica.changed.on(({ state }) => told.push(state.kind));
    rig.replica.start();
    for (let n = 0; n < 3; n++) rig.clock.advance(await rig.clock.asleep());
    await rig.untilIdleAt(1n);
    expect(told).toEqual(['uploading', 'waiting', 'waiting', 'waiting', 'uploading', 'uploading', 'idle']);
  });

  test('what is no use to try again is failed, and stays so', async () => {
    rig.outbox.grow();
    rig.destination.before = failFirst(1, 'write', new TidemarkError('destination-failed', 'never again'));
    rig.replica.start();
    await rig.untilKind('failed');
    const calls = rig.destination.calls.length;
    rig.replica.poke();
    rig.clock.advance(86_400_000);
    await new Promise(setImmediate);
    expect(rig.replica.status().state.kind).toBe('failed');
    expect(rig.destination.calls).toHaveLength(calls);
    await rig.drain();
    await rig.untilIdleAt(1n);
  });

  test('an unexpected error is failed, as a mistake of ours', async () => {
    rig.outbox.grow();
    rig.outbox.next = () => {
      throw new TypeError('undefined is not a function');
    };
    rig.replica.start();
    const { state } = await rig.untilKind('failed');
    expect(state).toMatchObject({ trouble: { code: 'bug', message: /undefined is not a function/ } });
  });
});

describe('trying again', () => {
  test('waits longer each time, at random within, up to a minute, and anew after a success', async () => {
    rig.outbox.grow();
    rig.destination.before = failFirst(11, 'write 0/1');
    rig.replica.start();
    const waits: number[] = [];
    for (let n = 0; n < 11; n++) {
      waits.push(await rig.clock.asleep());
      rig.clock.advance(waits.at(-1)!);
    }
    await rig.untilIdleAt(1n);
    expect(waits).toEqual([125, 250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    rig.destination.before = failFirst(1, 'write 0/2');
    rig.outbox.grow();
    rig.replica.poke();
    expect(await rig.clock.asleep()).toBe(125);
  });

  test('is not hurried by news', async () => {
    rig.outbox.grow();
    rig.destination.before = failFirst(1, 'write');
    rig.replica.start();
    await rig.untilKind('waiting');
    const calls = rig.destination.calls.length;
    for (let n = 0; n < 10; n++) {
      rig.outbox.grow();
      rig.replica.poke();
      await new Promise(setImmediate);
      rig.clock.advance(12);
    }
    expect(rig.destination.calls).toHaveLength(calls);
    rig.clock.advance(5);
    await rig.untilIdleAt(11n);
  });

  test('looks first, as what a failed call did is unknown', async () => {
    rig.outbox.grow(2);
    rig.destination.after = failFirst(1, 'write 0/1');
    rig.replica.start();
    rig.clock.advance(await rig.clock.asleep());
    await rig.untilIdleAt(2n);
    expect(rig.destination.calls).toEqual([...LISTS, 'write 0/1-1', ...LISTS, 'open 0/1-1', 'write 0/2-2']);
    expect(await rig.held()).toEqual(singles(1, 2));
  });

  test('does not depend on the wall clock', async () => {
    rig.outbox.grow();
    rig.destination.before = failFirst(1, 'write');
    rig.replica.start();
    await rig.clock.asleep();
    rig.clock.jump(-3_600_000);
    rig.clock.advance(125);
    await rig.untilIdleAt(1n);
  });

  test.each(['list 0', 'list 9', 'open', 'write 0/3'])('gets over a failing "%s"', async (call) => {
    rig.outbox.grow(2);
    await rig.drain();
    rig.restart(rig.outbox.grow(2));
    rig.destination.before = failFirst(1, call);
    rig.replica.start();
    await rig.untilKind('waiting');
    rig.clock.advance(await rig.clock.asleep());
    await rig.untilIdleAt(4n);
    expect(await rig.held()).toEqual(singles(1, 4));
  });
});

describe('a disk that is not there', () => {
  test('is looked for every five seconds, and copying goes on when it is back', async () => {
    rig.outbox.grow(2);
    await rig.drain();
    const { path } = rig.folder;
    await rename(path, `${path}-away`);
    rig.outbox.grow(2);
    rig.replica.poke();
    for (let n = 0; n < 20; n++) {
      expect(await rig.clock.asleep()).toBe(5000);
      expect(rig.replica.status()).toMatchObject({
        txid: 2n,
        state: { trouble: { code: 'destination-absent' } },
      });
      rig.clock.advance(5000);
    }
    await rig.clock.asleep();
    await rename(`${path}-away`, path);
    rig.clock.advance(5000);
    await rig.untilIdleAt(4n);
    expect(await rig.held()).toEqual(singles(1, 4));
  });

  test('does not make the next real failure wait long', async () => {
    rig.outbox.grow();
    rig.destination.before = failFirst(9, 'list 0', failure('destination-absent'));
    rig.replica.start();
    for (let n = 0; n < 9; n++) rig.clock.advance(await rig.clock.asleep());
    await rig.untilIdleAt(1n);
    rig.destination.before = failFirst(1, 'write');
    rig.outbox.grow();
    rig.replica.poke();
    expect(await rig.clock.asleep()).toBe(125);
  });
});
