// Captured transactions on their way: one level-0 LTX file each, on the local disk, until every destination has it.
// A file is in the spool whole and durable, or not at all.
import { join } from 'node:path';
import { type Disk, explainDiskError, readFully, syncDirectory, writeFully } from '../base/disk.ts';
import type { Random } from '../base/random.ts';
import { firstPlace } from '../base/search.ts';
import type { Sink } from '../ltx/encoder.ts';
import { compareRanges, formatLtxName, parseLtxName, type TxidRange } from '../ltx/name.ts';
import type { Txid } from '../ltx/txid.ts';

export interface SpoolFile extends TxidRange {
  /** Bytes. */
  readonly size: number;
}

/** A stream that waits on the local disk. */
export interface Staged {
  readonly bytes: () => AsyncIterable<Uint8Array>;
  readonly remove: () => void;
}

const PIECE_BYTES = 256 << 10;

export class Spool {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #random: Random;
  /** In order of TXID; the spool's only writer is this process. */
  #files: SpoolFile[];

  private constructor(disk: Disk, dir: string, random: Random, files: SpoolFile[]) {
    this.#disk = disk;
    this.#dir = dir;
    this.#random = random;
    this.#files = files;
  }

  /** Lists the folder once; what a killed process left half-written is removed. */
  static open(disk: Disk, dir: string, random: Random): Spool {
    disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
    for (const name of disk.readdirSync(dir)) {
      if (name.endsWith('.tmp')) disk.unlinkSync(join(dir, name));
    }
    return new Spool(disk, dir, random, listSpool(disk, dir));
  }

  get files(): readonly SpoolFile[] {
    return this.#files;
  }

  /** The file that holds transaction `txid`. */
  find(txid: Txid): SpoolFile | undefined {
    const file = this.#files[firstPlace(this.#files.length, (place) => this.#files[place]!.max < txid)];
    return file !== undefined && file.min <= txid ? file : undefined;
  }

  /**
   * Adds a file whose bytes `build` writes. Durable when this returns; if anything fails nothing was added.
   * `disk-full` when the local disk has no room.
   */
  async add(range: TxidRange, build: (sink: Sink) => Promise<void>): Promise<SpoolFile> {
    const temp = join(this.#dir, `${this.#random.token(8)}.tmp`);
    try {
      const size = await this.#writeTemp(temp, build);
      this.#disk.renameSync(temp, this.#path(range));
      syncDirectory(this.#disk, this.#dir);
      const file = { min: range.min, max: range.max, size };
      this.#files.push(file);
      return file;
    } catch (error) {
      this.#disk.rmSync(temp, { force: true });
      throw explainDiskError(this.#dir, error);
    }
  }

  async #writeTemp(temp: string, build: (sink: Sink) => Promise<void>): Promise<number> {
    const fd = this.#disk.openSync(temp, 'wx', 0o600);
    try {
      let size = 0;
      await build({
        write: (bytes) => {
          writeFully(this.#disk, fd, bytes);
          size += bytes.length;
        },
      });
      this.#disk.fsyncSync(fd);
      return size;
    } finally {
      this.#disk.closeSync(fd);
    }
  }

  /** Keeps a stream on the local disk until `remove` is called. */
  async stage(source: AsyncIterable<Uint8Array>): Promise<Staged> {
    const temp = join(this.#dir, `${this.#random.token(8)}.tmp`);
    const remove = (): void => {
      this.#disk.rmSync(temp, { force: true });
    };
    try {
      await this.#writeTemp(temp, async (sink) => {
        for await (const piece of source) sink.write(piece);
      });
    } catch (error) {
      remove();
      throw explainDiskError(this.#dir, error);
    }
    return { bytes: () => this.#pieces(temp), remove };
  }

  /** The bytes of a file in pieces; each is the receiver's to keep. */
  open(range: TxidRange): AsyncGenerator<Uint8Array> {
    return this.#pieces(this.#path(range));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- local reads are synchronous; receivers are not
  async *#pieces(path: string): AsyncGenerator<Uint8Array> {
    const fd = this.#disk.openSync(path, 'r');
    try {
      for (let position = 0; ; ) {
        const piece = new Uint8Array(PIECE_BYTES);
        const n = readFully(this.#disk, fd, piece, position);
        if (n > 0) yield piece.subarray(0, n);
        if (n < piece.length) return;
        position += n;
      }
    } finally {
      this.#disk.closeSync(fd);
    }
  }

  /** Takes back the newest file: its transaction was not recorded. What may stay of it is overwritten by the next. */
  retract(file: SpoolFile): void {
    this.#files = this.#files.filter((one) => one !== file);
    this.#disk.rmSync(this.#path(file), { force: true });
  }

  /** Removes files that end at or before `txid`. */
  prune(txid: Txid): void {
    let gone = 0;
    while (gone < this.#files.length && this.#files[gone]!.max <= txid) {
      this.#disk.rmSync(this.#path(this.#files[gone]!), { force: true });
      gone++;
    }
    if (gone > 0) this.#files = this.#files.slice(gone);
  }

  #path(range: TxidRange): string {
    return join(this.#dir, formatLtxName(range));
  }
}

function listSpool(disk: Disk, dir: string): SpoolFile[] {
  const files: SpoolFile[] = [];
  for (const name of disk.readdirSync(dir)) {
    const range = parseLtxName(name);
    if (range !== undefined) files.push({ ...range, size: disk.statSync(join(dir, name)).size });
  }
  return files.sort(compareRanges);
}
