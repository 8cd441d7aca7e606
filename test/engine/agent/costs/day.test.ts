// The proof of the estimate: days of a database lived by the real replica, its levels and snapshots, on a clock that a
// test moves, against what was said before that they would cost.
import { describe, expect, it } from 'vitest';
import { costOfRequests } from '../../../../main/engine/agent/costs/cost.ts';
import { sumOf } from '../../../../main/engine/agent/costs/day.ts';
import { estimateDay } from '../../../../main/engine/agent/costs/estimate.ts';
import { PRICES } from '../../../../main/engine/agent/costs/prices.ts';
import { Day, type DayOptions } from './day.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LEVELS = [30 * SECOND, 5 * MINUTE, HOUR];

interface Life {
  readonly hours: number;
  /** Ms between two changes. */
  readonly every: number;
}

function said(day: Day, { hours, every }: Life): ReturnType<typeof sumOf> {
  const parts = estimateDay(
    {
      activity: { changesPerHour: HOUR / every, hoursPerDay: hours, bytesPerChange: day.bytesPerChange, fresh: 0 },
      size: day.size,
      ways: day.ways,
      retention: 'off',
      prices: PRICES.aws,
    },
    0,
  );
  return sumOf(Object.values(parts));
}

/** Within a twentieth. */
function expectAsSaid(measured: number, estimated: number): void {
  expect(Math.abs(measured - estimated)).toBeLessThanOrEqual(0.05 * estimated);
}

async function expectLived(life: Life, options: DayOptions): Promise<void> {
  await using day = new Day(options);
  await day.live(life);
  const { requests, up } = said(day, life);
  const { usage } = day;
  expectAsSaid(usage.write, requests.write);
  expect(usage.read).toBeLessThanOrEqual(requests.read + 2);
  expect(usage.list).toBe(requests.list);
  expect(usage.delete).toBe(0);
  expectAsSaid(usage.up, up);
  expectAsSaid(costOfRequests(usage, PRICES.aws), costOfRequests(requests, PRICES.aws));
}

describe('what was estimated is what it costs', () => {
  it('a day of one change a second', async () => {
    await expectLived({ hours: 24, every: SECOND }, { levels: LEVELS, pen: 'used' });
  }, 180_000);

  const few = { snapshotEvery: 0 };
  it.each<readonly [string, Life, DayOptions]>([
    ['without levels', { hours: 1, every: SECOND }, few],
    ['more changes than uploads', { hours: 0.5, every: 250 }, { ...few, levels: LEVELS }],
    ['an upload each ten seconds', { hours: 2, every: SECOND }, { ...few, levels: LEVELS, choices: { interval: 10_000 } }],
    ['an upload less often than the first level', { hours: 2, every: SECOND }, { ...few, levels: LEVELS, choices: { interval: 60_000 } }],
    ['with a pen that lapses between uploads', { hours: 24, every: 10 * MINUTE }, { ...few, levels: LEVELS, pen: 'used' }],
    ['a change now and then', { hours: 12, every: 45 * SECOND }, { ...few, levels: LEVELS }],
    ['a change each quarter of an hour, and snapshots', { hours: 24, every: 15 * MINUTE }, { levels: LEVELS, snapshotEvery: 2 * HOUR }],
  ])('%s', (_, life, options) => expectLived(life, options), 60_000);
});

describe('a budget', () => {
  it('is kept by a real replica that has more to send', async () => {
    const [budget, hours] = [0.1, 2];
    await using day = new Day({ levels: LEVELS, choices: { budget } });
    await day.live({ hours, every: SECOND });
    const spent = costOfRequests(day.usage, PRICES.aws);
    const line = budget * (0.1 + (0.9 * hours) / (30 * 24));
    expect(spent).toBeGreaterThan(0.95 * line);
    expect(spent).toBeLessThanOrEqual(line + 6 * (PRICES.aws.write / 1000));
    expect(day.costs.paceState().kind).toBe('spread');
    const view = day.costs.usage();
    expect(view.requests.write).toBe(day.usage.write);
    expect(view.dollars).toBeGreaterThanOrEqual(spent);
    await day.drain();
    expect(day.store.newest(0)).toBe(hours * 3600);
  }, 60_000);
});
