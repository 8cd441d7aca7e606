// Snapshots on request: beside the files, never in their way.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failFirst, failure, Rig, singles } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.make();
  rig.outbox.grow(3);
  await rig.drain();
  await rig.untilIdleAt(3n);
});
afterEach(() => rig.dispose());

const idleWith = (snapshot: string): Promise<unknown> =>
  rig.until(({ state }) => state.kind === 'idle' && rig.destination.writes.includes(snapshot));

test('shows the head, and is let go of', async () => {
  rig.replica.requestSnapshot();
  await idleWith('9/1-3');
  expect(await rig.held()).toEqual([...singles(1, 3), '9/1-3']);
  expect(await rig.read(9, 1, 3)).toEqual(Buffer.concat(rig.outbox.history.snapshot(3n)));
  expect(rig.outbox.openSnapshots).toBe(0);
  expect(rig.progress.at(-1)).toMatchObject({ step: 'snapshot', total: 2048 });
});

test('is not taken twice of the same state, also after a restart', async () => {
  rig.replica.requestSnapshot();
  await idleWith('9/1-3');
  const calls = rig.destination.calls.length;
  rig.replica.requestSnapshot();
  await new Promise(setImmediate);
  expect(rig.destination.calls).toHaveLength(calls);
  rig.restart().replica.requestSnapshot();
  rig.replica.start();
  await rig.untilIdleAt(3n);
  expect(rig.outbox.snapshots).toBe(1);
});

test('follows the files that are waiting', async () => {
  rig.outbox.grow(2);
  rig.replica.requestSnapshot();
  await idleWith('9/1-5');
  expect(rig.destination.writes.slice(3)).toEqual([...singles(4, 5), '9/1-5']);
});

test('lets commits made meanwhile pass', async () => {
  let pieces = 0;
  rig.outbox.onSnapshotPiece = () => {
    pieces += 1;
    rig.outbox.grow(2);
  };
  rig.replica.requestSnapshot();
  await idleWith('9/1-3');
  expect(pieces).toBeGreaterThan(0);
  expect(rig.replica.status().txid).toBe(3n + 2n * BigInt(pieces));
  expect(rig.destination.writes.slice(3)).toEqual(['9/1-3', ...singles(4, 3 + 2 * pieces)]);
});

test('does not hold up a drain', async () => {
  const begun = Promise.withResolvers<undefined>();
  const resume = Promise.withResolvers<undefined>();
  rig.outbox.onSnapshotPiece = async () => {
    begun.resolve(undefined);
    await resume.promise;
  };
  rig.replica.requestSnapshot();
  await begun.promise;
  await rig.drain();
  resume.resolve(undefined);
  await idleWith('9/1-3');
});

test('is taken again after a failure, and let go of each time', async () => {
  rig.destination.before = failFirst(2, 'write 9');
  rig.replica.requestSnapshot();
  for (let n = 0; n < 2; n++) rig.clock.advance(await rig.clock.asleep());
  await idleWith('9/1-3');
  expect(await rig.held()).toContain('9/1-3');
  expect(rig.outbox).toMatchObject({ snapshots: 3, openSnapshots: 0 });
});

test('of which the answer was lost is not taken again', async () => {
  rig.destination.after = failFirst(1, 'write 9', failure());
  rig.replica.requestSnapshot();
  rig.clock.advance(await rig.clock.asleep());
  await rig.untilIdleAt(3n);
  expect(rig.outbox.snapshots).toBe(1);
});

test('is stopped in the middle without a trace', async () => {
  const begun = Promise.withResolvers<undefined>();
  rig.outbox.onSnapshotPiece = () => {
    begun.resolve(undefined);
  };
  rig.replica.requestSnapshot();
  await begun.promise;
  await rig.replica.stop();
  expect(await rig.held()).toEqual(singles(1, 3));
  expect(rig.outbox.openSnapshots).toBe(0);
});

test('that does not get past a gap is not tried for ever', async () => {
  rig.outbox.next = () => ({ kind: 'gap' });
  rig.outbox.grow();
  rig.replica.poke();
  expect((await rig.untilKind('failed')).state).toMatchObject({ trouble: { code: 'bug' } });
  expect(rig.outbox).toMatchObject({ snapshots: 2, openSnapshots: 0 });
});
