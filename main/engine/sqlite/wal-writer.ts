// Writes a write-ahead log of our own making, which SQLite takes for one that an app wrote. See wal-format.ts for the layout;
// the words under the checksums are little-endian. Vectors in FACTS A.14.
import { addWalChecksum, type WalSums } from './wal-checksum.ts';
import { frameSize, WAL_FORMAT, WAL_FRAME_HEADER_SIZE, WAL_HEADER_SIZE, WAL_MAGIC } from './wal-format.ts';

/** Where a log goes on. */
export interface WalEnd {
  /** Bytes from the start of the log; 0 before its header. */
  readonly offset: number;
  /** Running checksum there; zeros before the header. */
  readonly sums: Readonly<WalSums>;
}

export interface WalKind {
  /** Bytes. */
  readonly pageSize: number;
  readonly salt1: number;
  readonly salt2: number;
}

export const START_OF_LOG: WalEnd = { offset: 0, sums: { s0: 0, s1: 0 } };

/** The header first, at offset 0; then frames. Gives the bytes; keeps only where the log ends. */
export class WalWriter {
  readonly #kind: WalKind;
  readonly #sums: WalSums;
  #offset: number;

  constructor(kind: WalKind, from: WalEnd = START_OF_LOG) {
    this.#kind = kind;
    this.#sums = { ...from.sums };
    this.#offset = from.offset;
  }

  get end(): WalEnd {
    return { offset: this.#offset, sums: { ...this.#sums } };
  }

  /** 32 bytes, checkpoint sequence 0. */
  header(): Uint8Array<ArrayBuffer> {
    const { pageSize, salt1, salt2 } = this.#kind;
    const bytes = new Uint8Array(WAL_HEADER_SIZE);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, WAL_MAGIC);
    view.setUint32(4, WAL_FORMAT);
    view.setUint32(8, pageSize);
    view.setUint32(16, salt1);
    view.setUint32(20, salt2);
    addWalChecksum(this.#sums, 'little', bytes.buffer, 0, 24);
    view.setInt32(24, this.#sums.s0);
    view.setInt32(28, this.#sums.s1);
    this.#offset = WAL_HEADER_SIZE;
    return bytes;
  }

  /** @param commit size of the database in pages after the last frame of a transaction, 0 in every other one */
  frame(pgno: number, commit: number, page: Uint8Array): Uint8Array<ArrayBuffer> {
    const { pageSize, salt1, salt2 } = this.#kind;
    const bytes = new Uint8Array(frameSize(pageSize));
    const view = new DataView(bytes.buffer);
    view.setUint32(0, pgno);
    view.setUint32(4, commit);
    view.setUint32(8, salt1);
    view.setUint32(12, salt2);
    bytes.set(page, WAL_FRAME_HEADER_SIZE);
    addWalChecksum(this.#sums, 'little', bytes.buffer, 0, 8);
    addWalChecksum(this.#sums, 'little', bytes.buffer, WAL_FRAME_HEADER_SIZE, pageSize);
    view.setInt32(16, this.#sums.s0);
    view.setInt32(20, this.#sums.s1);
    this.#offset += bytes.length;
    return bytes;
  }
}
