// Numbers with units, as people read them: decimal sizes, rates, durations.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `512 B`, `1.2 MB`, `412 MB`: powers of 1000, one decimal below ten. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let scaled = bytes;
  while (scaled >= 999.5 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const digits = unit === 0 || scaled >= 9.95 ? scaled.toFixed(0) : scaled.toFixed(1);
  return `${digits} ${UNITS[unit]!}`;
}

/** `28 ms`, `1.8 s`, `3 min 5 s`, `2 h 10 min`, `3 days`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoParts(seconds, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return twoParts(minutes, 60, 'h', 'min');
  return `${Math.round(minutes / (24 * 60))} days`;
}

/** `1 file`, `12,004 files`; an irregular plural can be given. */
export function count(n: number | bigint, singular: string, plural = `${singular}s`): string {
  return `${n.toLocaleString('en-US')} ${Number(n) === 1 ? singular : plural}`;
}

function twoParts(amount: number, per: number, large: string, small: string): string {
  const rest = amount % per;
  const first = `${Math.floor(amount / per)} ${large}`;
  return rest === 0 ? first : `${first} ${rest} ${small}`;
}
