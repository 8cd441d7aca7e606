// The file a restore is built in: beside the output, under a name nobody else has, gone unless published.
import { basename, dirname, join } from 'node:path';
import { writeFully } from '../base/disk.ts';
import { explainDiskError, explained, type OutputDisk } from './output-disk.ts';
import { removeSidecars } from './sidecars.ts';

/** Leaves room for the token, our suffix and SQLite's within the 255 bytes of a name, in any script. */
const MOST_OF_NAME = 40;
/** What SQLite itself gives a new database, less the umask. */
const NEW_FILE_MODE = 0o644;

export class ScratchFile {
  readonly path: string;
  readonly #disk: OutputDisk;
  readonly #fd: number;
  #state: 'open' | 'closed' = 'open';

  private constructor(disk: OutputDisk, path: string, mode: number) {
    this.#disk = disk;
    this.path = path;
    this.#fd = disk.openSync(path, 'wx+', mode);
  }

  /**
   * A new empty file in the folder of `output`, so that it can take that name in one step. It never has more
   * permissions than the file it may replace.
   */
  static create(disk: OutputDisk, output: string, token: string): ScratchFile {
    const name = `.${basename(output).slice(0, MOST_OF_NAME)}.${token}.tidemark-tmp`;
    return explained(output, () => {
      const old = disk.statSync(output, { throwIfNoEntry: false });
      return new ScratchFile(disk, join(dirname(output), name), old?.mode ?? NEW_FILE_MODE);
    });
  }

  /** Writes all of `bytes` at `position` here and now. `disk-full` when there is no room. */
  writeNow(bytes: Uint8Array, position: number): void {
    explained(this.path, () => {
      writeFully(this.#disk, this.#fd, bytes, position);
    });
  }

  /** As `writeNow`, but the thread is free meanwhile. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      done += await this.#writeSome(bytes.subarray(done), position + done);
    }
  }

  #writeSome(bytes: Uint8Array, position: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#disk.write(this.#fd, bytes, 0, bytes.length, position, (error, written) => {
        if (error === null) resolve(written);
        else reject(explainDiskError(this.path, error));
      });
    });
  }

  /** Cuts the file, or fills it up with zeros, to `size` bytes. */
  resize(size: number): void {
    explained(this.path, () => {
      this.#disk.ftruncateSync(this.#fd, size);
    });
  }

  /** Gives it the permissions of the file it is to replace, and its owner where that is allowed. */
  resemble(other: { readonly mode: number; readonly uid: number; readonly gid: number }): void {
    if (process.platform === 'win32') return;
    try {
      this.#disk.fchownSync(this.#fd, other.uid, other.gid);
    } catch {
      // Only root may give files away; the file then belongs to whoever restores it.
    }
    this.#disk.fchmodSync(this.#fd, other.mode & 0o7777);
  }

  /** Resolves when the content would survive a power failure. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#disk.fsync(this.#fd, (error) => {
        if (error === null) resolve();
        else reject(explainDiskError(this.path, error));
      });
    });
  }

  /** Removes what SQLite put beside it when it looked inside. */
  tidy(): void {
    removeSidecars(this.#disk, this.path);
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#disk.closeSync(this.#fd);
  }

  /**
   * Closes and removes it with all that SQLite put beside it, as far as the disk obeys: what went wrong
   * before matters more. Harmless when it was published.
   */
  discard(): void {
    try {
      this.close();
      this.#disk.rmSync(this.path, { force: true });
      this.tidy();
    } catch {
      // The name says what it is, and nobody reads it.
    }
  }
}
