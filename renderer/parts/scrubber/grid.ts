// Round steps of local time: where the scrubber's labels stand, and how wide its bars are.
import type { Edges } from './view.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a label must say: only what differs from its neighbours. */
export type LabelKind = 'second' | 'minute' | 'day' | 'month' | 'year';

export interface GridLine {
  readonly at: number;
  readonly kind: LabelKind;
}

const STEPS = [
  SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 182 * DAY, 365 * DAY, 730 * DAY, 1826 * DAY, 3652 * DAY,
] as const;

/** The shortest round step that is at least `least` ms. */
export function roundStep(least: number): number {
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / (365 * DAY)) * 365 * DAY;
}

/** Lines at round local times, at least `apart` px from each other. */
export function gridLines(view: Edges, width: number, apart: number): GridLine[] {
  if (!(width > 0)) return [];
  const step = roundStep(((view.to - view.from) / width) * apart);
  const lines: GridLine[] = [];
  for (let at = floorTo(view.from, step); at <= view.to; at = next(at, step)) {
    if (at >= view.from) lines.push({ at, kind: kindOf(at, step) });
  }
  return lines;
}

/** Months stand on their first day, days on midnight, whatever the clocks did between. */
function next(at: number, step: number): number {
  const date = new Date(at);
  const day = date.getDate();
  if (step >= 30 * DAY) return new Date(date.getFullYear(), date.getMonth() + Math.round(step / (30.4 * DAY)), 1).getTime();
  if (step >= DAY) return new Date(date.getFullYear(), date.getMonth(), day + step / DAY).getTime();
  const plain = at + step;
  const midnight = new Date(date.getFullYear(), date.getMonth(), day + 1).getTime();
  return plain > midnight ? midnight : plain;
}

/** The last round time not after `at`. */
function floorTo(at: number, step: number): number {
  const date = new Date(at);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  if (step >= 365 * DAY) return new Date(year - (year % Math.round(step / (365 * DAY))), 0, 1).getTime();
  if (step >= 30 * DAY) return new Date(year, month - (month % Math.round(step / (30.4 * DAY))), 1).getTime();
  if (step >= 7 * DAY) return new Date(year, month, day - ((date.getDay() + 6) % 7)).getTime();
  if (step >= DAY) return new Date(year, month, day - ((day - 1) % (step / DAY))).getTime();
  const midnight = new Date(year, month, day).getTime();
  return midnight + Math.floor((at - midnight) / step) * step;
}

function kindOf(at: number, step: number): LabelKind {
  const date = new Date(at);
  if (step >= 30 * DAY) return date.getMonth() === 0 ? 'year' : 'month';
  if (step >= DAY || (date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0)) return 'day';
  return step >= MINUTE || date.getSeconds() === 0 ? 'minute' : 'second';
}
