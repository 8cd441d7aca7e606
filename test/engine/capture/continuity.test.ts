// Every row of the decision: go on, start anew, or compare.
import { describe, expect, it } from 'vitest';
import { judgeContinuity, type Attendance, type WalSight } from '../../../main/engine/capture/continuity.ts';
import type { WalPlace } from '../../../main/engine/capture/position.ts';
import type { WalHeader } from '../../../main/engine/sqlite/wal-format.ts';

const header = (changes: Partial<WalHeader> = {}): WalHeader => ({
  order: 'little',
  pageSize: 4096,
  salt1: 7,
  salt2: 70,
  sums: { s0: 1, s1: 2 },
  ...changes,
});
const place = (changes: Partial<WalPlace & { kind: 'at' }> = {}): WalPlace => ({
  kind: 'at',
  order: 'little',
  salt1: 7,
  salt2: 70,
  offset: 4152,
  s0: 11,
  s1: 12,
  ...changes,
});
const sight = (head: WalHeader | undefined, size = 8272, sums = { s0: 11, s1: 12 }): WalSight => ({
  header: head,
  size,
  sumsBefore: () => sums,
});

const CASES: [string, WalPlace, WalSight, Attendance, string][] = [
  ['the same log, last frame as captured, watched', place(), sight(header()), 'held', 'continue'],
  ['the same log, last frame as captured, not watched', place(), sight(header()), 'away', 'continue'],
  ['the same salts, another last frame', place(), sight(header(), 8272, { s0: 0, s1: 0 }), 'held', 'lost'],
  ['the same salts, no frame there', place(), { ...sight(header()), sumsBefore: () => undefined }, 'away', 'lost'],
  ['the same salts, another byte order', place(), sight(header({ order: 'big' })), 'held', 'lost'],
  ['one reset, watched', place(), sight(header({ salt1: 8, salt2: 5 })), 'held', 'restart'],
  ['one reset over the end of 32 bits, watched', place({ salt1: 0xffffffff }), sight(header({ salt1: 0 })), 'held', 'restart'],
  ['one reset, not watched', place(), sight(header({ salt1: 8, salt2: 5 })), 'away', 'lost'],
  ['two resets, watched', place(), sight(header({ salt1: 9, salt2: 5 })), 'held', 'lost'],
  ['a salt going back', place(), sight(header({ salt1: 6 })), 'held', 'lost'],
  ['the same first salt, another second', place(), sight(header({ salt2: 71 })), 'held', 'lost'],
  ['an emptied log, watched', place(), sight(undefined, 0), 'held', 'emptied'],
  ['an emptied log, not watched', place(), sight(undefined, 0), 'away', 'lost'],
  ['a log without a sound header', place(), sight(undefined, 5000), 'held', 'lost'],
  ['empty before and now, watched', { kind: 'empty' }, sight(undefined, 0), 'held', 'unchanged'],
  ['empty before, frames now, watched', { kind: 'empty' }, sight(header()), 'held', 'restart'],
  ['empty before and now, not watched', { kind: 'empty' }, sight(undefined, 0), 'away', 'lost'],
  ['empty before, frames now, not watched', { kind: 'empty' }, sight(header()), 'away', 'lost'],
  ['the same log, but the file was changed from outside', place(), sight(header()), 'suspect', 'lost'],
  ['never tied to a log', { kind: 'none' }, sight(header()), 'held', 'lost'],
];

describe('continuity', () => {
  it.each(CASES)('%s', (_name, captured, seen, attendance, verdict) => {
    expect(judgeContinuity(captured, seen, attendance).kind).toBe(verdict);
  });
});
