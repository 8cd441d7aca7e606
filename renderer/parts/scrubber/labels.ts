// Times as the scrubber writes them. Formatters are made once a language: one costs more than a frame's drawing.
import type { Language } from '../../../main/ipc/contract/views.ts';
import { timesOf } from '../../../main/ipc/contract/words/format.ts';
import type { GridLine, LabelKind } from './grid.ts';

export interface TimeLabels {
  /** `10:42`, `21 Nov`, `2026`: what stands at a line of the grid. */
  readonly grid: (line: GridLine) => string;
  /** `10:42:07`, with the day unless it is today. */
  readonly time: (at: number, now: number) => string;
  /** `21 November 2026 at 10:42:07`, for being read aloud. */
  readonly spoken: (at: number) => string;
}

const FORMATS: Readonly<Record<LabelKind, Intl.DateTimeFormatOptions>> = {
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  minute: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  month: { month: 'short' },
  year: { year: 'numeric' },
};

const made = new Map<Language, TimeLabels>();

export function timeLabels(language: Language): TimeLabels {
  const labels = made.get(language) ?? make(language);
  made.set(language, labels);
  return labels;
}

function make(language: Language): TimeLabels {
  const locale = timesOf(language);
  const grid = Object.fromEntries(
    Object.entries(FORMATS).map(([kind, options]) => [kind, new Intl.DateTimeFormat(locale, options)]),
  ) as Readonly<Record<LabelKind, Intl.DateTimeFormat>>;
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const today = new Intl.DateTimeFormat(locale, time);
  const day = new Intl.DateTimeFormat(locale, { ...time, day: 'numeric', month: 'short' });
  const otherYear = new Intl.DateTimeFormat(locale, { ...time, day: 'numeric', month: 'short', year: 'numeric' });
  const spoken = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' });
  return {
    grid: ({ at, kind }) => grid[kind].format(at),
    time: (at, now) => {
      const [then, present] = [new Date(at), new Date(now)];
      if (then.toDateString() === present.toDateString()) return today.format(at);
      return (then.getFullYear() === present.getFullYear() ? day : otherYear).format(at);
    },
    spoken: (at) => spoken.format(at),
  };
}
