import { expect, test } from 'vitest';
import type { RestoreResult } from '../../../main/cli/bridge/restore.ts';
import { describeRestore, type Asked } from '../../../main/cli/restore/report.ts';

const at = Date.UTC(2026, 10, 20, 9, 0, 0);
const asked: Asked = { output: '/x.db', target: { kind: 'latest' }, check: 'quick', now: at + 60_000 };
const result: RestoreResult = {
  txid: 42n,
  point: { txid: 42n, createdAt: at },
  fit: 'exact',
  checksum: (1n << 63n) + 5n,
  proved: 'recorded',
  commit: 1000,
  pageSize: 4096,
  files: 3,
  bytesRead: 1_200_000,
  seconds: 1.84,
  damaged: [],
};

const described = (changes: Partial<RestoreResult>, check: Asked['check'] = 'quick'): string[] =>
  describeRestore({ url: 'file:///backup', value: { ...result, ...changes } }, { ...asked, check }).split(
    '\n',
  );

test('which point, proved by what, from where, how fast', () => {
  const [first, ...rest] = described({});
  expect(first).toMatch(/^Restored \/x\.db as of 2026-11-\S+ \(1 min ago\), transaction 000000000000002a\.$/);
  expect(rest).toEqual([
    '  proved  checksum 8000000000000005 is the one recorded at capture; SQLite’s quick check found no fault',
    '  size    4.1 MB, 1,000 pages',
    '  read    3 files, 1.2 MB from /backup, in 1.8 s',
  ]);
});

test('nothing is called proved that is not', () => {
  expect(described({ proved: 'computed' })[1]).toBe(
    '  checked  checksum 8000000000000005, with none recorded at capture to compare; ' +
      'SQLite’s quick check found no fault',
  );
  expect(described({}, 'none')[1]).not.toContain('SQLite');
});

test.each([
  ['before', 'the newest state before the time given'],
  ['newest', 'the newest state there is'],
] as const)('a time between points: %s', (fit, words) => {
  expect(described({ fit })[0]).toContain(words);
});
