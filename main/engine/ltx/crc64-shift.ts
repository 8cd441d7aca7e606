// What n zero bytes do to a CRC-64/GO-ISO register: they multiply it by x^(8n) modulo the polynomial.
//
// With it the CRC of joined pieces follows from the CRCs of the pieces, and one pass over a page serves every
// sum it is part of. Polynomials are reflected, as in the register: the top bit is x^0, the lowest x^63; [hi,
// lo] are 32-bit halves.

type Polynomial = readonly [hi: number, lo: number];

/** x^64 modulo the polynomial: 1 + x + x^3 + x^4. */
const REDUCTION = 0xd8000000 | 0;
const ONE: Polynomial = [0x80000000 | 0, 0];
const X_TO_THE_8: Polynomial = [0x00800000, 0];
/** Lengths up to and including 2^53. */
const LENGTH_BITS = 54;

function timesX([hi, lo]: Polynomial): Polynomial {
  const carry = lo & 1 ? REDUCTION : 0;
  return [(hi >>> 1) ^ carry, (lo >>> 1) | (hi << 31)];
}

function multiply(a: Polynomial, b: Polynomial): Polynomial {
  let [hi, lo] = [0, 0];
  let power = b;
  for (let degree = 0; degree < 64; degree++) {
    const half = degree < 32 ? a[0] : a[1];
    const topBit = half << (degree & 31);
    if (topBit < 0) {
      hi ^= power[0];
      lo ^= power[1];
    }
    power = timesX(power);
  }
  return [hi, lo];
}

/** x^(8·2^k) for k = 0 … 53, made when first asked for. */
let squares: Polynomial[] | undefined;

function repeatedSquares(): Polynomial[] {
  const list = [X_TO_THE_8];
  while (list.length < LENGTH_BITS) list.push(multiply(list.at(-1)!, list.at(-1)!));
  return list;
}

/** x^(8·length) modulo the polynomial. */
function powerOfBytes(length: number): Polynomial {
  squares ??= repeatedSquares();
  let product = ONE;
  for (let rest = length, k = 0; rest > 0; rest = Math.floor(rest / 2), k++) {
    if (rest % 2 === 1) product = multiply(product, squares[k]!);
  }
  return product;
}

/** Multiplies by one power of x: a table of what each of the register's 16 nibbles becomes (2 KiB). */
export class ByteShift {
  /** Entry `16 * nibble + value` is a pair [hi, lo]; nibble 0 is the lowest four bits of `lo`. */
  readonly #table = new Int32Array(16 * 16 * 2);

  /** `length`: number of zero bytes, 0 … 2^53. */
  constructor(length: number) {
    // Bit `b` of the register is x^(63−b), so the images of the bits come from the highest bit downwards.
    let image = powerOfBytes(length);
    for (let bit = 63; bit >= 0; bit--) {
      this.#setBit(bit, image);
      image = timesX(image);
    }
  }

  /** Adds the image of one bit to every value of its nibble that has the bit set. */
  #setBit(bit: number, image: Polynomial): void {
    const mask = 1 << (bit & 3);
    for (let value = 0; value < 16; value++) {
      if ((value & mask) === 0) continue;
      const at = ((bit >>> 2) * 16 + value) * 2;
      this.#table[at]! ^= image[0];
      this.#table[at + 1]! ^= image[1];
    }
  }

  /** Multiplies the pair `[hi, lo]` in place. */
  apply(pair: Int32Array): void {
    const table = this.#table;
    let hi = 0;
    let lo = 0;
    for (let nibble = 0; nibble < 16; nibble++) {
      const half = nibble < 8 ? pair[1]! : pair[0]!;
      const at = (nibble * 16 + ((half >>> ((nibble & 7) * 4)) & 15)) * 2;
      hi ^= table[at]!;
      lo ^= table[at + 1]!;
    }
    pair[0] = hi;
    pair[1] = lo;
  }
}

/** Page sizes and full chunks repeat; the lengths of last chunks do not, so the oldest make room. */
const CACHED_SHIFTS = 64;
const shifts = new Map<number, ByteShift>();

/** The shift over `length` zero bytes, kept for the next caller with the same length. */
export function shiftOver(length: number): ByteShift {
  const known = shifts.get(length);
  if (known !== undefined) return known;
  const shift = new ByteShift(length);
  const [oldest] = shifts.keys();
  if (oldest !== undefined && shifts.size >= CACHED_SHIFTS) shifts.delete(oldest);
  shifts.set(length, shift);
  return shift;
}
