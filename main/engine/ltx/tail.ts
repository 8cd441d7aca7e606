// What stands behind the end marker: page index, its size, trailer. The frames say what most of it must be.
import { ltxError } from './fault.ts';
import { describeIndexFault, INDEX_SIZE_FIELD } from './page-index.ts';
import { decodeTrailer, HASHED_TRAILER_SIZE, type LtxTrailer, TRAILER_SIZE } from './trailer.ts';

/** The end of a file, read whole. */
export interface Tail {
  readonly trailer: LtxTrailer;
  /** The part of it that the file checksum covers. */
  readonly hashed: Uint8Array;
}

/** Index size field and trailer. */
export const FOOTER_SIZE = INDEX_SIZE_FIELD + TRAILER_SIZE;

/** Collects the end of a file; what is too long is counted, not kept. */
export class TailReader {
  readonly #index: Uint8Array;
  readonly #bytes: Uint8Array;
  #used = 0;
  #excess = 0;

  /** `index`: what the page index must be. */
  constructor(index: Uint8Array) {
    this.#index = index;
    this.#bytes = new Uint8Array(index.length + FOOTER_SIZE);
  }

  push(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, this.#bytes.length - this.#used);
    this.#bytes.set(taken, this.#used);
    this.#used += taken.length;
    this.#excess += bytes.length - taken.length;
  }

  /** Checks that all of it came, and nothing else: `ltx-index`, `ltx-truncated` or `ltx-trailer`. */
  finish(): Tail {
    const size = this.#index.length;
    const found = this.#bytes.subarray(0, Math.min(size, this.#used));
    if (Buffer.compare(found, this.#index.subarray(0, found.length)) !== 0) {
      throw ltxError('ltx-index', describeIndexFault(this.#index, this.#bytes.subarray(0, this.#used)));
    }
    this.#checkIndexSize();
    const missing = this.#bytes.length - this.#used;
    if (missing > 0) throw ltxError('ltx-truncated', `the file lacks its last ${missing} bytes`);
    if (this.#excess > 0) throw ltxError('ltx-trailer', `${this.#excess} bytes follow the trailer`);
    const trailerAt = size + INDEX_SIZE_FIELD;
    return {
      trailer: decodeTrailer(this.#bytes.subarray(trailerAt)),
      hashed: this.#bytes.subarray(0, trailerAt + HASHED_TRAILER_SIZE),
    };
  }

  #checkIndexSize(): void {
    const at = this.#index.length;
    if (this.#used < at + INDEX_SIZE_FIELD) return;
    const stated = new DataView(this.#bytes.buffer).getBigUint64(at);
    if (stated === BigInt(at)) return;
    throw ltxError('ltx-index', `the page index is ${at} bytes long, its size field says ${stated}`);
  }
}
