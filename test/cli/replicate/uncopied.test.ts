import { expect, test } from 'vitest';
import type { ReplicaStatus } from '../../../main/engine/agent/status.ts';
import { labelOf } from '../../../main/cli/replicate/labels.ts';
import { uncopied } from '../../../main/cli/replicate/uncopied.ts';

const at = (txid: bigint, path: string): ReplicaStatus => ({
  url: `file://${path}`,
  txid,
  state: { kind: 'idle' },
  safeAt: 0,
  pending: { files: 0, bytes: 0 },
});

const status = {
  path: '/data/shop.db',
  state: { kind: 'off' },
  txid: 42n,
  checksum: 0n,
  commit: 1,
  pageSize: 4096,
} as const;

test('what is not at every destination, in words', () => {
  const destinations = [at(42n, '/a'), at(40n, '/b'), at(0n, '/c')];
  expect(uncopied('shop.db', { ...status, destinations })).toEqual([
    'shop.db: transactions 0000000000000029 to 000000000000002a are not at /b',
    'shop.db: the first copy is not at /c',
  ]);
});

test('nothing when all is copied, or nothing was captured', () => {
  expect(uncopied('shop.db', { ...status, destinations: [at(42n, '/a')] })).toEqual([]);
  expect(uncopied('shop.db', { ...status, txid: 0n, destinations: [at(0n, '/a')] })).toEqual([]);
});

test('a file name is enough of a label while it is the only one', () => {
  const paths = ['/a/shop.db', '/b/shop.db', '/b/crm.db'];
  expect(paths.map((path) => labelOf(path, paths))).toEqual(['/a/shop.db', '/b/shop.db', 'crm.db']);
});
