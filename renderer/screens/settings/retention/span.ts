// Spans of time as people choose them: `7 days`, `2 years`; never rounded.
import type { Language } from '../../../../main/ipc/contract/views.ts';
import type { Text } from '../../../app/text/use-text.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const UNITS = [['year', YEAR], ['day', DAY], ['hour', HOUR], ['minute', 60_000]] as const;

/** @param ms in the largest unit that it is a whole number of */
export function span(language: Language, ms: number): string {
  const [unit, size] = UNITS.find(([, one]) => ms >= one && ms % one === 0) ?? UNITS[3];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(ms / size);
}

/** `every day` */
export function everySpan({ t, language }: Text, ms: number): string {
  const { retention } = t;
  switch (ms) {
    case HOUR:
      return retention.everyHour;
    case DAY:
      return retention.everyDay;
    case 7 * DAY:
      return retention.everyWeek;
    case 30 * DAY:
      return retention.everyMonth;
    default:
      return retention.every(span(language, ms));
  }
}
