// The moments that the tray names, on the person's own clock. They are worked out when an item is chosen: a menu may
// stay open, or unopened, for hours.

export type Moment = 'five-minutes' | 'one-hour' | 'this-morning';
export type PauseEnd = 'hour' | 'tomorrow';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** When a day begins for a person, local time. */
const MORNING = 8;

/** Ms since the epoch. */
export function momentAt(moment: Moment, now: number): number {
  switch (moment) {
    case 'five-minutes':
      return now - 5 * MINUTE;
    case 'one-hour':
      return now - HOUR;
    case 'this-morning':
      return morningOf(now, 0);
    default:
      return moment satisfies never;
  }
}

/** Ms since the epoch. */
export function pauseEnd(end: PauseEnd, now: number): number {
  return end === 'hour' ? now + HOUR : morningOf(now, 1);
}

/** 8:00 of the day `days` after that of `now`; right also where a clock is put forward in between. */
function morningOf(now: number, days: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, MORNING).getTime();
}
