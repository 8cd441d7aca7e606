import { expect, test } from 'vitest';
import { decodeEntry, encodeEntry, type Entry } from '../../../../main/engine/agent/operations/entry.ts';
import { ABSENT, SHOP } from './rig.ts';

const entries: readonly Entry[] = [
  { kind: 'begin', at: 1, facts: { kind: 'backup' }, about: SHOP },
  { kind: 'end', operation: 7, at: 2, end: { kind: 'failed', reason: ABSENT } },
  { kind: 'end', operation: 7, at: 2, end: { kind: 'done' }, facts: { kind: 'first-copy', bytes: 10 } },
  { kind: 'note', at: 3, facts: { kind: 'pause' }, about: {}, end: { kind: 'done' } },
];

test.each(entries)('$kind goes both ways', (entry) => {
  expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
});

test.each([
  '',
  'null',
  '7',
  '{"version":1',
  '{"version":2,"entry":{"kind":"begin","at":1,"facts":{"kind":"backup"},"about":{}}}',
  '{"version":1,"entry":{"kind":"begin","at":1,"facts":{"kind":"teleport"},"about":{}}}',
  '{"version":1,"entry":{"kind":"begin","at":1,"facts":{"kind":"toString"},"about":{}}}',
  '{"version":1,"entry":{"kind":"merge"}}',
])('%s is not told by this version', (text) => {
  expect(decodeEntry(new TextEncoder().encode(text))).toBeUndefined();
});
