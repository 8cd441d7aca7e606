// The frames of a write-ahead log that comes as segments: each proved by salts and running checksum, as SQLite does.
import { TidemarkError } from '../base/errors.ts';
import { addWalChecksum, type WalSums } from '../sqlite/wal-checksum.ts';
import { frameSize, parseWalHeader, WAL_FRAME_HEADER_SIZE, WAL_HEADER_SIZE, type WalHeader } from '../sqlite/wal-format.ts';

export interface LogFrame {
  readonly pgno: number;
  /** Size of the database in pages when this frame commits, else 0. */
  readonly commit: number;
  /** Valid until the next frame is asked for. */
  readonly page: Uint8Array;
}

/** One log from its first segment on. */
export class LogFrames {
  #header: WalHeader | undefined;
  #sums: WalSums = { s0: 0, s1: 0 };
  #buffer = new Uint8Array(0);
  #used = 0;
  #offset = 0;

  get header(): WalHeader | undefined {
    return this.#header;
  }

  /** Bytes of the log so far: where the next segment begins. */
  get offset(): number {
    return this.#offset;
  }

  /** Takes the next segment. `wal-invalid` for bytes that SQLite would not take for a continuation, or that end in a frame. */
  async *segment(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<LogFrame> {
    for await (const piece of bytes) {
      for (let at = 0; at < piece.length;) {
        const taken = piece.subarray(at, at + this.#wanted() - this.#used);
        this.#hold(taken);
        at += taken.length;
        if (this.#used < this.#wanted()) continue;
        const frame = this.#step();
        if (frame !== undefined) yield frame;
      }
      this.#offset += piece.length;
    }
    if (this.#used > 0) invalid('a segment ends inside a frame');
  }

  #wanted(): number {
    return this.#header === undefined ? WAL_HEADER_SIZE : frameSize(this.#header.pageSize);
  }

  #hold(bytes: Uint8Array): void {
    if (this.#buffer.length < this.#wanted()) {
      const larger = new Uint8Array(this.#wanted());
      larger.set(this.#buffer.subarray(0, this.#used));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #step(): LogFrame | undefined {
    this.#used = 0;
    if (this.#header !== undefined) return this.#frame(this.#header);
    const header = parseWalHeader(this.#buffer.subarray(0, WAL_HEADER_SIZE));
    if (header === undefined) invalid('it has no header that SQLite would take');
    this.#header = header;
    this.#sums = { ...header.sums };
    return undefined;
  }

  #frame({ pageSize, order, salt1, salt2 }: WalHeader): LogFrame {
    const view = new DataView(this.#buffer.buffer);
    const pgno = view.getUint32(0);
    addWalChecksum(this.#sums, order, this.#buffer.buffer, 0, 8);
    addWalChecksum(this.#sums, order, this.#buffer.buffer, WAL_FRAME_HEADER_SIZE, pageSize);
    const isOurs = view.getUint32(8) === salt1 && view.getUint32(12) === salt2 && pgno !== 0;
    if (!isOurs || view.getInt32(16) !== this.#sums.s0 || view.getInt32(20) !== this.#sums.s1) {
      invalid(`the frame of page ${pgno} does not follow`);
    }
    return { pgno, commit: view.getUint32(4), page: this.#buffer.subarray(WAL_FRAME_HEADER_SIZE, WAL_FRAME_HEADER_SIZE + pageSize) };
  }
}

function invalid(what: string): never {
  throw new TidemarkError('wal-invalid', `the write-ahead log is damaged: ${what}`, {
    hint: 'Restore a point before it, or another generation.',
  });
}
