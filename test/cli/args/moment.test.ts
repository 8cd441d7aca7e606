import { expect, test } from 'vitest';
import { parseMoment } from '../../../main/cli/args/moment.ts';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';

const now = Date.UTC(2026, 10, 20, 12, 0, 0);

test.each([
  ['2026-11-20T10:42:07Z', '2026-11-20T10:42:07.000Z'],
  ['2026-11-20T10:42:07.5Z', '2026-11-20T10:42:07.500Z'],
  ['2026-11-20t10:42:07.123456789z', '2026-11-20T10:42:07.123Z'],
  ['2026-11-20 10:42:07+01:00', '2026-11-20T09:42:07.000Z'],
  ['2026-11-20T10:42:07-05:30', '2026-11-20T16:12:07.000Z'],
  ['5m ago', '2026-11-20T11:55:00.000Z'],
  ['1h30m ago', '2026-11-20T10:30:00.000Z'],
  ['1d ago', '2026-11-19T12:00:00.000Z'],
  ['1d12h ago', '2026-11-19T00:00:00.000Z'],
])('%j is %s', (text, expected) => {
  expect(new Date(parseMoment(text, now)).toISOString()).toBe(expected);
});

test.each([
  ['2026-11-20T10:42:07', 'Give time and zone'],
  ['2026-11-20', 'Give time and zone'],
  ['2026-02-31T10:00:00Z', 'Write 2026'],
  ['2026-13-01T10:00:00Z', 'Write 2026'],
  ['2026-11-20T25:00:00Z', 'Write 2026'],
  ['2026-11-20T10:42:07+99:00', 'Write 2026'],
  ['yesterday', 'Write 2026'],
  ['5 ago', 'Add a unit'],
  ['', 'Write 2026'],
])('%j is refused', (text, hint) => {
  try {
    parseMoment(text, now);
    expect.unreachable();
  } catch (error) {
    expect(isTidemarkError(error, 'usage') && error.hint).toContain(hint);
  }
});
