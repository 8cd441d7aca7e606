// Moments as people give them to -timestamp: RFC 3339 with a zone, or a duration ago.
import { TidemarkError } from '../../engine/base/errors.ts';
import { parseDuration } from './duration.ts';

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/;
const AGO = /^(?:(\d{1,5})d)?(\S*) ago$/;
const DAY = 24 * 3_600_000;

/**
 * Milliseconds since the Unix epoch, from `2026-11-20T10:42:07.5+01:00`, `2026-11-20 09:42:07Z` `5m ago` or `1d12h ago`.
 * Digits beyond milliseconds are cut off. Anything else: `usage`.
 * @param now what `ago` counts from, ms since the epoch
 */
export function parseMoment(text: string, now: number): number {
  const ago = AGO.exec(text);
  if (ago !== null) return now - sinceAgo(ago[1], ago[2]);
  const at = rfc3339(text);
  if (at === undefined) throw notAMoment(text);
  return at;
}

/** Days, which Go's durations do not have, may come first. */
function sinceAgo(days: string | undefined, rest = ''): number {
  const ms = days !== undefined && rest === '' ? 0 : parseDuration(rest);
  return Number(days ?? 0) * DAY + Math.ceil(ms);
}

function rfc3339(text: string): number | undefined {
  const [, day, time, fraction, zone] = RFC_3339.exec(text) ?? [];
  if (day === undefined || time === undefined || zone === undefined || !isDay(day)) return undefined;
  const at = Date.parse(`${day}T${time}${(fraction ?? '').slice(0, 4)}${zone.toUpperCase()}`);
  return Number.isNaN(at) ? undefined : at;
}

/** Date.parse lets 31 February pass as 3 March. */
function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

function notAMoment(text: string): TidemarkError {
  const hint = WITHOUT_ZONE.test(text)
    ? 'Give time and zone: 2026-11-20T10:42:07Z, or 2026-11-20T10:42:07+01:00.'
    : 'Write 2026-11-20T10:42:07Z, 2026-11-20T10:42:07+01:00, or "5m ago".';
  return new TidemarkError('usage', `"${text}" is not a point in time`, { hint });
}
