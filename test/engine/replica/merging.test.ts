// What waits becomes one file before it is sent, where that is worth it.
import { describe, expect, test } from 'vitest';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { chooseBatch, isMerged } from '../../../main/engine/replica/merging.ts';
import type { OutboxFile } from '../../../main/engine/replica/outbox.ts';
import type { UploadPace } from '../../../main/engine/replica/pacing/pace.ts';
import { makeHistory } from '../restore/history.ts';
import { stream } from '../destination/samples.ts';
import { stopAfter } from '../faults.ts';
import { Stage } from './levels/stage.ts';
import { expectRestorable } from './retention/expect-restorable.ts';
import { numbers } from './retention/stage.ts';
import { failFirst, failure, singles } from './rig.ts';

const history = makeHistory({ transactions: 300 });

function files(...sizes: number[]): OutboxFile[] {
  return sizes.map((size, i) => ({ range: { min: BigInt(i + 1), max: BigInt(i + 1) }, size }));
}

describe('the rule', () => {
  test.each([
    ['costly', { files: 8, behind: 0, paced: 'no' }, false],
    ['costly', { files: 9, behind: 0, paced: 'no' }, true],
    ['costly', { files: 2, behind: 10_000, paced: 'no' }, false],
    ['costly', { files: 2, behind: 10_001, paced: 'no' }, true],
    ['costly', { files: 2, behind: 0, paced: 'yes' }, true],
    ['costly', { files: 1, behind: 99_999, paced: 'yes' }, false],
    ['cheap', { files: 256, behind: 99_999, paced: 'no' }, false],
    ['cheap', { files: 257, behind: 0, paced: 'no' }, true],
  ] as const)('%s, %o: %s', (reading, waiting, merged) => {
    expect(isMerged(reading, waiting)).toBe(merged);
  });

  test('neighbours only, and no more than 64 MiB, but one at least', () => {
    const mib = 1 << 20;
    expect(chooseBatch(files(30 * mib, 34 * mib, 1))).toHaveLength(2);
    expect(chooseBatch(files(70 * mib, 1))).toHaveLength(1);
    const [first, second] = files(1, 1);
    expect(chooseBatch([first!, { ...second!, range: { min: 4n, max: 4n } }])).toHaveLength(1);
    expect(chooseBatch(files(1, 1, 1))).toHaveLength(3);
  });
});

describe('a destination that was away', () => {
  test('and is costly gets few files, of which every end can be restored', async () => {
    await using stage = new Stage(history, 'costly');
    stage.outbox.end = 150;
    await stage.drain();
    expect(await stage.held(0)).toEqual(['1-64', '65-128', '129-150']);
    await expectRestorable(stage.folder(), history, [64, 128, 150]);
    expect(stage.local.level(0)).toEqual([]);
  });

  test('and is cheap gets each change by itself, unless it was away for long', async () => {
    await using stage = new Stage(history, 'cheap');
    stage.outbox.end = 256;
    await stage.drain();
    expect(stage.destination.writes).toEqual(singles(1, 256));
  });

  test('is given single changes again once it is level', async () => {
    await using stage = new Stage(history, 'costly');
    stage.outbox.end = 20;
    await stage.drain();
    stage.outbox.end = 22;
    await stage.drain();
    expect(await stage.held(0)).toEqual(['1-20', '21-21', '22-22']);
  });

  test.each(['a file of other changes', 'a damaged file'])('gets no %s that waits under the next name', async (what) => {
    await using stage = new Stage(history, 'costly');
    stage.outbox.end = 20;
    await stage.drain();
    await stage.replica.stop();
    const foreign = makeHistory({ transactions: 300, seed: 2 }).file(21, 40);
    if (what === 'a damaged file') foreign.fill(0);
    await stage.local.keep({ level: 0, min: 21n, max: 40n }, stream(foreign));
    stage.outbox.end = 45;
    stage.start();
    await stage.drain();
    await expectRestorable(stage.folder(), history, [20, 45]);
  });

  test('gets the same bytes when it is tried again, also after a new start', async () => {
    await using stage = new Stage(history, 'costly');
    stage.outbox.end = 20;
    stage.destination.before = failFirst(1, 'write');
    await expect(stage.drain()).rejects.toMatchObject({ code: failure().code });
    await stage.replica.stop();
    stage.outbox.end = 40;
    stage.start();
    await stage.drain();
    expect(stage.destination.writes).toEqual(['0/1-20', '0/21-40']);
  });

  test('goes on behind what it took, when the answer was lost', async () => {
    await using stage = new Stage(history, 'costly');
    stage.outbox.end = 20;
    let lost = 0;
    stage.destination.after = (call) => {
      if (call.startsWith('write') && lost++ === 0) throw failure();
    };
    await expect(stage.drain()).rejects.toMatchObject({ code: failure().code });
    stage.outbox.end = 30;
    await stage.drain();
    expect(await stage.held(0)).toEqual(['1-20', '21-30']);
    expect(stage.local.level(0)).toEqual([]);
  });

  test('is given them one by one when there is no room to merge them', async () => {
    await using stage = new Stage(history, 'costly');
    await stage.replica.stop();
    const disk = stopAfter(systemDisk, Infinity);
    stage.start({}, disk.disk);
    stage.outbox.end = 12;
    for (let n = 1; n <= 4; n++) disk.failCall(disk.calls + n, 'ENOSPC');
    disk.failNext('ENOSPC');
    await stage.drain();
    expect(stage.destination.writes[0]).toBe('0/1-1');
    await expectRestorable(stage.folder(), history, [1, 12]);
  });
});

describe('a budget', () => {
  class Every implements UploadPace {
    readonly #ms: number;
    #last = -Infinity;
    begun = 0;
    released = 0;

    constructor(ms: number) {
      this.#ms = ms;
    }

    delay(now: number): number {
      return Math.max(0, this.#last + this.#ms - now);
    }

    began(now: number): void {
      this.#last = now;
      this.begun += 1;
    }

    release(): void {
      this.released += 1;
    }
  }

  test('lets changes gather, and sends them as one', async () => {
    await using stage = new Stage(history, 'costly');
    const pace = new Every(60_000);
    await stage.replica.stop();
    stage.start({ pace });
    for (let n = 1; n <= 150; n++) {
      stage.outbox.end = n;
      stage.replica.start();
      stage.replica.poke();
      await stage.pass(1000);
    }
    expect(await stage.held(0)).toEqual(['1-1', '2-61', '62-121']);
    const { state, pending } = stage.replica.status();
    expect(state).toEqual({ kind: 'idle', resumesAt: stage.clock.now() + 31_000 });
    expect(pending.files).toBe(29);
    await stage.pass(31_000);
    expect((await stage.held(0)).at(-1)).toBe('122-150');
    expect(pace.begun).toBe(4);
    await stage.replica.stop();
    expect(pace.released).toBe(1);
  });

  test('does not keep those waiting who ask for the last changes', async () => {
    await using stage = new Stage(history, 'costly');
    await stage.replica.stop();
    stage.start({ pace: new Every(60_000) });
    for (const n of numbers(1, 5)) {
      stage.outbox.end = n;
      await stage.drain();
    }
    expect(stage.destination.writes).toEqual(singles(1, 5));
  });
});
