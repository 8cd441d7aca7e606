// One file on its way: filled under a name of its own, then published whole or removed.
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Publication, publish } from './publish.ts';
import { lastTouched } from './sweep.ts';
import { type FileSystem, syncDirectory } from '../folder-calls.ts';
import { setModified, writePieces } from './handle.ts';

export class TempFile {
  readonly #fs: FileSystem;
  readonly #file: Publication;
  readonly #handle: FileHandle;
  #published: 'no' | 'yes' = 'no';
  #size = 0;

  private constructor(fs: FileSystem, file: Publication, handle: FileHandle) {
    this.#fs = fs;
    this.#file = file;
    this.#handle = handle;
  }

  /** Creates the temp; its directory must exist. Readable by this user alone: it holds people's data. */
  static async create(fs: FileSystem, file: Publication): Promise<TempFile> {
    return new TempFile(fs, file, await fs.open(file.temp, 'wx', 0o600));
  }

  get size(): number {
    return this.#size;
  }

  /** The time on the clock of the file system that holds this, ms; right after creation. */
  async fileSystemTime(): Promise<number> {
    return lastTouched(await this.#handle.stat());
  }

  async append(pieces: readonly Uint8Array[]): Promise<void> {
    await writePieces(this.#handle, pieces);
    for (const piece of pieces) this.#size += piece.length;
  }

  /**
   * Makes content and modification time (ms; the writing's when undefined) durable, then the name. The time goes before
   * the sync, so that one sync covers both. Throws `object-exists`.
   */
  async finish(modifiedAt: number | undefined): Promise<void> {
    if (modifiedAt !== undefined) await setModified(this.#handle, modifiedAt);
    await this.#handle.sync();
    await this.#handle.close();
    await publish(this.#fs, this.#file);
    this.#published = 'yes';
    await this.#removeQuietly(this.#file.temp);
    await syncDirectory(this.#fs, dirname(this.#file.final));
  }

  /**
   * Leaves nothing behind, as far as the disk still obeys. A name that was published but not made durable
   * goes too: nobody was told of it.
   */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await this.#removeQuietly(this.#file.temp);
    if (this.#published === 'yes') await this.#removeQuietly(this.#file.final);
  }

  async #removeQuietly(path: string): Promise<void> {
    await this.#fs.unlink(path).catch(() => undefined);
  }
}
