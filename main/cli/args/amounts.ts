// Amounts as people write them: bytes per second, and dollars.
import { TidemarkError } from '../../engine/base/errors.ts';

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1000,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

const RATE = /^(\d+(?:\.\d+)?) ?([kmg]i?b|b)(?:\/s)?$/i;
const DOLLARS = /^\$?(\d{1,6}(?:\.\d{1,2})?)$/;

/** Bytes per second, 1 or more, from `2MB/s`, `500kB/s`, `1.5 MiB/s`; `0` for no bound. Anything else: `usage`. */
export function parseRate(text: string): number {
  if (text === '0') return 0;
  const [, number, unit = ''] = RATE.exec(text) ?? [];
  const rate = Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? NaN));
  if (Number.isSafeInteger(rate) && rate > 0) return rate;
  throw new TidemarkError('usage', `"${text}" is not a number of bytes per second`, {
    hint: 'Write 2MB/s or 500kB/s; 0 for as fast as the line is.',
  });
}

/** Dollars, 0 … 999999.99, from `1`, `0.50` or `$3`. Anything else: `usage`. */
export function parseDollars(text: string): number {
  const [, number] = DOLLARS.exec(text) ?? [];
  if (number !== undefined) return Number(number);
  throw new TidemarkError('usage', `"${text}" is not an amount of dollars`, {
    hint: 'Write 1 or 0.50; 0 for no bound.',
  });
}
