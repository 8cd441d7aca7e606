// What a month has cost, and will have.
import { describe, expect, it } from 'vitest';
import { costOfStorage, costOfTraffic } from '../../../../main/engine/agent/costs/cost.ts';
import { PRICES } from '../../../../main/engine/agent/costs/prices.ts';
import { type UsageFacts, usageView } from '../../../../main/engine/agent/costs/usage-view.ts';
import { emptyMonth } from '../../../../main/engine/destination/traffic/usage.ts';

const START = Date.UTC(2026, 5, 1);
const DAY = 24 * 3_600_000;
const GIB = 2 ** 30;

function facts(change: Partial<UsageFacts>): UsageFacts {
  return { usage: emptyMonth('2026-06'), stored: 0, prices: PRICES.aws, now: START, addedAt: 0, ...change };
}

const writes = { ...emptyMonth('2026-06'), write: 200_000 };

describe('usageView', () => {
  it('shows what was counted', () => {
    const usage = { month: '2026-06', write: 1, read: 2, list: 3, delete: 4, up: 5, down: 6 };
    const requests = { write: 1, read: 2, list: 3, delete: 4 };
    expect(usageView(facts({ usage }))).toMatchObject({ month: '2026-06', requests, up: 5, down: 6 });
  });

  it('goes on as it went since the month began', () => {
    const { dollars, projected } = usageView(facts({ usage: writes, now: START + 10 * DAY }));
    expect(dollars).toBeCloseTo(1, 6);
    expect(projected).toBeCloseTo(3, 6);
  });

  it('goes on as it went since the destination was added', () => {
    const { projected } = usageView(facts({ usage: writes, now: START + 20 * DAY, addedAt: START + 10 * DAY }));
    expect(projected).toBeCloseTo(2, 6);
  });

  it('does not take the first minutes for the whole month', () => {
    const { projected } = usageView(facts({ usage: writes, now: START + 60_000 }));
    expect(projected).toBeLessThan(31);
  });

  it('charges storage for the time that it was there', () => {
    const stored = 100 * GIB;
    const half = usageView(facts({ stored, now: START + 15 * DAY }));
    expect(half.dollars).toBeCloseTo(1.15, 6);
    expect(half.projected).toBeCloseTo(2.3, 6);
    const late = usageView(facts({ stored, now: START + 15 * DAY, addedAt: START + 15 * DAY }));
    expect(late.dollars).toBe(0);
    expect(late.projected).toBeCloseTo(1.15, 6);
  });

  it('comes to what the month cost at its end', () => {
    const end = facts({ usage: writes, stored: GIB, now: START + 30 * DAY - 1 });
    expect(usageView(end).dollars).toBeCloseTo(usageView(end).projected, 6);
    expect(usageView(end).projected).toBeCloseTo(costOfTraffic(writes, PRICES.aws) + costOfStorage(GIB, PRICES.aws), 6);
  });
});

describe('prices', () => {
  it.each([
    ['aws', 5 + 0.4 + 5],
    ['r2', 4.5 + 0.36 + 4.5],
    ['b2', 0.4 + 4],
    ['wasabi', 0],
    ['none', 0],
  ] as const)('a million writes, reads, listings and removals cost $%s %d', (name, dollars) => {
    const million = { month: '2026-06', write: 1e6, read: 1e6, list: 1e6, delete: 1e6, up: 1e12, down: 0 };
    expect(costOfTraffic(million, PRICES[name])).toBeCloseTo(dollars, 6);
  });

  it('what comes back is charged at some places', () => {
    expect(costOfTraffic({ ...emptyMonth('2026-06'), down: 10 * GIB }, PRICES.aws)).toBeCloseTo(0.9, 6);
    expect(costOfTraffic({ ...emptyMonth('2026-06'), down: 10 * GIB }, PRICES.r2)).toBe(0);
  });
});
