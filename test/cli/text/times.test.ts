import { expect, test } from 'vitest';
import { parseMoment } from '../../../main/cli/args/moment.ts';
import { formatAge, formatClock, formatMoment } from '../../../main/cli/text/times.ts';

const at = Date.UTC(2026, 10, 20, 9, 42, 7, 123);

const inZone = <T>(zone: string, work: () => T): T => {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
};

test.each([
  ['UTC', '2026-11-20T09:42:07.123Z'],
  ['Europe/Berlin', '2026-11-20T10:42:07.123+01:00'],
  ['America/St_Johns', '2026-11-20T06:12:07.123-03:30'],
])('in %s', (zone, text) => {
  inZone(zone, () => {
    expect(formatMoment(at)).toBe(text);
    expect(formatClock(at)).toBe(text.slice(11, 19));
    expect(parseMoment(formatMoment(at), 0)).toBe(at);
  });
});

test.each([
  [0, 'just now'],
  [999, 'just now'],
  [3999, '3 s ago'],
  [61_000, '1 min ago'],
  [2 * 3_600_000, '2 h ago'],
  [72 * 3_600_000, '3 days ago'],
  [-5000, 'in 5 s'],
])('%d ms before now is %s', (ms, text) => {
  expect(formatAge(at - ms, at)).toBe(text);
});
