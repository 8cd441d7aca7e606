import { describe, expect, test } from 'vitest';
import { describeIndexFault, IndexBuilder, IndexParser } from '../../../main/engine/ltx/page-index.ts';
import { VarintReader, writeVarint } from '../../../main/engine/ltx/varint.ts';
import { cut, fault, hex, Lcg } from './bytes.ts';

describe('a varint', () => {
  test.each([
    [0, '00'],
    [1, '01'],
    [127, '7f'],
    [128, '8001'],
    [300, 'ac02'],
    [2 ** 32 - 1, 'ffffffff0f'],
    [2 ** 32, '8080808010'],
    [Number.MAX_SAFE_INTEGER, 'ffffffffffffff0f'],
  ])('%d is %s', (value, bytes) => {
    const buffer = new Uint8Array(10);
    const end = writeVarint(buffer, 1, value);
    expect(buffer.slice(1, end)).toEqual(hex(bytes));
    const reader = new VarintReader(hex(`${bytes}07`));
    expect([reader.next(), reader.offset, reader.next(), reader.next()]).toEqual([
      value,
      end - 1,
      7,
      undefined,
    ]);
  });

  test('cut short is not there', () => {
    const reader = new VarintReader(hex('ff80'));
    expect(reader.next()).toBeUndefined();
    expect(reader.offset).toBe(0);
  });

  test.each(['ffffffffffffff10', 'ffffffffffffffff', '808080808080808080', '808080808080808000'])(
    '%s is refused',
    (bytes) => {
      expect(() => new VarintReader(hex(bytes)).next()).toThrow(fault('ltx-index', 'the number at byte 0'));
    },
  );
});

const small = (): IndexBuilder => {
  const builder = new IndexBuilder();
  builder.add(1, 22);
  builder.add(2, 300);
  builder.add(70_000, 22);
  return builder;
};
const SMALL = hex('01 64 16  02 7a ac02  f0a204 a603 16  00');

describe('building', () => {
  test('writes page, offset and length of each frame, then 0', () => {
    expect(small().bytes()).toEqual(SMALL);
    expect(new IndexBuilder().bytes()).toEqual(hex('00'));
  });
});

function parse(bytes: Uint8Array, pagesEnd: number, pieces = 1000): unknown {
  const parser = new IndexParser();
  for (const piece of cut(bytes, new Lcg(pieces), pieces)) parser.push(piece);
  return parser.finish(pagesEnd);
}

describe('parsing', () => {
  test.each([1, 2, 3, 1000])('gives the entries back from pieces of up to %i bytes', (longest) => {
    expect(parse(SMALL, 444, longest)).toEqual([
      { pgno: 1, offset: 100, length: 22 },
      { pgno: 2, offset: 122, length: 300 },
      { pgno: 70_000, offset: 422, length: 22 },
    ]);
    expect(parse(hex('00'), 100, longest)).toEqual([]);
  });

  test('works for an index longer than the first array', () => {
    const builder = new IndexBuilder();
    for (let pgno = 1; pgno <= 5000; pgno++) builder.add(pgno, 1000);
    const entries = parse(builder.bytes(), 100 + 5000 * 1000, 997);
    expect(entries).toHaveLength(5000);
  });

  test.each([
    ['no end', '016416', 122],
    ['no end', '0164', 122],
    ['no end', '', 100],
    ['from page 2 to page 2', '026416 027a16 00', 144],
    ['from page 2 to page 1', '026416 017a16 00', 144],
    ['page 2 at byte 121, 22 bytes long, where byte 122 is next', '016416 027916 00', 144],
    ['page 1 at byte 101', '016516 00', 122],
    ['page 1 at byte 100, 0 bytes long', '016400 00', 100],
    ['ends at byte 122, the pages at 130', '016416 00', 130],
    ['3 bytes follow', '016416 00 027a16', 122],
  ])('refuses %s', (message, bytes, pagesEnd) => {
    expect(() => parse(hex(bytes), pagesEnd, 2)).toThrow(fault('ltx-index', message));
  });
});

test.each([
  ['page 2 at byte 121, 300 bytes long, where page 2 at byte 122', '01 64 16 02 79 ac02 f0a204 a603 16 00'],
  ['page 3 at byte 122, 300 bytes long, where page 2', '01 64 16 03 7a ac02'],
  ['its end where page 70000 at byte 422', '01 64 16 02 7a ac02 00'],
  [
    'page 70001 at byte 444, 1 bytes long, where its end belongs',
    '01 64 16 02 7a ac02 f0a204 a603 16 f1a204 bc03 01',
  ],
  ['no end', '01 64 16 02 7a'],
  ['spells its numbers with more bytes', '01 64 16 02 fa00 ac02 f0a204 a603 16 00'],
])('the first fault is described: %s', (message, found) => {
  expect(describeIndexFault(SMALL, hex(found))).toContain(message);
});
