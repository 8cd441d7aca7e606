// What counted traffic costs.
import type { MonthUsage } from '../../destination/traffic/usage.ts';
import type { RequestKind } from '../../destination/traffic.ts';
import type { PriceList } from './prices.ts';

export type Requests = Readonly<Record<RequestKind, number>>;

const GIGABYTE = 1e9;

/** Dollars. */
export function costOfRequests(requests: Requests, prices: PriceList): number {
  const { write, read, list } = requests;
  const thousands = write * prices.write + read * prices.read + list * prices.list + requests.delete * prices.delete;
  return thousands / 1000;
}

/** Dollars for keeping so many bytes for `months`. */
export function costOfStorage(bytes: number, prices: PriceList, months = 1): number {
  return (bytes / GIGABYTE) * prices.storage * months;
}

/** Dollars for what was counted in a month, its requests and downloads, without storage. */
export function costOfTraffic(usage: MonthUsage, prices: PriceList): number {
  return costOfRequests(usage, prices) + (usage.down / GIGABYTE) * prices.down;
}
