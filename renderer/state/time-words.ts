// What a person types to say when: `10:42`, `yesterday 14:00`, `21 Nov 9:15`, `vor 2 Stunden`. English and German are
// both understood whatever language the screens are in. Times are of this computer's zone; nothing here reads a clock.
import { DAY_PARTS, MONTHS, NUMBER_WORDS, UNITS, WEEKDAYS } from './time-vocabulary.ts';

export type TypedTime =
  /** Ms since the epoch, not after `now`. */
  | { readonly kind: 'moment'; readonly at: number }
  | { readonly kind: 'now' }
  /** Understood, but it has not happened yet. */
  | { readonly kind: 'future' }
  | { readonly kind: 'unknown' };

/**
 * A time without a day is today's, or yesterday's if today's is still to come; a day without a year is the last one
 * there was; a day without a time is the end of that day, as "yesterday's state" means what was there in the evening.
 */
export function parseTime(text: string, now: number): TypedTime {
  const words = tidy(text);
  if (words === '') return { kind: 'unknown' };
  if (/^(now|newest|latest|jetzt|neueste[rs]?|aktuell)$/.test(words)) return { kind: 'now' };
  const at = isoTime(words) ?? timeAgo(words, now) ?? dayAndTime(words, now);
  if (at === undefined || Number.isNaN(at)) return { kind: 'unknown' };
  return at > now ? { kind: 'future' } : { kind: 'moment', at };
}

/** Without words that carry nothing; `9 am` is a time, while `am 21.` is German. */
function tidy(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\s,;]+/g, ' ')
    .replaceAll(/(\d) am(?= |$)/g, '$1am')
    .replaceAll(/(?:^| )(?:at|on|the|of|um|am|den|dem|gegen)(?= |$)/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
}

/** `2026-11-21T10:42:07Z`, with a zone or without. */
function isoTime(words: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}/.test(words)) return undefined;
  return Date.parse(words.toUpperCase());
}

/** `2 hours ago`, `1h 30m ago`, `vor 2 Stunden`, `5 min`. Days and longer keep the time of day through clock changes. */
function timeAgo(words: string, now: number): number | undefined {
  const body = /^(?:vor |-)?(.+?)(?: ago| her)?$/.exec(words)?.[1] ?? '';
  const pieces = body.replaceAll(/(\d)([a-zµ])/g, '$1 $2').replaceAll(/(\d)([.,])(\d)/g, '$1.$3').split(' ');
  const told = pieces.filter((piece) => piece !== 'and' && piece !== 'und');
  if (told.length === 0 || told.length % 2 !== 0) return half(told, now);
  let at = now;
  for (let i = 0; i < told.length; i += 2) {
    const amount = amountOf(told[i]!);
    const unit = UNITS.get(told[i + 1]!);
    if (amount === undefined || unit === undefined) return undefined;
    at = unit.kind === 'span' ? at - amount * unit.ms : calendarBack(at, amount, unit);
  }
  return at;
}

/** `half an hour`, `einer halben stunde`. */
function half(told: readonly string[], now: number): number | undefined {
  const text = told.join(' ');
  return /^(half an hour|half hour|(einer )?halben? stunde)$/.test(text) ? now - 1_800_000 : undefined;
}

function calendarBack(at: number, amount: number, unit: { readonly days: number; readonly months: number }): number {
  if (!Number.isInteger(amount)) return at - amount * unit.days * 86_400_000;
  const date = new Date(at);
  if (unit.months === 0) date.setDate(date.getDate() - amount * unit.days);
  else {
    const day = date.getDate();
    date.setMonth(date.getMonth() - amount * unit.months, 1);
    date.setDate(Math.min(day, new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate()));
  }
  return date.getTime();
}

function amountOf(word: string): number | undefined {
  if (/^\d{1,6}(\.\d{1,3})?$/.test(word)) return Number(word);
  return NUMBER_WORDS.get(word);
}

/** A day, a time, or both in either order: `yesterday 14:00`, `14:00 gestern`, `21 nov`. */
function dayAndTime(words: string, now: number): number | undefined {
  const whole = takeTime(words);
  const dayText = whole === undefined ? words : whole.rest;
  if (dayText === '') return whole === undefined ? undefined : lastSuchTime(whole.time, now);
  const day = dayOf(dayText, now);
  if (day === undefined) return undefined;
  if (whole !== undefined) return onDay(day, whole.time);
  const end = onDay(day, [23, 59, 59]) + 999;
  return isSameDay(day, new Date(now)) ? now : end;
}

type Clock = readonly [hour: number, minute: number, second: number];

interface TakenTime {
  readonly time: Clock;
  readonly rest: string;
}

const CLOCKS: readonly RegExp[] = [
  /(?:^| )(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? ?(am|pm|uhr)?(?= |$)/,
  /(?:^| )(\d{1,2})()() ?(am|pm|uhr|h)(?= |$)/,
  /(?:^| )(\d{1,2})\.(\d{2})() ?(uhr)(?= |$)/,
];

function takeTime(words: string): TakenTime | undefined {
  for (const pattern of CLOCKS) {
    const found = pattern.exec(words);
    const time = found === null ? undefined : clockOf(found);
    if (found !== null && time !== undefined) return { time, rest: without(words, found[0]) };
  }
  for (const [name, time] of DAY_PARTS) {
    const found = new RegExp(`(?:^| )${name}(?= |$)`).exec(words);
    if (found !== null) return { time, rest: without(words, found[0]) };
  }
  return undefined;
}

function without(words: string, part: string): string {
  return words.replace(part, ' ').replaceAll(/\s+/g, ' ').trim();
}

function clockOf([, hours = '', minutes = '', seconds = '', half = '']: RegExpExecArray): Clock | undefined {
  let hour = Number(hours);
  const afternoon = half === 'pm' || half === 'am';
  if (afternoon && (hour < 1 || hour > 12)) return undefined;
  if (afternoon) hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  const time: Clock = [hour, Number(minutes), Number(seconds)];
  return time[0] > 23 || time[1] > 59 || time[2] > 59 ? undefined : time;
}

function lastSuchTime(time: Clock, now: number): number {
  const today = onDay(new Date(now), time);
  if (today <= now) return today;
  return onDay(daysBefore(new Date(now), 1), time);
}

function onDay(day: Date, [hour, minute, second]: Clock): number {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute, second).getTime();
}

function daysBefore(day: Date, count: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - count);
}

function isSameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** Midnight of the day that is meant. */
function dayOf(text: string, now: number): Date | undefined {
  const today = daysBefore(new Date(now), 0);
  if (/^(today|heute|this|diesen?)$/.test(text)) return today;
  if (/^(yesterday|gestern|last|letzte[rn]?)$/.test(text)) return daysBefore(today, 1);
  if (/^(day before yesterday|vorgestern)$/.test(text)) return daysBefore(today, 2);
  const back = /^(?:vor )?(\S+) (\S+?)(?: ago| her)?$/.exec(text);
  const days = back === null ? undefined : wholeDays(back[1]!, back[2]!);
  if (days !== undefined) return daysBefore(today, days);
  return weekday(text, today) ?? date(text, today);
}

function wholeDays(count: string, unit: string): number | undefined {
  const amount = amountOf(count);
  const known = UNITS.get(unit);
  if (amount === undefined || !Number.isInteger(amount) || known?.kind !== 'calendar' || known.months > 0) return undefined;
  return amount * known.days;
}

/** The last one before today: on a Saturday, `saturday` is a week ago. */
function weekday(text: string, today: Date): Date | undefined {
  const name = /^(?:last |this |letzte[nr]? |diese[nr]? )?([a-zäöü]+)\.?$/.exec(text)?.[1];
  const wanted = name === undefined ? undefined : WEEKDAYS.get(name);
  if (wanted === undefined) return undefined;
  return daysBefore(today, (today.getDay() - wanted + 6) % 7 + 1);
}

function date(text: string, today: Date): Date | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso !== null) return calendarDay(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
  const german = /^(\d{1,2})\. ?(\d{1,2})\.? ?(\d{4}|\d{2})?$/.exec(text);
  if (german !== null) return dated(today, Number(german[1]), Number(german[2]) - 1, german[3]);
  const dayFirst = /^(\d{1,2})(?:\.|st|nd|rd|th)? ?([a-zäöü]+)\.? ?(\d{4}|\d{2})?$/.exec(text);
  if (dayFirst !== null) return named(today, dayFirst[1]!, dayFirst[2]!, dayFirst[3]);
  const monthFirst = /^([a-zäöü]+)\.? ?(\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?$/.exec(text);
  return monthFirst === null ? undefined : named(today, monthFirst[2]!, monthFirst[1]!, monthFirst[3]);
}

function named(today: Date, day: string, name: string, year: string | undefined): Date | undefined {
  const month = MONTHS.get(name);
  return month === undefined ? undefined : dated(today, Number(day), month, year);
}

function dated(today: Date, day: number, month: number, year: string | undefined): Date | undefined {
  if (year !== undefined) return calendarDay(Number(year) + (year.length === 2 ? 2000 : 0), month, day);
  const thisYear = calendarDay(today.getFullYear(), month, day);
  if (thisYear !== undefined && thisYear <= today) return thisYear;
  return calendarDay(today.getFullYear() - 1, month, day);
}

/** Undefined for days that do not exist, as 30 February. */
function calendarDay(year: number, month: number, day: number): Date | undefined {
  const made = new Date(year, month, day);
  return made.getMonth() === month && made.getDate() === day ? made : undefined;
}
