// Durations as Go and Litestream write them, 1h30m, 500ms, 1.5s, and longer ones: 7d, 2w, 1y.
import { TidemarkError } from '../../engine/base/errors.ts';

const HOUR = 3_600_000;

/** Milliseconds in each unit. A day has 24 hours, a year 365 days. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: HOUR,
  d: 24 * HOUR,
  w: 7 * 24 * HOUR,
  y: 365 * 24 * HOUR,
};

const PART = `(\\d+(?:\\.\\d*)?|\\.\\d+)(${Object.keys(UNITS).join('|')})`;
const WHOLE = new RegExp(`^(?:${PART})+$`);
const PARTS = new RegExp(PART, 'g');
const LONGEST = 100 * 365 * 24 * HOUR;

/**
 * Milliseconds, 0 … 100 years, possibly with a fraction. A bare `0` needs no unit. Anything else: `usage`.
 */
export function parseDuration(text: string): number {
  if (text === '0') return 0;
  if (!WHOLE.test(text)) throw notADuration(text);
  let ms = 0;
  for (const [, number, unit] of text.matchAll(PARTS)) ms += Number(number) * UNITS[unit!]!;
  if (ms > LONGEST) throw notADuration(text);
  return ms;
}

function notADuration(text: string): TidemarkError {
  const hint = /^\d+$/.test(text)
    ? `Add a unit: ${text}s for seconds, ${text}ms for milliseconds.`
    : 'Write a number and a unit, as in 10s, 500ms, 1h30m, 7d.';
  return new TidemarkError('usage', `"${text}" is not a duration`, { hint });
}
