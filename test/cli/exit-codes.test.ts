// The table of docs/cli.md, code by code: changing one is changing what scripts rely on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodeOf, exitCodeOfSignal } from '../../main/cli/exit-codes.ts';
import type { ErrorCode } from '../../main/engine/base/errors.ts';

const EXPECTED: Readonly<Record<number, readonly ErrorCode[]>> = {
  1: [
    ...([
      'ltx-encode',
      'database-missing',
      'database-empty',
      'database-unreadable',
      'database-hot-journal',
    ] as const),
    ...(['database-encrypted', 'database-not-sqlite', 'database-moved', 'sqlite-too-old'] as const),
    ...(['restore-output-failed', 'disk-full', 'bug', 'not-found', 'refused', 'unsupported', 'history-older'] as const),
    ...(['lease-required', 'lease-etag-required', 'lease-released'] as const),
  ],
  2: ['usage', 'lease-ttl'],
  3: ['config'],
  4: ['restore-no-point', 'undo-not-possible'],
  5: [
    ...(['ltx-header', 'ltx-page', 'ltx-index', 'ltx-trailer', 'ltx-truncated', 'ltx-checksum'] as const),
    ...([
      'ltx-incomplete',
      'ltx-not-contiguous',
      'database-damaged',
      'wal-invalid',
      'object-missing',
    ] as const),
    ...(['restore-gap', 'restore-checksum', 'restore-damaged', 'stream-diverged'] as const),
    ...(['catalogue-damaged', 'journal-damaged', 'lease-corrupt'] as const),
  ],
  6: [
    ...(['destination-absent', 'destination-denied', 'destination-full', 'destination-failed'] as const),
    ...(['destination-conflict', 'object-exists', 'destination-clock', 'destination-untrusted'] as const),
    ...(['stream-protocol', 'stream-absent', 'stream-denied', 'stream-untrusted', 'stream-no-primary'] as const),
  ],
  7: ['database-locked', 'state-in-use', 'restore-output-exists', 'restore-output-busy', 'busy', 'lease-held', 'lease-lost'],
  130: ['aborted'],
};

const cases = Object.entries(EXPECTED).flatMap(([exit, codes]) =>
  codes.map((code) => [code, Number(exit)] as const),
);

test.each(cases)('%s ends with %i', (code, exit) => {
  expect(exitCodeOf(code)).toBe(exit);
});

test('every error code of the engine is in the table', () => {
  const source = readFileSync(join(import.meta.dirname, '../../main/engine/base/errors.ts'), 'utf8');
  const union = /export type ErrorCode =([^;]+);/.exec(source)![1]!;
  const codes = [...union.matchAll(/\| '([a-z0-9-]+)'/g)].map((match) => match[1]!);
  expect(codes.sort()).toEqual(cases.map(([code]) => code as string).sort());
});

test('signals are 128 and their number', () => {
  expect(exitCodeOfSignal('SIGINT')).toBe(130);
  expect(exitCodeOfSignal('SIGTERM')).toBe(143);
  expect(exitCodeOfSignal('SIGKILL')).toBe(137);
});
