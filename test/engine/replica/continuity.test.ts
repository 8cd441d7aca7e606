// Every row of the table in continuity.ts, and what becomes of taken names.
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatLtxName } from '../../../main/engine/ltx/name.ts';
import { LTX_NO_CHECKSUM, decodeHeader, encodeHeader } from '../../../main/engine/ltx/header.ts';
import { ref, stream } from '../destination/samples.ts';
import { History } from './history.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { Rig, singles } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.make();
});
afterEach(() => rig.dispose());

const ours = (txid: number): History => new History(1).growTo(BigInt(txid));
const theirs = (txid: number): History => new History(2).growTo(BigInt(txid));
const outboxAt = (txid: number): MemoryOutbox => new MemoryOutbox(ours(txid));

async function expectConflict(words: RegExp): Promise<void> {
  const before = await rig.held();
  await expect(rig.drain()).rejects.toMatchObject({ code: 'destination-conflict', message: words });
  expect(rig.replica.status().state).toMatchObject({ kind: 'failed', trouble: { message: words } });
  expect(rig.destination.writes).toEqual([]);
  expect(await rig.held()).toEqual(before);
}

describe('nothing there', () => {
  test('and the outbox has the beginning: the files, from the first', async () => {
    rig.restart(outboxAt(3));
    await rig.drain();
    expect(await rig.held()).toEqual(singles(1, 3));
  });

  test('and the outbox has lost the beginning: a snapshot, then the files', async () => {
    rig.restart(outboxAt(3).prune(1n));
    await rig.drain();
    rig.outbox.grow(2);
    await rig.drain();
    expect(await rig.held()).toEqual([...singles(4, 5), '9/1-3']);
    expect(await rig.read(9, 1, 3)).toEqual(Buffer.concat(rig.outbox.history.snapshot(3n)));
  });

  test('and no head yet: nothing is done, and the first file is sent when it comes', async () => {
    rig.replica.start();
    await rig.untilIdleAt(0n);
    rig.outbox.grow();
    rig.replica.poke();
    await rig.untilIdleAt(1n);
  });
});

describe('our own history there', () => {
  test('with the checksum we recorded: the files that follow', async () => {
    await rig.plantAll(ours(3));
    rig.restart(outboxAt(5));
    await rig.drain();
    expect(rig.destination.writes).toEqual(singles(4, 5));
  });

  test('up to our head: nothing', async () => {
    await rig.plantAll(ours(3));
    rig.restart(outboxAt(3).forgetChecksums(3n));
    await rig.drain();
    expect(rig.destination.writes).toEqual([]);
  });

  test('with a checksum we forgot, but our next file says it follows: the files that follow', async () => {
    await rig.plantAll(ours(3));
    rig.restart(outboxAt(5).forgetChecksums(5n));
    await rig.drain();
    expect(rig.destination.writes).toEqual(singles(4, 5));
  });

  test('with a checksum we forgot, and the next file gone: a snapshot', async () => {
    await rig.plantAll(ours(3));
    rig.restart(outboxAt(5).forgetChecksums(5n).prune(4n));
    await rig.drain();
    expect(rig.destination.writes).toEqual(['9/1-5']);
  });

  test('joined, but the next file gone: a snapshot, then the files', async () => {
    await rig.plantAll(ours(3));
    rig.restart(outboxAt(6).prune(4n));
    await rig.drain();
    rig.outbox.grow();
    await rig.drain();
    expect(rig.destination.writes).toEqual(['9/1-6', '0/7-7']);
  });

  test('before a head is known is no conflict', async () => {
    await rig.plantAll(ours(3));
    rig.restart(new MemoryOutbox(new History(1)));
    rig.replica.start();
    await rig.untilIdleAt(0n);
    rig.outbox.grow(4);
    rig.replica.poke();
    await rig.untilIdleAt(4n);
    expect(rig.destination.writes).toEqual(['0/4-4']);
  });

  test('reached through a snapshot and merged files', async () => {
    const history = ours(9);
    await rig.plant(history, 9, 1, 4);
    for (const n of [4, 5, 6]) await rig.plant(history, 0, n);
    rig.restart(outboxAt(9));
    await rig.drain();
    expect(rig.destination.writes).toEqual(singles(7, 9));
  });

  test('with a gap: the missing files, and those behind it are compared', async () => {
    const history = ours(5);
    for (const n of [1, 2, 4, 5]) await rig.plant(history, 0, n);
    rig.restart(outboxAt(6));
    rig.replica.start();
    await rig.untilIdleAt(6n);
    expect(await rig.held()).toEqual(singles(1, 6));
    expect(rig.destination.calls).toContain('open 0/4-4');
  });

  test('without its beginning, and ours is gone too: a snapshot', async () => {
    for (const n of [3, 4]) await rig.plant(ours(4), 0, n);
    rig.restart(outboxAt(5).prune(5n));
    await rig.drain();
    expect(rig.destination.writes).toEqual(['9/1-5']);
  });
});

describe('another history there', () => {
  test('at the same position: a conflict', async () => {
    await rig.plantAll(theirs(3));
    rig.restart(outboxAt(3));
    await expectConflict(/another database's history: at transaction 0000000000000003/);
  });

  test('at an older position: a conflict', async () => {
    await rig.plantAll(theirs(3));
    rig.restart(outboxAt(5));
    await expectConflict(/another database's history/);
  });

  test('seen only by what our next file follows: a conflict', async () => {
    await rig.plantAll(theirs(3));
    rig.restart(outboxAt(5).forgetChecksums(5n));
    await expectConflict(/another database's history/);
  });

  test('that went on where ours did: a conflict', async () => {
    await rig.plantAll(ours(5));
    rig.restart(outboxAt(3));
    await expectConflict(/up to 0000000000000005, but this database is at 0000000000000003/);
  });

  test('behind a gap, ahead of us: a conflict', async () => {
    await rig.plantAll(ours(2));
    await rig.plant(theirs(9), 0, 9);
    rig.restart(outboxAt(4));
    await expectConflict(/up to 0000000000000009/);
  });

  test('is told with what to do, and sending begins when it is gone', async () => {
    await rig.plantAll(theirs(3));
    rig.restart(outboxAt(3));
    await expect(rig.drain()).rejects.toMatchObject({ hint: /a folder of its own/, retry: 'never' });
    await rig.folder.connect().remove([ref(0, 1), ref(0, 2), ref(0, 3)]);
    await rig.drain();
    expect(await rig.held()).toEqual(singles(1, 3));
  });
});

describe('files there whose checksum is unknown', () => {
  test('by Litestream: a snapshot, then the files; theirs stay', async () => {
    await rig.plantAll(new History(1, 'litestream').growTo(3n));
    rig.restart(outboxAt(5));
    await rig.drain();
    rig.outbox.grow();
    await rig.drain();
    expect(await rig.held()).toEqual([...singles(1, 3), '0/6-6', '9/1-5']);
    rig.restart(rig.outbox.grow());
    await rig.drain();
    expect(rig.destination.writes).toEqual(['0/7-7']);
  });

  test('with a damaged header: a snapshot', async () => {
    await rig.plantAll(ours(3));
    await truncate(join(rig.folder.path, 'ltx', '0', formatLtxName({ min: 3n, max: 3n })), 20);
    rig.restart(outboxAt(4));
    await rig.drain();
    expect(rig.destination.writes).toEqual(['9/1-4']);
  });

  test('but another file that ends there knows it: the files that follow', async () => {
    await rig.plantAll(ours(3));
    await rig.plant(ours(3), 9, 1, 3);
    await truncate(join(rig.folder.path, 'ltx', '0', formatLtxName({ min: 3n, max: 3n })), 20);
    rig.restart(outboxAt(4));
    await rig.drain();
    expect(rig.destination.writes).toEqual(['0/4-4']);
  });
});

describe('a name that is taken', () => {
  /** Another writer stores `bytes` just before our first write does. */
  function beatenBy(level: number, min: number, max: number, bytes: Uint8Array): void {
    rig.destination.before = async (call) => {
      if (!call.startsWith('write')) return;
      rig.destination.before = () => undefined;
      await rig.folder.connect().write(ref(level, min, max), stream(bytes));
    };
  }

  test('by the same bytes is ours', async () => {
    rig.restart(outboxAt(2));
    beatenBy(0, 1, 1, ours(1).file(1n));
    await rig.drain();
    expect(await rig.held()).toEqual(singles(1, 2));
  });

  test('by other bytes is a conflict, and nothing is replaced', async () => {
    rig.restart(outboxAt(2));
    beatenBy(0, 1, 1, theirs(1).file(1n));
    await expect(rig.drain()).rejects.toMatchObject({
      code: 'destination-conflict',
      message: /another writer/,
    });
    expect(await rig.read(0, 1)).toEqual(Buffer.from(theirs(1).file(1n)));
    expect(await rig.held()).toEqual(singles(1, 1));
  });

  test('by a snapshot of the same state is ours, though its bytes differ', async () => {
    rig.restart(outboxAt(3).prune(3n));
    const bytes = Buffer.concat(ours(3).snapshot(3n));
    const header = decodeHeader(bytes);
    bytes.set(encodeHeader({ ...header, flags: LTX_NO_CHECKSUM, timestamp: header.timestamp + 77 }));
    beatenBy(9, 1, 3, bytes);
    await rig.drain();
    rig.outbox.grow();
    await rig.drain();
    expect(await rig.held()).toEqual(['0/4-4', '9/1-3']);
  });

  test('by a snapshot of another state is a conflict', async () => {
    rig.restart(outboxAt(3).prune(3n));
    beatenBy(9, 1, 3, Buffer.concat(theirs(3).snapshot(3n)));
    await expect(rig.drain()).rejects.toMatchObject({ code: 'destination-conflict' });
  });

  test('by a writer that is not done is waited for', async () => {
    rig.restart(outboxAt(1));
    rig.destination.before = async (call) => {
      if (call === 'write 0/1-1' && rig.destination.writes.length === 1) await rig.plant(theirs(1), 0, 1);
      if (call === 'open 0/1-1') await rig.folder.connect().remove([ref(0, 1)]);
    };
    rig.replica.start();
    const { state } = await rig.untilKind('waiting');
    expect(state).toMatchObject({ trouble: { message: /another writer is storing the same file/ } });
    rig.clock.advance(await rig.clock.asleep());
    await rig.untilIdleAt(1n);
  });
});
