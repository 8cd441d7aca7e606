// Points are asked for once, then only what is new, and one question at a time.
import { describe, expect, it, vi } from 'vitest';
import type { PointList } from '../../../main/ipc/contract/views.ts';
import { openPointsFeed, type PointsFeed } from '../../../renderer/state/points-feed.ts';
import { fakeEngine } from '../rig/fake-engine.ts';
import { pointList } from '../rig/points.ts';
import { database, engine, SHELL } from '../rig/states.ts';

interface World {
  /** What the engine has. */
  list: PointList;
  fails: 'no' | 'yes';
}

interface Opened {
  readonly feed: PointsFeed;
  readonly inputs: () => unknown[];
}

function open(world: World): Opened {
  const fake = fakeEngine(engine([database('a.db')]), SHELL, {
    'points.list': ({ after = 0 }) => {
      if (world.fails === 'yes') throw Object.assign(new Error('Backup Disk is not connected'), { code: 'destination-absent' });
      const { destination, txids, times, bytes, kinds } = world.list;
      const from = txids.findIndex((txid) => txid > after);
      const start = from === -1 ? txids.length : from;
      return { destination, txids: txids.slice(start), times: times.slice(start), bytes: bytes.slice(start), kinds: kinds.slice(start) };
    },
  });
  const feed = openPointsFeed(fake.session.client, 'db-adb');
  const inputs = (): unknown[] => fake.calls.map(({ input }) => input);
  return { feed, inputs };
}

function count(feed: PointsFeed): number | undefined {
  const state = feed.state.get();
  return state.kind === 'ready' ? state.points.count : undefined;
}

describe('a feed of points', () => {
  it('asks for all, then for what is new', async () => {
    const world: World = { list: pointList(10), fails: 'no' };
    const { feed, inputs } = open(world);
    expect(feed.state.get()).toEqual({ kind: 'loading' });
    feed.refresh('new');
    await vi.waitFor(() => { expect(count(feed)).toBe(10); });
    world.list = pointList(12);
    feed.refresh('new');
    await vi.waitFor(() => { expect(count(feed)).toBe(12); });
    expect(inputs()).toEqual([{ database: 'db-adb' }, { database: 'db-adb', after: 10 }]);
  });

  it('asks one question at a time, however often it is told', async () => {
    const world: World = { list: pointList(10), fails: 'no' };
    const { feed, inputs } = open(world);
    for (let i = 0; i < 50; i++) feed.refresh('new');
    await vi.waitFor(() => { expect(count(feed)).toBe(10); });
    await vi.waitFor(() => { expect(inputs()).toHaveLength(2); });
    expect(inputs()[1]).toEqual({ database: 'db-adb', after: 10 });
  });

  it('begins anew when points were thinned out, and when they are read from elsewhere', async () => {
    const world: World = { list: pointList(10), fails: 'no' };
    const { feed } = open(world);
    feed.refresh('new');
    await vi.waitFor(() => { expect(count(feed)).toBe(10); });
    world.list = pointList(2, { txids: [5, 10] });
    feed.refresh('whole');
    await vi.waitFor(() => { expect(count(feed)).toBe(2); });
    world.list = pointList(7, { destination: 'to-nas' });
    feed.refresh('new');
    await vi.waitFor(() => { expect(count(feed)).toBe(7); });
  });

  it('says why there are none, and keeps what it knows when later questions fail', async () => {
    const world: World = { list: pointList(10), fails: 'yes' };
    const { feed, inputs } = open(world);
    feed.refresh('new');
    await vi.waitFor(() => { expect(feed.state.get()).toMatchObject({ kind: 'failed', error: { code: 'destination-absent' } }); });
    world.fails = 'no';
    feed.refresh('whole');
    await vi.waitFor(() => { expect(count(feed)).toBe(10); });
    world.fails = 'yes';
    feed.refresh('new');
    await vi.waitFor(() => { expect(inputs()).toHaveLength(3); });
    expect(count(feed)).toBe(10);
  });
});
