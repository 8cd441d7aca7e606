import { describe, expect, test } from 'vitest';
import {
  type Checksum,
  crc64,
  Crc64,
  crc64Combine,
  formatChecksum,
  pageChecksum,
  pageSumInto,
  parseChecksum,
} from '../../../main/engine/ltx/checksum.ts';
import { filled, Lcg } from './bytes.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const ascending = Uint8Array.from({ length: 256 }, (_, i) => i);

/** The definition, bit by bit: reflected polynomial d800000000000000, all ones in, complemented out. */
function slowCrc64(bytes: Uint8Array): bigint {
  let register = 0xffffffffffffffffn;
  for (const byte of bytes) {
    register ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) {
      register = register & 1n ? (register >> 1n) ^ 0xd800000000000000n : register >> 1n;
    }
  }
  return register ^ 0xffffffffffffffffn;
}

describe('CRC-64/GO-ISO', () => {
  test.each([
    ['', '0000000000000000'],
    ['a', '3420000000000000'],
    ['abc', '3776c42000000000'],
    ['123456789', 'b90956c775a41001'],
    ['hello world', 'b9cf3f572ad9ac3e'],
  ])('of "%s"', (input, crc) => {
    expect(formatChecksum(crc64(text(input)))).toBe(crc);
  });

  test('of zeros and of all bytes', () => {
    expect(formatChecksum(crc64(new Uint8Array(8)))).toBe('acffffffffffffff');
    expect(formatChecksum(crc64(ascending))).toBe('89f7eaa7b75c07dd');
  });

  test('agrees with the definition at every length and alignment', () => {
    const random = new Lcg(1);
    const buffer = random.bytes(400);
    for (let offset = 0; offset < 8; offset++) {
      for (const length of [0, 1, 3, 4, 5, 63, 64, 65, 67, 128, 257, 389]) {
        const bytes = buffer.subarray(offset, offset + length);
        expect(crc64(bytes)).toBe(slowCrc64(bytes));
      }
    }
  });

  test('does not depend on how the bytes are cut', () => {
    const bytes = new Lcg(2).bytes(100_003);
    const whole = crc64(bytes);
    for (const step of [1, 7, 4096, 33_333, 65_537]) {
      const crc = new Crc64();
      for (let at = 0; at < bytes.length; at += step) crc.update(bytes.subarray(at, at + step));
      expect(crc.value()).toBe(whole);
    }
  });

  test('gives its value in halves too', () => {
    const crc = new Crc64().update(text('123456789'));
    expect([crc.hi, crc.lo]).toEqual([0xb90956c7, 0x75a41001]);
  });
});

describe('joining CRCs', () => {
  test('is the CRC of the joined bytes', () => {
    const bytes = new Lcg(3).bytes(10_000);
    for (const cut of [0, 1, 2, 100, 4106, 9999, 10_000]) {
      const [a, b] = [bytes.subarray(0, cut), bytes.subarray(cut)];
      expect(crc64Combine(crc64(a), crc64(b), b.length)).toBe(crc64(bytes));
      expect(new Crc64().update(a).join(crc64(b), b.length).value()).toBe(crc64(bytes));
    }
  });

  test('is exact for lengths no buffer can have', () => {
    // n zeros twice are 2n zeros: doubling 1 byte 53 times must agree with one join of the whole length.
    let zeros = crc64(new Uint8Array(1));
    let length = 1;
    const start = crc64(text('tide'));
    for (; length < 2 ** 53; length *= 2) {
      const byHalves = crc64Combine(crc64Combine(start, zeros, length), zeros, length);
      zeros = crc64Combine(zeros, zeros, length);
      expect(crc64Combine(start, zeros, 2 * length)).toBe(byHalves);
    }
    const odd = 2 ** 52 + 12_345;
    const parts = crc64Combine(crc64Combine(start, 0n, 2 ** 52), 0n, 12_345);
    expect(crc64Combine(start, 0n, odd)).toBe(parts);
  });

  test('stays exact when more lengths are used than are kept', () => {
    const bytes = new Lcg(4).bytes(300);
    for (let round = 0; round < 2; round++) {
      for (let cut = 0; cut < 300; cut++) {
        const [a, b] = [bytes.subarray(0, cut), bytes.subarray(cut)];
        expect(crc64Combine(crc64(a), crc64(b), b.length)).toBe(crc64(bytes));
      }
    }
  });
});

describe('page checksums', () => {
  test.each([
    [1, 512, 0x00, 'efb1f44fecd99000'],
    [2, 512, 0x00, 'ef63e89fecd99000'],
    [2, 512, 0x01, 'e436b67102377eee'],
    [3, 512, 0x02, 'c9875ef231044ddd'],
    [1, 1024, 0x00, 'ace3e492397a28bf'],
    [2, 1024, 0x00, 'acc7c9247baa28bf'],
    [1, 4096, 0x00, 'd9328f592d9e733d'],
    [2, 4096, 0x00, 'f7901e47304ca33f'],
    [2, 4096, 0x01, '9c15eb47c40956cb'],
    [3, 4096, 0x02, 'd50584b32c76f8d6'],
    [1, 65536, 0x00, 'd5c47f5c6d11f7f2'],
  ])('of page %i, %i bytes of %i', (pgno, size, byte, sum) => {
    expect(formatChecksum(pageChecksum(pgno, filled(size, byte)))).toBe(sum);
  });

  test('are the same as pairs of halves', () => {
    const out = new Uint32Array(6);
    pageSumInto(2, filled(4096, 1), out, 1);
    expect([...out]).toEqual([0, 0, 0x9c15eb47, 0xc40956cb, 0, 0]);
  });
});

describe('as text', () => {
  test('comes back', () => {
    const checksum: Checksum = 0x8b87423eeeeeeeeen;
    expect(parseChecksum(formatChecksum(checksum))).toBe(checksum);
    expect(formatChecksum(0n)).toBe('0000000000000000');
  });

  test.each(['', '8b87423eeeeeeee', '8B87423EEEEEEEEE', '8b87423eeeeeeeee0', 'xb87423eeeeeeeee'])(
    '"%s" is refused',
    (bad) => {
      expect(() => parseChecksum(bad)).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );
});
