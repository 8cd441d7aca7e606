// Names, transaction ids and positions as text.
import { describe, expect, test } from 'vitest';
import { compareRanges, formatLtxName, parseLtxName } from '../../../main/engine/ltx/name.ts';
import { formatPos, parsePos } from '../../../main/engine/ltx/pos.ts';
import { formatTxid, parseTxid } from '../../../main/engine/ltx/txid.ts';
import { fault } from './bytes.ts';

describe('a file name', () => {
  test('holds the transactions in hex', () => {
    const range = { min: 1n, max: 25n };
    expect(formatLtxName(range)).toBe('0000000000000001-0000000000000019.ltx');
    expect(parseLtxName('0000000000000001-0000000000000019.ltx')).toEqual(range);
  });

  test.each([
    '0000000000000001-0000000000000019.LTX',
    '000000000000000A-000000000000000B.ltx',
    '0000000000000000-0000000000000001.ltx',
    '0000000000000002-0000000000000001.ltx',
    '0000000000000001-0000000000000001.ltx.tmp',
    '1-2.ltx',
  ])('is not %s', (name) => {
    expect(parseLtxName(name)).toBeUndefined();
  });

  test('sorts by both numbers', () => {
    const ranges = [
      [2n, 3n],
      [1n, 9n],
      [2n, 2n],
      [1n, 1n],
    ].map(([min, max]) => ({ min: min!, max: max! }));
    expect(ranges.sort(compareRanges).map(({ min, max }) => `${min}-${max}`)).toEqual([
      '1-1',
      '1-9',
      '2-2',
      '2-3',
    ]);
  });
});

describe('a transaction id', () => {
  test.each([0n, 1n, 42n, 2n ** 64n - 1n])('%s comes back', (txid) => {
    expect(formatTxid(txid)).toHaveLength(16);
    expect(parseTxid(formatTxid(txid))).toBe(txid);
  });

  test.each(['', '1', '000000000000002A', '00000000000000002a'])('is not "%s"', (text) => {
    expect(() => parseTxid(text)).toThrow(fault('usage'));
  });
});

describe('a position', () => {
  test('is a transaction and a checksum', () => {
    const pos = { txid: 42n, postApplyChecksum: 0x8b87423eeeeeeeeen };
    expect(formatPos(pos)).toBe('000000000000002a/8b87423eeeeeeeee');
    expect(parsePos(formatPos(pos))).toEqual(pos);
  });

  test.each([
    '',
    '000000000000002a',
    '000000000000002a/',
    '000000000000002a/8b87423eeeeeeeee/',
    '2a/8b87423eeeeeeeee',
  ])('is not "%s"', (text) => {
    expect(() => parsePos(text)).toThrow(fault('usage'));
  });
});
