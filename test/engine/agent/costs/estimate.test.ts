// The arithmetic by itself, against figures that others have published.
import { describe, expect, it } from 'vitest';
import { estimateMonth, type EstimateInput } from '../../../../main/engine/agent/costs/estimate.ts';
import { PRICES } from '../../../../main/engine/agent/costs/prices.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LEVELS = [30_000, 300_000, HOUR];
const GIGABYTE = 1e9;

function input({ ways, activity, ...rest }: Partial<EstimateInput> = {}): EstimateInput {
  return {
    activity: activity ?? { changesPerHour: 3600, hoursPerDay: 24, bytesPerChange: 1000 },
    size: 10e6,
    ways: ways ?? { interval: 1000, levels: LEVELS, snapshotEvery: DAY, renewEvery: undefined, partSize: 5 << 20 },
    retention: 'off',
    prices: PRICES.aws,
    ...rest,
  };
}

const idle = { changesPerHour: 0, hoursPerDay: 24, bytesPerChange: 1000 };

describe('estimateMonth', () => {
  it('agrees with what is known of a write each second: $12.96, and $0.48 for levels', () => {
    const { dollars, requests } = estimateMonth(input());
    expect(dollars.changes).toBeCloseTo(12.96, 2);
    expect(dollars.levels).toBeCloseTo(0.48, 2);
    expect(requests.write).toBeGreaterThan(2_592_000 + 95_760);
  });

  it('agrees with what is known of uploads each five seconds: $2.59', () => {
    const ways = { ...input().ways, interval: 5000 };
    expect(estimateMonth(input({ ways })).dollars.changes).toBeCloseTo(2.59, 2);
  });

  it('charges next to nothing for a database that nobody writes to, pen or not', () => {
    const ways = { ...input().ways, renewEvery: 60_000 };
    const { dollars, requests } = estimateMonth(input({ activity: idle, ways }));
    expect(requests.write).toBe(0);
    expect(dollars.pen).toBe(0);
    expect(dollars.looking).toBeLessThan(0.01);
  });

  it('charges nothing where nothing is charged', () => {
    expect(estimateMonth(input({ prices: PRICES.none })).total).toBe(0);
  });

  it('says what each purpose costs, and nothing twice', () => {
    const { dollars, total } = estimateMonth(input({ ways: { ...input().ways, renewEvery: 60_000 } }));
    expect(Object.values(dollars).reduce((sum, part) => sum + part)).toBeCloseTo(total, 10);
    expect(dollars.pen).toBeCloseTo((30 * 1440 * 0.005) / 1000, 2);
  });

  it('counts the parts of a large snapshot', () => {
    const small = estimateMonth(input({ size: 1e6 })).dollars.snapshots;
    const large = estimateMonth(input({ size: 100 * (5 << 20) })).dollars.snapshots;
    expect(large / small).toBeCloseTo(102, 5);
  });

  it('stores less where less is kept', () => {
    const kept = { changes: DAY, hourly: 7 * DAY, daily: 30 * DAY, weekly: 365 * DAY, every: DAY };
    const off = estimateMonth(input()).stored;
    const thinned = estimateMonth(input({ retention: kept })).stored;
    const days = estimateMonth(input({ retention: { ...kept, daily: 0, weekly: 0 } })).stored;
    expect(thinned).toBeLessThan(off);
    expect(days).toBeLessThan(thinned);
    // The first copy, a day's changes once for each of four levels, six days' hours, and thirty snapshots.
    expect(thinned).toBeCloseTo(10e6 + 4 * 86.4e6 + 6 * 86.4e6 + 30 * 10e6, -6);
  });

  it('counts the listings before something is removed, a page for each thousand files', () => {
    const kept = { changes: DAY, hourly: 0, daily: 30 * DAY, weekly: 0, every: DAY };
    const { requests } = estimateMonth(input({ retention: kept }));
    const pages = 87 + 3 + 8;
    expect(requests.list).toBeGreaterThan(29 * 24 * pages * 0.9);
    expect(requests.list).toBeLessThan(30 * 25 * pages * 1.1);
  });

  it('never lets a merged file be larger than the database', () => {
    const activity = { ...input().activity, bytesPerChange: 100_000 };
    const { up } = estimateMonth(input({ activity, size: 1e6 }));
    expect(up).toBeLessThan(30 * (86_400 * 0.1e6 + (2880 + 288 + 24 + 1) * 1e6) * 1.001);
  });

  describe('with a budget', () => {
    it.each([0.5, 1, 5])('of $%d a month keeps within it', (budget) => {
      const { interval, dollars, total, ...month } = estimateMonth(input({ budget }));
      expect(month.budget).toBe('kept');
      expect(total - dollars.storage).toBeLessThanOrEqual(budget);
      expect(total - dollars.storage).toBeGreaterThan(0.98 * budget);
      expect(interval).toBeGreaterThan(1000);
    });

    it('that is large enough changes nothing', () => {
      expect(estimateMonth(input({ budget: 100 })).interval).toBe(1000);
    });

    it('that is too small for once an hour says so', () => {
      expect(estimateMonth(input({ budget: 0.001 }))).toMatchObject({ interval: HOUR, budget: 'over' });
    });
  });

  it('charges for what is stored by the gigabyte and month', () => {
    const { stored, dollars } = estimateMonth(input({ activity: idle, size: 100 * GIGABYTE, prices: PRICES.r2 }));
    expect(stored).toBe(100 * GIGABYTE);
    expect(dollars.storage).toBeCloseTo(1.5, 5);
  });
});
