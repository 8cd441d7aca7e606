// Moments for people: local RFC 3339, which -timestamp takes back as it is, and how long ago that was.
import { formatDuration } from './sizes.ts';

/** `2026-11-20T10:42:07.123+01:00` in the zone of this computer. */
export function formatMoment(at: number): string {
  const offset = -new Date(at).getTimezoneOffset();
  const local = new Date(at + offset * 60_000).toISOString().slice(0, -1);
  if (offset === 0) return `${local}Z`;
  const hours = pad(Math.floor(Math.abs(offset) / 60));
  return `${local}${offset < 0 ? '-' : '+'}${hours}:${pad(Math.abs(offset) % 60)}`;
}

/** `10:42:07`, local. */
export function formatClock(at: number): string {
  return formatMoment(at).slice(11, 19);
}

/** `just now`, `3 s ago`, `5 min ago`, `2 days ago`; `in 3 s` for a clock that is ahead. */
export function formatAge(at: number, now: number): string {
  const ms = now - at;
  if (Math.abs(ms) < 1000) return 'just now';
  return ms < 0 ? `in ${coarse(-ms)}` : `${coarse(ms)} ago`;
}

/** The largest unit alone: an age needs no more. */
function coarse(ms: number): string {
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < 48 * 3_600_000) return `${Math.floor(ms / 3_600_000)} h`;
  return formatDuration(ms);
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}
