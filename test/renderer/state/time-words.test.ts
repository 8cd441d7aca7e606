// What is understood of typed times, in both languages, and what is refused.
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../../renderer/state/time-words.ts';

/** Saturday 21 November 2026, 10:42:07, wherever the test runs. */
const NOW = new Date(2026, 10, 21, 10, 42, 7).getTime();

function local(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  return new Date(year, month - 1, day, hour, minute, second).getTime();
}

const END_OF_DAY = 24 * 3_600_000 - 1;

describe('times of day', () => {
  it.each([
    ['10:42', local(2026, 11, 21, 10, 42)],
    ['10:42:05', local(2026, 11, 21, 10, 42, 5)],
    ['9am', local(2026, 11, 21, 9)],
    ['9 am', local(2026, 11, 21, 9)],
    ['12am', local(2026, 11, 21, 0)],
    ['9 Uhr', local(2026, 11, 21, 9)],
    ['um 9.30 Uhr', local(2026, 11, 21, 9, 30)],
    ['this morning', local(2026, 11, 21, 8)],
    ['heute morgen', local(2026, 11, 21, 8)],
    ['heute früh', local(2026, 11, 21, 8)],
    ['midnight', local(2026, 11, 21, 0)],
  ])('%s', (text, at) => {
    expect(parseTime(text, NOW)).toEqual({ kind: 'moment', at });
  });

  it.each([
    ['14:00', local(2026, 11, 20, 14)],
    ['10:43', local(2026, 11, 20, 10, 43)],
    ['2:30 pm', local(2026, 11, 20, 14, 30)],
    ['noon', local(2026, 11, 20, 12)],
    ['15 Uhr', local(2026, 11, 20, 15)],
  ])('%s has not come today: yesterday', (text, at) => {
    expect(parseTime(text, NOW)).toEqual({ kind: 'moment', at });
  });
});

describe('days', () => {
  it.each([
    ['yesterday 14:00', local(2026, 11, 20, 14)],
    ['Yesterday at 2pm', local(2026, 11, 20, 14)],
    ['14:00 yesterday', local(2026, 11, 20, 14)],
    ['gestern 14:00', local(2026, 11, 20, 14)],
    ['gestern um 14 Uhr', local(2026, 11, 20, 14)],
    ['gestern Nachmittag', local(2026, 11, 20, 15)],
    ['gestern abend', local(2026, 11, 20, 20)],
    ['last night', local(2026, 11, 20, 23)],
    ['vorgestern 8:05', local(2026, 11, 19, 8, 5)],
    ['monday 9:00', local(2026, 11, 16, 9)],
    ['letzten Montag 9:00', local(2026, 11, 16, 9)],
    ['am Freitag, 9:00', local(2026, 11, 20, 9)],
    ['saturday 9:00', local(2026, 11, 14, 9)],
    ['21 Nov 9:15', local(2026, 11, 21, 9, 15)],
    ['21. November, 9:15 Uhr', local(2026, 11, 21, 9, 15)],
    ['am 21.11. um 9:15', local(2026, 11, 21, 9, 15)],
    ['21.11.2026 9:15', local(2026, 11, 21, 9, 15)],
    ['21.11.25 9:15', local(2025, 11, 21, 9, 15)],
    ['Nov 3rd 18:00', local(2026, 11, 3, 18)],
    ['3 Dec 18:00', local(2025, 12, 3, 18)],
    ['3. Dez. 18:00', local(2025, 12, 3, 18)],
    ['2026-11-02 07:30:15', local(2026, 11, 2, 7, 30, 15)],
    ['3 days ago 14:00', local(2026, 11, 18, 14)],
    ['vor 3 Tagen um 14:00', local(2026, 11, 18, 14)],
  ])('%s', (text, at) => {
    expect(parseTime(text, NOW)).toEqual({ kind: 'moment', at });
  });

  it.each([
    ['yesterday', local(2026, 11, 20)],
    ['gestern', local(2026, 11, 20)],
    ['2026-11-02', local(2026, 11, 2)],
    ['friday', local(2026, 11, 20)],
    ['15 may', local(2026, 5, 15)],
  ])('%s without a time is its end', (text, midnight) => {
    expect(parseTime(text, NOW)).toEqual({ kind: 'moment', at: midnight + END_OF_DAY });
  });

  it('is now for today', () => {
    expect(parseTime('today', NOW)).toEqual({ kind: 'moment', at: NOW });
  });
});

describe('how long ago', () => {
  it.each([
    ['2 hours ago', NOW - 2 * 3_600_000],
    ['2h', NOW - 2 * 3_600_000],
    ['1h 30m ago', NOW - 90 * 60_000],
    ['1 hour and 30 minutes ago', NOW - 90 * 60_000],
    ['-5 min', NOW - 5 * 60_000],
    ['90 s', NOW - 90_000],
    ['an hour ago', NOW - 3_600_000],
    ['half an hour ago', NOW - 1_800_000],
    ['1.5 hours ago', NOW - 5_400_000],
    ['vor 2 Stunden', NOW - 2 * 3_600_000],
    ['vor einer Stunde', NOW - 3_600_000],
    ['vor einer halben Stunde', NOW - 1_800_000],
    ['vor 5 Min', NOW - 5 * 60_000],
    ['vor 1 Stunde und 10 Minuten', NOW - 70 * 60_000],
    ['3 days ago', local(2026, 11, 18, 10, 42, 7)],
    ['vor zwei Wochen', local(2026, 11, 7, 10, 42, 7)],
    ['1 month ago', local(2026, 10, 21, 10, 42, 7)],
  ])('%s', (text, at) => {
    expect(parseTime(text, NOW)).toEqual({ kind: 'moment', at });
  });

  it('keeps the last day of a shorter month', () => {
    const endOfMarch = new Date(2026, 2, 31, 12).getTime();
    expect(parseTime('1 month ago', endOfMarch)).toEqual({ kind: 'moment', at: local(2026, 2, 28, 12) });
  });
});

describe('the rest', () => {
  it('takes a time with its zone', () => {
    expect(parseTime('2026-11-21T09:00:00Z', NOW + 86_400_000)).toEqual({ kind: 'moment', at: Date.UTC(2026, 10, 21, 9) });
  });

  it.each(['now', 'latest', 'Jetzt', 'neueste'])('%s', (text) => {
    expect(parseTime(text, NOW)).toEqual({ kind: 'now' });
  });

  it.each(['today 14:00', 'heute 23 Uhr', '2027-01-01 10:00'])('%s is still to come', (text) => {
    expect(parseTime(text, NOW)).toEqual({ kind: 'future' });
  });

  it.each(['', '  ', 'orders', '25:00', '13pm', '10:61', '30 feb 10:00', '2026-02-30', 'ago', 'vor', '5 ago', 'tomorrow', '12', '1e9 h',
    '99999999999999999999 hours ago', 'x'.repeat(5000)])('refuses %j', (text) => {
    expect(parseTime(text, NOW)).toEqual({ kind: 'unknown' });
  });
});
