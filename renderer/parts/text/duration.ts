// How long something takes, in the largest unit that says enough: `18 s`, `4 min`, `2 hr`.
import type { Language } from '../../../main/ipc/contract/views.ts';

type Unit = 'second' | 'minute' | 'hour' | 'day';

const UNITS: readonly (readonly [Unit, number])[] = [
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
];

/** @param ms rounded to the nearest unit; below a second it reads as one */
export function duration(language: Language, ms: number): string {
  const [unit, size] = UNITS.findLast(([, one]) => ms >= 1.5 * one) ?? UNITS[0]!;
  const count = Math.max(1, Math.round(ms / size));
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
}
