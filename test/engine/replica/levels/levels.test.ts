// Levels as they are made beside the changes, read back point by point.
import { describe, expect, test } from 'vitest';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { levelProblems } from '../../../../main/engine/verify/chain.ts';
import { stopAfter } from '../../faults.ts';
import { Lcg } from '../../ltx/bytes.ts';
import { makeHistory } from '../../restore/history.ts';
import { expectRestorable } from '../retention/expect-restorable.ts';
import { numbers } from '../retention/stage.ts';
import { failFirst, failure } from '../rig.ts';
import { Stage } from './stage.ts';

const history = makeHistory({ transactions: 60 });

describe.each(['cheap', 'costly'] as const)('at a destination that is %s to read', (reading) => {
  test('each level holds a file for each of its stretches', async () => {
    await using stage = new Stage(history, reading);
    await stage.live(30);
    expect(await stage.held(0)).toHaveLength(30);
    // Transaction n was captured n seconds after a boundary.
    expect((await stage.held(1)).slice(0, 4)).toEqual(['1-2', '3-5', '6-8', '9-11']);
    expect(await stage.held(2)).toEqual(['1-8', '9-17', '18-26']);
    expect(await stage.held(3)).toEqual(['1-26']);
    expect(levelProblems(await stage.folder().list(1), await stage.all())).toEqual([]);
    await expectRestorable(stage.folder(), history, numbers(1, 30));
  });

  test('what was merged is enough without what it was made of', async () => {
    await using stage = new Stage(history, reading);
    await stage.live(30);
    const files = await stage.all();
    await stage.folder().remove(files.filter(({ level, max }) => level < 2 && max <= 26n));
    await expectRestorable(stage.folder(), history, [8, 17, 26, 27, 30]);
  });

  test('nothing wakes when all is merged', async () => {
    await using stage = new Stage(history, reading);
    await stage.live(5);
    await stage.pass(60_000);
    await stage.pass(60_000);
    expect((await stage.all()).filter(({ level }) => level === 3)).toHaveLength(1);
    const calls = stage.destination.calls.length;
    await stage.pass(86_400_000);
    expect(stage.destination.calls).toHaveLength(calls);
  });

  test('the next stretch does not wait for a longer one', async () => {
    await using stage = new Stage(history, reading);
    await stage.live(9);
    expect(await stage.held(1)).toEqual(['1-2', '3-5', '6-8']);
    await stage.live(1);
    await stage.pass(2000);
    expect((await stage.held(1)).at(-1)).toBe('9-10');
    expect(await stage.held(3)).toEqual([]);
  });

  test('is told of what was made, and of what could not be', async () => {
    await using stage = new Stage(history, reading);
    await stage.live(2);
    stage.destination.before = failFirst(1, 'write 1/');
    await stage.pass(2000);
    expect(stage.told).toMatchObject([{ kind: 'failed', level: 1, min: 1n, max: 2n, files: 2, error: failure() }]);
    await stage.pass(60_000);
    await stage.pass(60_000);
    expect(stage.told[1]).toMatchObject({ kind: 'compacted', level: 1, min: 1n, max: 2n, files: 2 });
    expect(stage.told.slice(1).map(({ kind, level }) => `${kind} ${level}`)).toEqual([
      'compacted 1',
      'compacted 2',
      'compacted 3',
    ]);
  });

  test('a name that is taken by the same is taken for ours', async () => {
    await using stage = new Stage(history, reading);
    await stage.live(2);
    // The answer is lost: it is there, and we do not know.
    let lost = 0;
    stage.destination.after = (call) => {
      if (call === 'write 1/1-2' && lost++ === 0) throw failure();
    };
    await stage.pass(2000);
    await stage.pass(60_000);
    expect(stage.told.map(({ kind }) => kind).slice(0, 2)).toEqual(['failed', 'compacted']);
    await expectRestorable(stage.folder(), history, [1, 2]);
  });

  test('a damaged file costs its own stretch and no other', async () => {
    await using stage = new Stage(history, reading);
    // In a folder it is damaged where it lies; elsewhere the copy that is still here is.
    const bytes = new Uint8Array(history.file(4, 4));
    await stage.live(3);
    const sound = history.file.bind(history);
    bytes[150]! ^= 1;
    stage.outbox.history.file = (min, max, ...more) => (min === 4 && max === 4 ? bytes : sound(min, max, ...more));
    await stage.live(20).finally(() => {
      stage.outbox.history.file = sound;
    });
    await stage.pass(60_000);
    await stage.pass(60_000);
    const failed = stage.told.filter(({ kind }) => kind === 'failed');
    expect(failed).toMatchObject([{ level: 1, min: 3n, max: 5n }]);
    expect((await stage.held(1)).slice(0, 2)).toEqual(['1-2', '6-8']);
  });
});

test('a costly destination is not read for what is here', async () => {
  await using stage = new Stage(history, 'costly');
  await stage.live(30);
  await stage.pass(60_000);
  expect(await stage.held(3)).toEqual(['1-26', '27-30']);
  expect(stage.destination.calls.filter((call) => call.startsWith('open'))).toEqual([]);
  expect(stage.local.level(1)).toEqual([]);
  expect(stage.local.level(3)).toEqual([]);
});

test('a costly destination is read for what is not here any more', async () => {
  await using stage = new Stage(history, 'costly');
  await stage.live(8);
  stage.outbox.pruned = 8;
  for (const { min, max } of stage.local.level(1)) stage.local.remove({ level: 1, min, max });
  await stage.pass(60_000);
  await stage.pass(60_000);
  expect(await stage.held(3)).toEqual(['1-8']);
  expect(stage.destination.calls).toContain('open 1/1-2');
  await expectRestorable(stage.folder(), history, numbers(1, 8));
});

/** `TIDEMARK_ROUNDS=200` is the long form. */
const ROUNDS = Number(process.env['TIDEMARK_ROUNDS'] ?? 12);

describe('whatever happens', () => {
  test.each(numbers(1, ROUNDS))('every point stays, and the levels hang together (%i)', async (seed) => {
    const random = new Lcg(seed);
    await using stage = new Stage(history, seed % 2 === 0 ? 'cheap' : 'costly');
    let held = 0;
    for (let step = 0; step < 25; step++) {
      stage.outbox.end = Math.min(history.end, stage.outbox.end + random.below(4));
      const action = random.below(8);
      if (action === 0) stage.clock.jump((random.below(5) - 2) * 20_000);
      if (action === 1) stage.destination.before = failFirst(1 + random.below(2), ['write', 'open', 'list'][random.below(3)]!);
      if (action === 2) {
        await stage.replica.stop();
        const disk = random.below(2) === 0 ? systemDisk : stopAfter(systemDisk, 20 + random.below(60)).disk;
        stage.start({}, disk);
      }
      await stage.drain().then(
        () => (held = stage.outbox.end),
        () => undefined,
      );
      await stage.pass(random.below(6000));
    }
    await stage.replica.stop();
    stage.start();
    await stage.drain();
    await stage.pass(100_000);
    await stage.pass(100_000);
    expect(held).toBeGreaterThan(5);
    const files = await stage.all();
    for (const level of [1, 2, 3]) {
      const inLevel = files.filter((file) => file.level === level);
      expect(levelProblems(inLevel, files)).toEqual([]);
      expect(inLevel.length).toBeGreaterThan(0);
      expect(inLevel.at(-1)!.max).toBe(BigInt(stage.outbox.end));
    }
    const singles = files.filter(({ level }) => level === 0).map(({ max }) => Number(max));
    await expectRestorable(stage.folder(), history, singles);
  });
});
