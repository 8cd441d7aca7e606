// The page index's integers: LEB128, seven bits a byte, lowest first, top bit set on all but the last.
import { ltxError } from './fault.ts';

/** Enough for 2^53 − 1. */
export const MAX_VARINT_SIZE = 8;

/** Writes `value` (0 … 2^53−1) at `at`; returns the offset behind it. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  while (rest >= 128) {
    bytes[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}

/** Reads varints one after the other. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Offset of the next varint. */
  get offset(): number {
    return this.#at;
  }

  /**
   * The next value, or undefined when the bytes end before it does. `ltx-index` when it is not below 2^53 or
   * takes more than eight bytes.
   */
  next(): number | undefined {
    let value = 0;
    let scale = 1;
    for (let at = this.#at; at < this.#bytes.length; at++, scale *= 128) {
      const byte = this.#bytes[at]!;
      value += (byte & 127) * scale;
      if (!Number.isSafeInteger(value)) this.#refuse('too large');
      if (byte < 128) {
        this.#at = at + 1;
        return value;
      }
      if (at + 1 - this.#at >= MAX_VARINT_SIZE) this.#refuse('too long');
    }
    return undefined;
  }

  #refuse(why: string): never {
    throw ltxError('ltx-index', `the number at byte ${this.#at} of the page index is ${why}`);
  }
}
