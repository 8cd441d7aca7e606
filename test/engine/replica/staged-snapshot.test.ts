// A big snapshot waits on the local disk until it is there.
import { describe, expect, test } from 'vitest';
import { stream } from '../destination/samples.ts';
import { makeHistory } from '../restore/history.ts';
import { Stage } from './levels/stage.ts';
import { expectRestorable } from './retention/expect-restorable.ts';
import { failFirst, failure } from './rig.ts';

const history = makeHistory({ transactions: 20 });

/** The changes up to 5 are not here any more: a snapshot must come first. */
async function begun(stage: Stage): Promise<void> {
  stage.outbox.end = 5;
  stage.outbox.pruned = 5;
  stage.destination.before = failFirst(1, 'write 9/');
  await expect(stage.drain()).rejects.toMatchObject({ code: failure().code });
}

describe('a snapshot for a costly destination', () => {
  test('is sent again as it was, and changes follow it', async () => {
    await using stage = new Stage(history, 'costly');
    await begun(stage);
    stage.outbox.end = 8;
    await stage.drain();
    expect(stage.outbox.snapshots).toBe(1);
    expect(stage.destination.writes).toEqual(['9/1-5', '9/1-5', '0/6-6', '0/7-7', '0/8-8']);
    expect(stage.local.level(9)).toEqual([]);
    await expectRestorable(stage.folder(), history, [5, 6, 7, 8]);
  });

  test('is sent again after a new start', async () => {
    await using stage = new Stage(history, 'costly');
    await begun(stage);
    await stage.replica.stop();
    stage.start();
    await stage.drain();
    expect(stage.outbox.snapshots).toBe(1);
    expect(stage.destination.writes).toEqual(['9/1-5']);
  });

  test('is taken anew when what follows it is gone', async () => {
    await using stage = new Stage(history, 'costly');
    await begun(stage);
    stage.outbox.end = 8;
    stage.outbox.pruned = 8;
    await stage.drain();
    expect(stage.destination.writes).toEqual(['9/1-5', '9/1-8']);
    expect(stage.local.level(9)).toEqual([]);
  });
});

test.each(['of another state', 'that is damaged'])('a snapshot %s, under a number that is ours now, is not sent', async (what) => {
  await using stage = new Stage(history, 'costly');
  await stage.replica.stop();
  const foreign = makeHistory({ transactions: 20, seed: 2 }).file(1, 5);
  if (what === 'that is damaged') foreign.fill(0);
  await stage.local.keep({ level: 9, min: 1n, max: 5n }, stream(foreign));
  stage.outbox.end = 8;
  stage.outbox.pruned = 5;
  stage.start();
  await stage.drain();
  expect(stage.destination.writes).toEqual(['9/1-8']);
  await expectRestorable(stage.folder(), history, [8]);
});

test('a snapshot for a folder goes straight there', async () => {
  await using stage = new Stage(history, 'cheap');
  await begun(stage);
  expect(stage.local.level(9)).toEqual([]);
  await stage.drain();
  expect(stage.outbox.snapshots).toBe(2);
});
