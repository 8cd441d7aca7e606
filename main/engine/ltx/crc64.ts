// CRC-64/GO-ISO: reflected, register all ones at the start, complemented at the end (FACTS A.8).
//
// The polynomial x^64 + x^4 + x^3 + x + 1 has five terms only, so a 32-bit word is reduced by six shifts
// instead of table look-ups. In the reflected order bit 31 of `hi` stands for x^0 and bit 0 of `lo` for x^63.
// Words are taken as they lie in memory, which is right on little-endian machines: all that Electron and our
// SQLite run on.
import { shiftOver } from './crc64-shift.ts';

/** The CRC register as two signed 32-bit halves: `[hi, lo]`. */
export type Register = Int32Array;

const SCRATCH_BYTES = 32 * 1024;
/** Below this many bytes a copy to aligned memory costs more than it saves. */
const WORTH_ALIGNING = 64;
const scratch = new Uint8Array(SCRATCH_BYTES);
const scratchWords = new Int32Array(scratch.buffer);

/** A register that has absorbed nothing. */
export function newRegister(): Register {
  return new Int32Array([-1, -1]);
}

/** Absorbs any bytes. Fastest where `bytes` starts at a multiple of four in its buffer. */
export function absorb(register: Register, bytes: Uint8Array): void {
  if (bytes.length < WORTH_ALIGNING) {
    absorbBytes(register, bytes, 0);
  } else if (bytes.byteOffset % 4 === 0) {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
    absorbWords(register, words, 0, words.length);
    absorbBytes(register, bytes, words.length * 4);
  } else {
    absorbUnaligned(register, bytes);
  }
}

/** Absorbs `words[from … to)`, each one four bytes as they lie in memory. */
export function absorbWords(register: Register, words: Int32Array, from: number, to: number): void {
  let hi = register[0]!;
  let lo = register[1]!;
  for (let i = from; i < to; i++) {
    const x = lo ^ words[i]!;
    lo = hi ^ (x << 31) ^ (x << 29) ^ (x << 28);
    hi = x ^ (x >>> 1) ^ (x >>> 3) ^ (x >>> 4);
  }
  register[0] = hi;
  register[1] = lo;
}

function absorbBytes(register: Register, bytes: Uint8Array, from: number): void {
  let hi = register[0]!;
  let lo = register[1]!;
  for (let i = from; i < bytes.length; i++) {
    const x = ((lo ^ bytes[i]!) & 255) << 24;
    lo = (lo >>> 8) | (hi << 24);
    hi = (hi >>> 8) ^ x ^ (x >>> 1) ^ (x >>> 3) ^ (x >>> 4);
  }
  register[0] = hi;
  register[1] = lo;
}

function absorbUnaligned(register: Register, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; from += SCRATCH_BYTES) {
    const piece = bytes.subarray(from, from + SCRATCH_BYTES);
    scratch.set(piece);
    absorbWords(register, scratchWords, 0, piece.length >>> 2);
    absorbBytes(register, piece, piece.length & ~3);
  }
}

/** `hi` and `lo` (signed or unsigned) as one unsigned 64-bit number. */
export function joinHalves(hi: number, lo: number): bigint {
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

/** A CRC over bytes that come in pieces. Values carry no flag. */
export class Crc64 {
  readonly #register = newRegister();

  update(bytes: Uint8Array): this {
    absorb(this.#register, bytes);
    return this;
  }

  /** Goes on as if the `length` bytes whose CRC is `crc` had been given to `update`. */
  join(crc: bigint, length: number): this {
    const register = this.#register;
    register[0] = this.hi;
    register[1] = this.lo;
    shiftOver(length).apply(register);
    register[0] = ~(register[0] ^ Number(crc >> 32n));
    register[1] = ~(register[1] ^ Number(crc & 0xffffffffn));
    return this;
  }

  /** Upper half of the value, 0 … 2^32−1. */
  get hi(): number {
    return ~this.#register[0]! >>> 0;
  }

  /** Lower half of the value, 0 … 2^32−1. */
  get lo(): number {
    return ~this.#register[1]! >>> 0;
  }

  value(): bigint {
    return joinHalves(this.hi, this.lo);
  }
}

export function crc64(bytes: Uint8Array): bigint {
  return new Crc64().update(bytes).value();
}

/** The CRC of A followed by B, from the CRCs of both and the number of bytes in B (0 … 2^53). */
export function crc64Combine(crcA: bigint, crcB: bigint, lengthB: number): bigint {
  return new Crc64().join(crcA, 0).join(crcB, lengthB).value();
}
