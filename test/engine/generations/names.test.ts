// Names of all versions are read, and those of one written.
import { describe, expect, test } from 'vitest';
import {
  formatIndex,
  formatOffset,
  isGenerationName,
  parseNumber,
  parseSegmentName,
  parseSnapshotName,
  segmentName,
  snapshotName,
  styleOf,
} from '../../../main/engine/generations/names.ts';
import { compareGenerationPos, formatGenerationPos, parseGenerationPos } from '../../../main/engine/generations/pos.ts';

const G = '0123456789abcdef';

test.each([
  ['flat-8', `generations/${G}/snapshots/0000001f.snapshot.lz4`, `generations/${G}/wal/0000001f_00001038.wal.lz4`],
  ['nested-8', `generations/${G}/snapshots/0000001f.snapshot.lz4`, `generations/${G}/wal/0000001f/00001038.wal.lz4`],
  ['nested-16', `generations/${G}/snapshots/000000000000001f.snapshot.lz4`, `generations/${G}/wal/000000000000001f/0000000000001038.wal.lz4`],
] as const)('%s', (naming, snapshot, segment) => {
  expect(snapshotName(G, 0x1f, styleOf(naming))).toBe(snapshot);
  expect(segmentName(G, { index: 0x1f, offset: 0x1038 }, styleOf(naming))).toBe(segment);
  expect(parseSnapshotName(snapshot.split('/snapshots/')[1]!)).toMatchObject({ index: 0x1f });
  expect(parseSegmentName(segment.split('/wal/')[1]!)).toEqual({ index: 0x1f, offset: 0x1038, style: styleOf(naming) });
});

test('offsets of 4 GiB and more have as many digits as they need, and come back', () => {
  const place = { index: 1, offset: 0x1_0000_0000 };
  const name = segmentName(G, place, styleOf('flat-8'));
  expect(name).toBe(`generations/${G}/wal/00000001_100000000.wal.lz4`);
  expect(parseSegmentName('00000001_100000000.wal.lz4')).toEqual({ ...place, style: styleOf('flat-8') });
  expect(parseSegmentName('00000001/ffffffffff.wal.lz4')).toMatchObject({ offset: 0xff_ffff_ffff, style: styleOf('nested-8') });
});

test('numbers of 8 to 16 digits are read, and nothing else', () => {
  expect(parseNumber('00000000')).toBe(0);
  expect(parseNumber('0000000000000abc')).toBe(0xabc);
  expect(parseNumber('001fffffffffffff')).toBe(Number.MAX_SAFE_INTEGER);
  for (const text of ['', 'abc', '0000000', '00000000000000000', '0000000G', '0000000A', '-0000001', '0x000001', '0020000000000000', ' 00000001', '00000001\n']) {
    expect(parseNumber(text)).toBeUndefined();
  }
});

test.each([
  '00000001.wal.lz4',
  '00000001_00000000.wal',
  '00000001_00000000.wal.lz4.tmp',
  '.00000001_00000000.wal.lz4.0011223344556677.tmp',
  '00000001_0000000.wal.lz4',
  '00000001_00000000_.wal.lz4',
  '00000001/x/00000000.wal.lz4',
  '80000000_00000000.wal.lz4',
  '00000001_00000000.WAL.LZ4',
])('%s is no segment', (name) => {
  expect(parseSegmentName(name)).toBeUndefined();
});

test.each(['0000001.snapshot.lz4', '00000001.snapshot', '00000001.snapshot.lz4.tmp', 'x/00000001.snapshot.lz4', '80000000.snapshot.lz4'])('%s is no snapshot', (name) => {
  expect(parseSnapshotName(name)).toBeUndefined();
});

test('generations have sixteen digits', () => {
  expect(isGenerationName(G)).toBe(true);
  for (const text of ['', '0123456789abcde', `${G}0`, '0123456789ABCDEF', '../456789abcdef0']) expect(isGenerationName(text)).toBe(false);
  expect(() => snapshotName('../../etc', 0, styleOf('flat-8'))).toThrow(/not the name of a generation/);
});

test('what no name can hold is refused', () => {
  expect(formatIndex(0x7fffffff, 8)).toBe('7fffffff');
  for (const index of [0x80000000, -1, 1.5, NaN]) expect(() => formatIndex(index, 8)).toThrow(/is not the index/);
  for (const offset of [-1, 0.5, Infinity, 2 ** 53]) expect(() => formatOffset(offset, 8)).toThrow(/is not an offset/);
});

describe('positions', () => {
  const pos = { generation: G, index: 5, offset: 4152 };

  test('are written and read', () => {
    expect(formatGenerationPos(pos)).toBe(`${G}/00000005:00001038`);
    expect(formatGenerationPos(pos, 16)).toBe(`${G}/0000000000000005:0000000000001038`);
    for (const digits of [8, 16] as const) expect(parseGenerationPos(`${formatGenerationPos(pos, digits)}\n`)).toEqual(pos);
    for (const text of ['', G, `${G}/5:1038`, `${G}/00000005`, `${G}/00000005:00001038:0`, `x/00000005:00001038`]) {
      expect(() => parseGenerationPos(text)).toThrow(/not a position/);
    }
  });

  test('have an order within a generation', () => {
    expect(compareGenerationPos(pos, pos)).toBe(0);
    expect(compareGenerationPos(pos, { ...pos, offset: 5000 })).toBeLessThan(0);
    expect(compareGenerationPos({ ...pos, index: 6, offset: 0 }, pos)).toBeGreaterThan(0);
    expect(() => compareGenerationPos(pos, { ...pos, generation: 'ffffffffffffffff' })).toThrow(/cannot be compared/);
  });
});
