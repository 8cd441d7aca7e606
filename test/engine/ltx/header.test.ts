import { describe, expect, test } from 'vitest';
import {
  decodeHeader,
  encodeHeader,
  isSnapshot,
  LTX_NO_CHECKSUM,
  type LtxHeader,
} from '../../../main/engine/ltx/header.ts';
import { fault, hex } from './bytes.ts';
import { headerOf } from './files.ts';
import { V2 } from './vectors.ts';

const FLAG = 1n << 63n;
const change = headerOf({ rolling: { pre: FLAG | 5n, post: FLAG | 7n } });
const snapshot = headerOf({ min: 1n, rolling: { pre: 0n, post: FLAG | 7n } });
const standard = headerOf({ flags: 0, preApply: FLAG | 5n });

/** The header's bytes with some overwritten, past all checks of the encoder. */
function bytesWith(header: LtxHeader, offset: number, value: string): Uint8Array {
  const bytes = encodeHeader(header);
  bytes.set(hex(value), offset);
  return bytes;
}

describe('a header', () => {
  test.each([
    ['a change of ours', change],
    ['a snapshot of ours', snapshot],
    ['standard checksums', standard],
    [
      'both kinds of checksum',
      headerOf({ flags: 0, preApply: FLAG | 5n, rolling: { pre: FLAG | 5n, post: FLAG } }),
    ],
    [
      'the largest values',
      headerOf({
        pageSize: 65536,
        commit: 0xffffffff,
        min: 2n ** 64n - 1n,
        max: 2n ** 64n - 1n,
        timestamp: 8.64e15,
        walOffset: Number.MAX_SAFE_INTEGER,
        walSize: Number.MAX_SAFE_INTEGER,
        walSalt1: 0xffffffff,
        walSalt2: 0xffffffff,
        nodeId: 2n ** 64n - 1n,
      }),
    ],
    ['a time before 1970', headerOf({ timestamp: -1 })],
  ])('with %s comes back', (_, header) => {
    const bytes = encodeHeader(header);
    expect(bytes.length).toBe(100);
    expect(decodeHeader(bytes)).toEqual(header);
  });

  test('has its fields where the format says', () => {
    expect(encodeHeader(V2.header)).toEqual(V2.bytes.slice(0, 100));
    const view = new DataView(encodeHeader(change).buffer);
    expect(view.getBigUint64(80)).toBe(FLAG | 5n);
    expect(view.getBigUint64(88)).toBe(FLAG | 7n);
    expect(Buffer.from(view.buffer, 96).toString('latin1')).toBe('TDM1');
  });

  test('is a snapshot when it begins with the first transaction', () => {
    expect(isSnapshot(snapshot)).toBe(true);
    expect(isSnapshot(change)).toBe(false);
  });

  test('may have anything in the reserved bytes', () => {
    const bytes = bytesWith(headerOf(), 80, 'ee'.repeat(20));
    expect(decodeHeader(bytes)).toEqual(headerOf());
  });

  test('is read from the front of longer bytes, at any alignment', () => {
    const bytes = new Uint8Array(203);
    bytes.set(encodeHeader(change), 3);
    expect(decodeHeader(bytes.subarray(3))).toEqual(change);
  });
});

describe('decoding refuses', () => {
  test.each<[string, LtxHeader, number, string]>([
    ['not an LTX file', change, 0, '4c545832'],
    ['invalid flags: 0x00000001', change, 4, '00000001'],
    ['invalid flags: 0x80000002', change, 4, '80000002'],
    ['invalid page size: 0', change, 8, '00000000'],
    ['invalid page size: 256', change, 8, '00000100'],
    ['invalid page size: 1000', change, 8, '000003e8'],
    ['invalid page size: 131072', change, 8, '00020000'],
    ['minimum transaction id required', change, 16, '0000000000000000'],
    ['maximum transaction id required', change, 24, '0000000000000000'],
    ['transaction ids out of order', change, 16, '0000000000000003'],
    ['invalid timestamp: 8640000000000001', change, 32, '001eb208c2dc0001'],
    ['invalid timestamp: -9223372036854776000', change, 32, '8000000000000000'],
    ['invalid wal offset: -1', change, 48, 'ffffffffffffffff'],
    ['invalid wal offset: 9007199254740992', change, 48, '0020000000000000'],
    ['invalid wal size: -1', change, 56, 'ffffffffffffffff'],
    ['invalid wal size: 9007199254740992', change, 56, '0020000000000000'],
    ['wal offset required with wal salts 1, 0', change, 64, '00000001'],
    ['wal offset required with wal salts 0, 1', change, 68, '00000001'],
    ['wal offset required with a wal size of 9', change, 56, '0000000000000009'],
    ['must be zero on snapshots', snapshot, 40, '8000000000000000'],
    ['pre-apply checksum not allowed', change, 40, '8000000000000000'],
    ['pre-apply checksum required', standard, 40, '0000000000000000'],
    ['invalid pre-apply checksum: 0000000000000005', standard, 40, '0000000000000005'],
    ['before the file: 0000000000000000', change, 80, '0000000000000000'],
    ['before the file: 8000000000000000', snapshot, 80, '8000000000000000'],
    ['after the file: 0000000000000007', change, 88, '0000000000000007'],
    ['after the file: 8000000000000007', change, 12, '00000000'],
  ])('%s', (message, header, offset, value) => {
    expect(() => decodeHeader(bytesWith(header, offset, value))).toThrow(fault('ltx-header', message));
  });

  test('rolling and standard checksums that differ', () => {
    const both = headerOf({ flags: 0, preApply: FLAG | 6n, rolling: { pre: FLAG | 5n, post: FLAG } });
    expect(() => encodeHeader(both)).toThrow(fault('ltx-header', 'differs from pre-apply'));
  });

  test.each([0, 1, 99])('%i bytes', (length) => {
    const cut = encodeHeader(change).subarray(0, length);
    expect(() => decodeHeader(cut)).toThrow(fault('ltx-truncated', `after ${length} of 100 bytes`));
  });
});

test.each<[string, Partial<LtxHeader>]>([
  ['invalid flags', { flags: 3 }],
  ['invalid database size: -1', { commit: -1 }],
  ['invalid database size: 4294967296', { commit: 2 ** 32 }],
  ['transaction ids too large', { min: 2n, max: 2n ** 64n }],
  ['invalid timestamp: NaN', { timestamp: NaN }],
  ['invalid timestamp: 1.5', { timestamp: 1.5 }],
  ['invalid node id', { nodeId: -1n }],
  ['invalid wal salts', { walOffset: 32, walSalt1: -1 }],
  ['invalid pre-apply checksum', { flags: 0, preApply: 1n << 64n }],
])('encoding refuses %s', (message, values) => {
  const header = headerOf({ flags: LTX_NO_CHECKSUM, ...values });
  expect(() => encodeHeader(header)).toThrow(fault('ltx-header', message));
});
