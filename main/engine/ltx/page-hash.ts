// The two sums a page takes part in, the file's and its own, from one pass over its bytes.
//
// A CRC is linear: absorbing a page into a register gives (register · x^8n) ⊕ (page absorbed into zero). The
// second term is the same for both sums and is the expensive one; the first is a table look-up.
import { CHECKSUM_FLAG_HI } from './checksum.ts';
import { absorb, absorbWords, joinHalves, newRegister } from './crc64.ts';
import { type ByteShift, shiftOver } from './crc64-shift.ts';

/** Bytes of the page number, which opens every frame and every page's own sum. */
const PGNO_SIZE = 4;

/** Hashes the frames of one run: of each, its prefix and then its page. */
export class RunHash {
  readonly #words: Int32Array;
  readonly #wordsPerPage: number;
  readonly #sums: Uint32Array;
  readonly #shift: ByteShift;
  readonly #file = newRegister();
  readonly #own = newRegister();
  readonly #content = newRegister();
  #length = 0;

  /**
   * `pages`: the decompressed pages one after the other; copied unless they start at a multiple of four
   * bytes.
   */
  constructor(pages: Uint8Array, pageSize: number, sums: Uint32Array) {
    const aligned = pages.byteOffset % 4 === 0 ? pages : new Uint8Array(pages);
    this.#words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
    this.#wordsPerPage = pageSize / 4;
    this.#sums = sums;
    this.#shift = shiftOver(pageSize);
  }

  /** Hashes page number `at` of the run; its own sum goes to pair `at` of the sums. */
  add(prefix: Uint8Array, at: number): void {
    const from = at * this.#wordsPerPage;
    this.#content.fill(0);
    absorbWords(this.#content, this.#words, from, from + this.#wordsPerPage);
    this.#own.fill(-1);
    this.#absorb(this.#own, prefix.subarray(0, PGNO_SIZE));
    this.#sums[2 * at] = ~this.#own[0]! | CHECKSUM_FLAG_HI;
    this.#sums[2 * at + 1] = ~this.#own[1]!;
    this.#absorb(this.#file, prefix);
    this.#length += prefix.length + 4 * this.#wordsPerPage;
  }

  /** Prefix and then the page at hand. */
  #absorb(register: Int32Array, prefix: Uint8Array): void {
    absorb(register, prefix);
    this.#shift.apply(register);
    register[0]! ^= this.#content[0]!;
    register[1]! ^= this.#content[1]!;
  }

  /** CRC of all that was added. */
  get crc(): bigint {
    return joinHalves(~this.#file[0]!, ~this.#file[1]!);
  }

  /** Bytes that were added. */
  get crcLength(): number {
    return this.#length;
  }
}
