// What a follower is sent: what leads on from where it is, and the whole when nothing does.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { decodeLtx } from '../../../../main/engine/ltx/decoder.ts';
import type { Pos } from '../../../../main/engine/ltx/pos.ts';
import { NODE, type Seen, ServerRig, systems } from './rig.ts';

let rig: ServerRig;
beforeEach(() => {
  rig = new ServerRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* await Promise.resolve([bytes]);
}

const expectSnapshot = (seen: Seen | undefined): void => {
  expect(seen).toMatchObject({ kind: 'ltx', name: 'app.db', header: { min: 1n } });
};

describe('a follower', () => {
  test('with nothing gets the whole, is told when it is level, and then gets each change', async () => {
    await rig.start();
    const first = await rig.commit();
    const follower = await rig.follow();
    const snapshot = await follower.next();
    expectSnapshot(snapshot);
    expect(snapshot!.header).toMatchObject({ max: first.txid, rolling: { post: first.postApplyChecksum } });
    for await (const run of decodeLtx(piecesOf(snapshot!.bytes!))) expect(run.pgnos.length).toBeGreaterThan(0);
    expect(await follower.next()).toEqual({ kind: 'ready' });
    for (let i = 1; i <= 3; i++) {
      const pos = await rig.commit();
      const change = await follower.next();
      expect(change!.header).toMatchObject({ min: pos.txid, max: pos.txid, rolling: { post: pos.postApplyChecksum } });
    }
    const { at } = (await follower.next('heartbeat')) as { at: number };
    expect(Math.abs(Date.now() - at)).toBeLessThan(60_000);
  });

  test('that has something gets what follows', async () => {
    await rig.start();
    const had = await rig.commit();
    const [second, third] = [await rig.commit(), await rig.commit()];
    const follower = await rig.follow({ 'app.db': had });
    expect((await follower.next())!.header).toMatchObject({ min: second.txid, rolling: { pre: had.postApplyChecksum } });
    expect((await follower.next())!.header).toMatchObject({ max: third.txid });
    expect(await follower.next()).toEqual({ kind: 'ready' });
  });

  test('that is level gets nothing', async () => {
    await rig.start();
    const follower = await rig.follow({ 'app.db': await rig.commit(), 'unknown.db': { txid: 5n, postApplyChecksum: 5n } }, '');
    expect(await follower.next()).toEqual({ kind: 'ready' });
  });

  test.each([
    ['is ahead', ({ txid, ...rest }: Pos) => ({ txid: txid + 1n, ...rest })],
    ['is level by another way', ({ txid, postApplyChecksum }: Pos) => ({ txid, postApplyChecksum: postApplyChecksum ^ 1n })],
    ['went another way before', ({ txid, postApplyChecksum }: Pos) => ({ txid: txid - 1n, postApplyChecksum })],
    ['is where nobody remembers', ({ postApplyChecksum }: Pos) => ({ txid: 1n, postApplyChecksum })],
  ])('that %s gets the whole', async (_what, place) => {
    await rig.start();
    for (let i = 0; i < 3; i++) await rig.commit();
    const follower = await rig.follow({ 'app.db': place(rig.head) });
    expectSnapshot(await follower.next());
  });

  test('whose next file is not kept any more gets the whole', async () => {
    const replica = fileDestination({ path: join(rig.dir, 'replica'), random: systems.random });
    await rig.start({}, [replica]);
    const had = await rig.commit();
    await rig.commit();
    await rig.database.sync();
    // Every destination has it, and nobody follows.
    for (let i = 0; i < 50 && rig.database.source.next(had.txid).kind !== 'gap'; i++) {
      await rig.commit();
      await rig.database.sync();
    }
    const gone = rig.database.source.next(had.txid).kind;
    const follower = await rig.follow({ 'app.db': had });
    const first = await follower.next();
    if (gone === 'gap') expectSnapshot(first);
    else expect(first!.header!.min).toBe(had.txid + 1n);
  });

  test('is cut off where a kept file is none, and that file is closed', async () => {
    await rig.start();
    const had = await rig.commit();
    await rig.commit();
    const calls: string[] = [];
    vi.spyOn(rig.database.source, 'open').mockImplementation(async function* () {
      calls.push('open');
      try {
        for (let i = 0; i < 2; i++) yield* piecesOf(new Uint8Array(4096));
      } finally {
        calls.push('close');
      }
    });
    const follower = await rig.follow({ 'app.db': had });
    await expect(follower.next()).rejects.toThrow();
    await vi.waitFor(() => {
      expect(calls).toEqual(['open', 'close']);
    });
  });
});

describe('what a follower says it has', () => {
  test('is shown, and what it lacks is kept for it also after it went away', async () => {
    const replica = fileDestination({ path: join(rig.dir, 'replica'), random: systems.random });
    await rig.start({}, [replica]);
    const had = await rig.commit();
    const follower = await rig.follow({ 'app.db': had });
    await follower.next();
    for (let i = 0; i < 5; i++) await rig.commit(5000);
    expect(rig.server.followers[NODE]).toMatchObject({ name: 'Läptop', state: 'connected', address: '127.0.0.1' });
    expect(rig.server.followers[NODE]!.databases).toMatchObject([{ name: 'app.db', txid: Number(had.txid), behind: 5 }]);
    expect(rig.server.followers[NODE]!.databases[0]!.lag).toBeGreaterThan(0);
    follower.leave();
    for (let i = 0; i < 5; i++) await rig.commit(5000);
    await rig.database.sync();
    await sleep(50);
    expect(rig.server.followers[NODE]).toMatchObject({ state: 'left' });
    expect(rig.database.source.next(had.txid)).toMatchObject({ kind: 'file' });
    const again = await rig.follow({ 'app.db': had });
    for (let i = 1n; i <= 10n; i++) expect((await again.next())!.header!.max).toBe(had.txid + i);
    expect((await rig.acknowledge(rig.head)).status).toBe(204);
    const level = { behind: 0, txid: Number(rig.head.txid), lag: expect.any(Number) as unknown };
    expect(rig.server.followers[NODE]!.databases).toMatchObject([level]);
  });

  test('counts only as far as there is something', async () => {
    await rig.start();
    const pos = await rig.commit();
    const follower = await rig.follow({ 'app.db': pos });
    await follower.next();
    await rig.acknowledge({ ...pos, txid: pos.txid + 7n });
    await rig.acknowledge(pos, '00000000000000BB');
    expect(rig.server.followers[NODE]!.databases).toMatchObject([{ txid: Number(pos.txid), behind: 0 }]);
    expect(Object.keys(rig.server.followers)).toEqual([NODE]);
  });

  test('is forgotten in the end', async () => {
    await rig.start({ limits: { linger: 50 } });
    const follower = await rig.follow({ 'app.db': await rig.commit() });
    await follower.next();
    expect(rig.database.source.stands).toHaveLength(1);
    follower.leave();
    while (Object.keys(rig.server.followers).length > 0) await sleep(10);
    expect(rig.database.source.stands).toEqual([]);
  });
});

describe('a stream', () => {
  test('ends in order when the server stops', async () => {
    await rig.start();
    const follower = await rig.follow({ 'app.db': await rig.commit() });
    expect(await follower.next()).toEqual({ kind: 'ready' });
    const closed = rig.server.close();
    expect(await follower.next()).toEqual({ kind: 'end' });
    expect(await follower.next()).toBeUndefined();
    await closed;
  });

  test('ends in order when the database is not written here any more', async () => {
    await rig.start();
    const follower = await rig.follow({ 'app.db': await rig.commit() });
    expect(await follower.next()).toEqual({ kind: 'ready' });
    rig.state = { kind: 'none' };
    rig.changed.emit(undefined);
    expect(await follower.next()).toEqual({ kind: 'end' });
  });

  test('tells who is to take over', async () => {
    await rig.start();
    const follower = await rig.follow({ 'app.db': await rig.commit() });
    expect(await follower.next()).toEqual({ kind: 'ready' });
    expect(rig.server.handOff('app.db', '00000000000000BB', 'x')).toBe('away');
    expect(rig.server.handOff('app.db', NODE, '4/app.db')).toBe('told');
    expect(await follower.next()).toEqual({ kind: 'handoff', lease: '4/app.db' });
  });

  test('that the same follower asks for again takes the place of the one before', async () => {
    await rig.start();
    const pos = await rig.commit();
    const before = await rig.follow({ 'app.db': pos });
    await before.next();
    const after = await rig.follow({ 'app.db': pos });
    expect(await after.next()).toEqual({ kind: 'ready' });
    await expect(before.next()).rejects.toThrow();
    expect(rig.server.followers[NODE]).toMatchObject({ state: 'connected' });
  });

  test('that nobody reads is cut off, and fills no memory until then', async () => {
    await rig.start({ limits: { stall: 300 } });
    await rig.commit(48 << 20);
    const before = process.memoryUsage().arrayBuffers;
    const follower = await rig.follow();
    follower.pause();
    let most = 0;
    while (rig.server.followers[NODE]?.state !== 'left') {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      await sleep(20);
    }
    expect(most).toBeLessThan(40 << 20);
    expect((await rig.ask('/info')).status).toBe(200);
  });
});

describe('a database that is copied nowhere', () => {
  test('keeps a window of its changes, and no more', async () => {
    await rig.start();
    const first = await rig.commit();
    for (let i = 0; i < 12; i++) await rig.commit(2 << 20);
    // What was written grew the database: the window is twice its size. Then it shrinks.
    const db = new Sqlite(rig.path);
    db.exec('DELETE FROM t; VACUUM');
    db.close();
    for (let i = 0; i < 10; i++) await rig.commit(100);
    expect(rig.database.source.next(first.txid)).toEqual({ kind: 'gap' });
    const newest = rig.head.txid;
    expect(rig.database.source.next(newest - 5n)).toMatchObject({ kind: 'file' });
    writeFileSync(join(rig.dir, 'done'), '');
  });
});
