// What is shown of a destination's month, and what the month will have cost when it goes on like this.
import { type MonthUsage, monthSpan } from '../../destination/traffic/usage.ts';
import type { UsageView } from '../views.ts';
import { costOfStorage, costOfTraffic } from './cost.ts';
import type { PriceList } from './prices.ts';

/** A shorter time says too little of a month, ms. */
const SETTLED = 24 * 3_600_000;

export interface UsageFacts {
  readonly usage: MonthUsage;
  /** Bytes there now. */
  readonly stored: number;
  readonly prices: PriceList;
  /** Ms since the epoch. */
  readonly now: number;
  /** When the destination was added, ms since the epoch. */
  readonly addedAt: number;
}

export function usageView(facts: UsageFacts): UsageView {
  const { month, write, read, list, delete: deleted, up, down } = facts.usage;
  const requests = { write, read, list, delete: deleted };
  return { month, requests, up, down, dollars: dollarsSoFar(facts), projected: estimateFromUsage(facts) };
}

function dollarsSoFar({ usage, stored, prices, now, addedAt }: UsageFacts): number {
  const { start, end } = monthSpan(now);
  const kept = Math.max(0, now - Math.max(start, addedAt)) / (end - start);
  return costOfTraffic(usage, prices) + costOfStorage(stored, prices, kept);
}

/**
 * Dollars: the month's requests and downloads go on as they did since it began, or since the destination was added; what
 * is stored stays. In its first day a destination is taken to have been used for a day.
 */
function estimateFromUsage({ usage, stored, prices, now, addedAt }: UsageFacts): number {
  const { start, end } = monthSpan(now);
  const since = Math.min(now, Math.max(start, addedAt));
  const spent = costOfTraffic(usage, prices);
  const goesOn = (spent / Math.max(SETTLED, now - since)) * (end - now);
  return spent + goesOn + costOfStorage(stored, prices, (end - since) / (end - start));
}
