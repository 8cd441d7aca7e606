// Money and rates as people write them in a configuration.
import { TidemarkError } from '../../engine/base/errors.ts';

const RATE = /^(\d+(?:\.\d+)?)\s*(?:([kmg])(i?)b?|b)?(?:\/s|ps)?$/i;
const POWERS: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3 };

/** Bytes per second from `2MB/s`, `500kB`, `1MiB/s`; 0 for no bound. `usage` for anything else. */
export function parseRate(given: string): number {
  const [whole, amount = '', unit = '', binary = ''] = RATE.exec(given.trim()) ?? [];
  const rate = Math.round(Number(amount) * (binary === '' ? 1000 : 1024) ** (POWERS[unit.toLowerCase()] ?? 0));
  if (whole !== undefined && Number.isSafeInteger(rate)) return rate;
  throw new TidemarkError('usage', `"${given}" is not a rate`, { hint: 'Write it as in 2MB/s or 500kB/s.' });
}

/** Dollars a month from `1`, `$0.50`, `2 USD`; 0 for no bound. `usage` for anything else. */
export function parseDollars(given: string): number {
  const [, amount] = /^\$?\s*(\d{1,9}(?:\.\d+)?)\s*(?:USD)?$/i.exec(given.trim()) ?? [];
  if (amount !== undefined) return Number(amount);
  throw new TidemarkError('usage', `"${given}" is not an amount of dollars`, { hint: 'Write it as in 1 or $0.50: for a month.' });
}
