// Counting by month, over restarts.
import { describe, expect, it } from 'vitest';
import { MeteredTraffic } from '../../../../main/engine/destination/traffic/metered.ts';
import { type MonthUsage, monthOf, monthSpan, type UsageStore } from '../../../../main/engine/destination/traffic/usage.ts';
import { FakeClock } from '../../fake-clock.ts';

const DAY = 24 * 3_600_000;

class MemoryStore implements UsageStore {
  months: readonly MonthUsage[] = [];
  saves = 0;
  broken: 'no' | 'yes' = 'no';

  load(): readonly MonthUsage[] {
    return this.months;
  }

  save(months: readonly MonthUsage[]): void {
    if (this.broken === 'yes') throw new Error('the disk is full');
    this.months = structuredClone(months);
    this.saves += 1;
  }
}

async function pass(clock: FakeClock, ms: number): Promise<void> {
  clock.advance(ms);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

describe('MeteredTraffic', () => {
  it('counts requests by kind and bytes by direction', () => {
    const traffic = new MeteredTraffic({ clock: new FakeClock(), store: new MemoryStore() });
    traffic.request('write');
    traffic.request('write');
    traffic.request('read');
    traffic.request('list');
    traffic.request('delete');
    traffic.moved('up', 1000);
    traffic.moved('down', 7);
    traffic.moved('up', 24);
    expect(traffic.current()).toEqual({ month: '2026-01', write: 2, read: 1, list: 1, delete: 1, up: 1024, down: 7 });
  });

  it('starts anew with the month in UTC, and keeps thirteen', () => {
    const clock = new FakeClock(Date.UTC(2026, 0, 31, 23, 59));
    const traffic = new MeteredTraffic({ clock, store: new MemoryStore() });
    traffic.request('write');
    clock.advance(60_000);
    expect(traffic.current()).toMatchObject({ month: '2026-02', write: 0 });
    for (let month = 0; month < 20; month++) {
      traffic.request('list');
      clock.jump(31 * DAY);
    }
    const kept = traffic.months();
    expect(kept).toHaveLength(13);
    expect(kept.at(-1)).toEqual(traffic.current());
    expect(kept.slice(0, -1).every(({ list, write }) => list === 1 && write === 0)).toBe(true);
  });

  it('finds a month again that a wrong clock had left', () => {
    const clock = new FakeClock();
    const traffic = new MeteredTraffic({ clock, store: new MemoryStore() });
    traffic.request('write');
    clock.jump(400 * DAY);
    traffic.request('write');
    clock.jump(-400 * DAY);
    traffic.request('write');
    expect(traffic.current()).toMatchObject({ month: '2026-01', write: 2 });
  });

  it('goes on from what was saved', () => {
    const clock = new FakeClock();
    const store = new MemoryStore();
    const first = new MeteredTraffic({ clock, store });
    first.request('write');
    first.moved('up', 10);
    first.close();
    clock.jump(31 * DAY);
    const second = new MeteredTraffic({ clock, store });
    second.request('read');
    second.close();
    clock.jump(-31 * DAY);
    const third = new MeteredTraffic({ clock, store });
    expect(third.current()).toMatchObject({ month: '2026-01', write: 1, up: 10 });
    expect(third.months().map(({ month }) => month)).toEqual(['2026-01', '2026-02']);
  });

  it('saves at most once a minute, and loses no more than a minute', async () => {
    const clock = new FakeClock();
    const store = new MemoryStore();
    const traffic = new MeteredTraffic({ clock, store });
    for (let second = 0; second < 600; second++) {
      traffic.request('write');
      await pass(clock, 1000);
      expect(traffic.current().write - store.months[0]!.write).toBeLessThanOrEqual(60);
    }
    expect(store.saves).toBeLessThanOrEqual(11);
    const saves = store.saves;
    await pass(clock, DAY);
    expect(store.saves).toBeLessThanOrEqual(saves + 1);
    expect(store.months[0]!.write).toBe(600);
  });

  it('goes on counting when it cannot save, and saves later', async () => {
    const clock = new FakeClock();
    const store = new MemoryStore();
    store.broken = 'yes';
    const traffic = new MeteredTraffic({ clock, store });
    traffic.request('write');
    await pass(clock, 1000);
    store.broken = 'no';
    await pass(clock, 60_000);
    expect(store.months[0]).toMatchObject({ write: 1 });
  });

  it('tells of changes once a second at most, the last one always', async () => {
    const clock = new FakeClock();
    const traffic = new MeteredTraffic({ clock, store: new MemoryStore() });
    const told: number[] = [];
    traffic.changed.on(({ write }) => told.push(write));
    for (let tenth = 0; tenth < 50; tenth++) {
      traffic.request('write');
      await pass(clock, 100);
    }
    await pass(clock, 1000);
    expect(told.length).toBeLessThanOrEqual(7);
    expect(told.at(-1)).toBe(50);
  });

  it('holds back each direction by itself', async () => {
    const clock = new FakeClock();
    const traffic = new MeteredTraffic({ clock, store: new MemoryStore(), limits: { up: 1000, down: 0 } });
    let up: 'waits' | 'passed' = 'waits';
    void traffic.pass('up', 5000).then(() => (up = 'passed'));
    await traffic.pass('down', 1e9);
    expect(up).toBe('waits');
    traffic.limit({ up: 0, down: 0 });
    await pass(clock, 0);
    expect(up).toBe('passed');
    expect(traffic.limits).toEqual({ up: 0, down: 0 });
  });
});

describe('months', () => {
  it('are those of UTC', () => {
    expect(monthOf(Date.UTC(2026, 11, 31, 23, 59, 59, 999))).toBe('2026-12');
    expect(monthSpan(Date.UTC(2028, 1, 29, 12))).toEqual({ start: Date.UTC(2028, 1, 1), end: Date.UTC(2028, 2, 1) });
  });
});
