// Checksums of pages and databases (FACTS A.8): 64 bits, the top one always set, so that 0 means "none".
import { TidemarkError } from '../base/errors.ts';
import { absorb, crc64, Crc64, crc64Combine, joinHalves, newRegister } from './crc64.ts';

export { crc64, Crc64, crc64Combine };

/**
 * `CHECKSUM_FLAG` plus 63 bits; 0 where a format says "no checksum". Good against accidents, not against
 * forgers.
 */
export type Checksum = bigint;

export const CHECKSUM_FLAG: Checksum = 1n << 63n;
/** The top bit in the upper one of two 32-bit halves. */
export const CHECKSUM_FLAG_HI = 0x80000000;
/** The checksum of a database without pages. */
export const EMPTY_DATABASE: Checksum = CHECKSUM_FLAG;

const CHECKSUM_TEXT = /^[0-9a-f]{16}$/;

export function hasChecksumFlag(checksum: Checksum): boolean {
  return (checksum & CHECKSUM_FLAG) !== 0n;
}

/** `FLAG | CRC(page number as u32 big-endian, then the page)`. */
export function pageChecksum(pgno: number, page: Uint8Array): Checksum {
  const sum = new Uint32Array(2);
  pageSumInto(pgno, page, sum, 0);
  return joinHalves(sum[0]!, sum[1]!);
}

const prefix = new Uint8Array(4);
const prefixView = new DataView(prefix.buffer);
const register = newRegister();

/**
 * `pageChecksum` for loops: the upper half (flag set) goes to `out[2 * at]`, the lower to `out[2 * at + 1]`.
 */
export function pageSumInto(pgno: number, page: Uint8Array, out: Uint32Array, at: number): void {
  prefixView.setUint32(0, pgno);
  register.fill(-1);
  absorb(register, prefix);
  absorb(register, page);
  out[2 * at] = ~register[0]! | CHECKSUM_FLAG_HI;
  out[2 * at + 1] = ~register[1]!;
}

/** 16 lower-case hex digits. */
export function formatChecksum(checksum: Checksum): string {
  return checksum.toString(16).padStart(16, '0');
}

/** Exactly 16 lower-case hex digits, else `usage`. */
export function parseChecksum(text: string): Checksum {
  if (!CHECKSUM_TEXT.test(text)) {
    throw new TidemarkError('usage', `"${text}" is not a checksum`, {
      hint: 'A checksum is 16 lower-case hex digits, for example 8b87423eeeeeeeee.',
    });
  }
  return BigInt(`0x${text}`);
}
