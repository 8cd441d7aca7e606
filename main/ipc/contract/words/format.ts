// Figures in words: sizes, ages, clock times, by language.
import type { Language } from '../../../engine/agent/views.ts';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Three significant figures, units of 1000. */
export function bytes(language: Language, count: number): string {
  let unit = 0;
  let value = count;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : value >= 9.95 ? 1 : 2;
  return `${number(language, value, digits)} ${UNITS[unit]!}`;
}

export function number(language: Language, value: number, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** `$0.14`; from a thousand on without cents, and less than a cent is `< $0.01`. */
export function dollars(language: Language, amount: number): string {
  const digits = amount >= 999.5 ? 0 : 2;
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', minimumFractionDigits: digits, maximumFractionDigits: digits });
  return amount > 0 && amount < 0.005 ? `< ${format.format(0.01)}` : format.format(amount);
}

const JUST_NOW: Readonly<Record<Language, string>> = { en: 'just now', de: 'gerade eben' };
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
  ['week', 7 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['year', 365 * 86_400_000],
];

/** `2 seconds ago`, `3 hours ago`; less than a second and the future are `just now`. Both ms since the epoch. */
export function ago(language: Language, at: number, now: number): string {
  return now - at < 1000 ? JUST_NOW[language] : relative(language, at, now, 'long');
}

/** As `ago`, as short as the language allows: `2s ago`, `now`. */
export function shortAgo(language: Language, at: number, now: number): string {
  // German's narrow minutes are `m`, which is read as metres or months.
  return relative(language, at, now, language === 'de' ? 'short' : 'narrow');
}

function relative(language: Language, at: number, now: number, style: 'long' | 'short' | 'narrow'): string {
  const past = Math.max(0, now - at);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style });
  if (past < 1000) return format.format(0, 'second');
  const [unit, size] = STEPS.findLast(([, ms]) => past >= ms) ?? STEPS[0]!;
  return format.format(-Math.floor(past / size), unit);
}

/** Whose habits times follow: days before months and 24 hours, in English too. BCP 47. */
export function timesOf(language: Language): string {
  return language === 'en' ? 'en-GB' : language;
}

/** `14:05`, with the day when it is not today. */
export function clock(language: Language, at: number, now: number): string {
  const day = new Date(at).toDateString() === new Date(now).toDateString();
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(timesOf(language), day ? time : { ...time, day: 'numeric', month: 'short' }).format(at);
}

/** `21 Nov 2026, 10:42:07`. */
export function moment(language: Language, at: number): string {
  return new Intl.DateTimeFormat(timesOf(language), { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

const SPANS = [
  ['year', 365 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/**
 * A span of time as people choose it, never rounded: `7 days`, `2 years`; narrow `7d`, `2y`.
 *
 * @param ms in the largest unit that it is a whole number of
 */
export function span(language: Language, ms: number, unitDisplay: 'long' | 'narrow' = 'long'): string {
  const [unit, size] = SPANS.find(([, one]) => ms >= one && ms % one === 0) ?? SPANS[3];
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 0 });
  return format.format(ms / size);
}
