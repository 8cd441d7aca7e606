// Room for what a merge of many files must put aside: files in a folder that nobody else uses.
import { join } from 'node:path';
import { type Disk, readFully, writeFully } from '../base/disk.ts';
import type { Random } from '../base/random.ts';

export interface Scratch {
  /** Stores bytes until they are removed. Stores all or, with an error, nothing. */
  keep(bytes: AsyncIterable<Uint8Array>): Promise<Kept>;
}

export interface Kept {
  /** The bytes in order. */
  open(): AsyncIterable<Uint8Array>;
  remove(): void;
}

const PIECE = 256 * 1024;

/** Keeps them in `folder`, which must exist; what a crash leaves there ends in `.tmp` and may be deleted. */
export class FolderScratch implements Scratch {
  readonly #disk: Disk;
  readonly #random: Random;
  readonly #folder: string;

  constructor(disk: Disk, random: Random, folder: string) {
    this.#disk = disk;
    this.#random = random;
    this.#folder = folder;
  }

  async keep(bytes: AsyncIterable<Uint8Array>): Promise<Kept> {
    const path = join(this.#folder, `${this.#random.token(8)}.tmp`);
    const remove = (): void => {
      this.#disk.rmSync(path, { force: true });
    };
    try {
      await this.#writeAll(path, bytes);
    } catch (error) {
      remove();
      throw error;
    }
    return { open: () => this.#read(path), remove };
  }

  async #writeAll(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const fd = this.#disk.openSync(path, 'wx', 0o600);
    try {
      for await (const piece of bytes) writeFully(this.#disk, fd, piece);
    } finally {
      this.#disk.closeSync(fd);
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- reads are synchronous, as all of `Disk`
  async *#read(path: string): AsyncGenerator<Uint8Array> {
    const fd = this.#disk.openSync(path, 'r');
    try {
      for (let at = 0; ;) {
        const piece = new Uint8Array(PIECE);
        const length = readFully(this.#disk, fd, piece, at);
        if (length > 0) yield piece.subarray(0, length);
        if (length < PIECE) return;
        at += length;
      }
    } finally {
      this.#disk.closeSync(fd);
    }
  }
}
