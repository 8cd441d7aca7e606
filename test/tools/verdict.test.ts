import { expect, test } from 'vitest';
import type { Tally } from './tally.ts';
import { judgeByStatus, judgeByTally, summaryOf } from './verdict.ts';

const tally = (passed: number, failures: string[] = []): Tally => ({ passed, failures, skips: [] });

test('a command counts as one check', () => {
  expect(judgeByStatus('lint')(0)).toEqual(tally(1));
  expect(judgeByStatus('lint')(2)).toEqual(tally(0, ['lint']));
  expect(judgeByStatus('lint')('killed')).toEqual(tally(0, ['lint']));
});

test('the counts of a clean run of vitest stand', () => {
  expect(judgeByTally(tally(7), 0)).toEqual(tally(7));
  expect(judgeByTally(tally(7, ['one']), 1)).toEqual(tally(7, ['one']));
});

test.each([
  ['no counts', undefined, 1],
  ['no counts, though it ended well', undefined, 0],
  ['a crash after the counts', tally(7), 1],
  ['a kill after the counts', tally(7), 'killed' as const],
  ['no test at all', tally(0), 0],
])('%s is one failure', (_, counts, status) => {
  expect(judgeByTally(counts, status).failures).toHaveLength(1);
});

test('the summary names skips and failures and ends with the counts', () => {
  const skips = [
    { test: 'a.test.ts > needs S3', reason: 'no server' },
    { test: 'b.test.ts > on Windows only', reason: undefined },
  ];
  const lines = summaryOf([tally(1), tally(0, ['typecheck']), { passed: 5, failures: ['x'], skips }]);
  expect(lines).toEqual([
    '',
    'skipped: a.test.ts > needs S3: no server',
    'skipped: b.test.ts > on Windows only',
    'failed: typecheck',
    'failed: x',
    '6 passed, 2 failed, 2 skipped',
  ]);
});
