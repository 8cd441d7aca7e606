// The journal in a folder of this computer: one file per segment.
import { dirname, join } from 'node:path';
import { type Disk, explainDiskError, readFully, replaceFile, syncDirectory, writeFully } from '../base/disk.ts';
import type { Random } from '../base/random.ts';
import type { JournalStore, StoredItem } from './store.ts';

export interface FileStoreOptions {
  /** Made when it is not there; nobody else writes in it. */
  readonly dir: string;
  readonly disk: Disk;
  readonly random: Random;
}

/** The file that is appended to. */
interface OpenFile {
  readonly name: string;
  readonly fd: number;
  /** `unknown`: what a failed append may have left is still behind the last entry. */
  tail: 'clean' | 'unknown';
}

export class FileStore implements JournalStore {
  readonly #dir: string;
  readonly #disk: Disk;
  readonly #random: Random;
  #file: OpenFile | undefined;
  /** Where the entries of `#file` end. */
  #end = 0;

  constructor({ dir, disk, random }: FileStoreOptions) {
    this.#dir = dir;
    this.#disk = disk;
    this.#random = random;
    if (!disk.existsSync(dir)) this.#make();
    for (const name of disk.readdirSync(dir)) if (name.endsWith('.tmp')) disk.rmSync(join(dir, name));
  }

  list(): StoredItem[] {
    return this.#disk.readdirSync(this.#dir).map((name) => {
      return { name, size: this.#disk.statSync(join(this.#dir, name)).size };
    });
  }

  read(name: string, length: number): Uint8Array {
    const fd = this.#disk.openSync(join(this.#dir, name), 'r');
    try {
      const bytes = new Uint8Array(Math.min(length, this.#disk.fstatSync(fd).size));
      return bytes.subarray(0, readFully(this.#disk, fd, bytes, 0));
    } finally {
      this.#disk.closeSync(fd);
    }
  }

  append(name: string, at: number, bytes: Uint8Array): void {
    this.#explained(() => {
      const file = this.#openFor(name, at);
      file.tail = 'unknown';
      try {
        writeFully(this.#disk, file.fd, bytes, at);
        this.#disk.fsyncSync(file.fd);
      } catch (error) {
        this.#tryToCut();
        throw error;
      }
      file.tail = 'clean';
      this.#end = at + bytes.length;
    });
  }

  replace(name: string, bytes: Uint8Array): void {
    this.#explained(() => {
      if (this.#file?.name === name) this.#letGo();
      replaceFile(this.#disk, join(this.#dir, name), bytes, this.#random.token(8));
    });
  }

  rename(from: string, to: string): void {
    this.#explained(() => {
      if (this.#file?.name === from) this.#letGo();
      this.#disk.renameSync(join(this.#dir, from), join(this.#dir, to));
      syncDirectory(this.#disk, this.#dir);
    });
  }

  remove(name: string): void {
    this.#disk.rmSync(join(this.#dir, name), { force: true });
  }

  close(): void {
    if (this.#file !== undefined) this.#disk.closeSync(this.#file.fd);
    this.#file = undefined;
  }

  #make(): void {
    this.#disk.mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    syncDirectory(this.#disk, dirname(this.#dir));
  }

  #openFor(name: string, at: number): OpenFile {
    if (this.#file?.name !== name) {
      this.#letGo();
      this.#file = { name, fd: this.#open(name, at), tail: 'unknown' };
      this.#end = at;
    }
    if (this.#file.tail === 'unknown') this.#cut(this.#file);
    return this.#file;
  }

  #open(name: string, at: number): number {
    const fd = this.#disk.openSync(join(this.#dir, name), at === 0 ? 'w' : 'r+', 0o600);
    try {
      if (at === 0) syncDirectory(this.#disk, this.#dir);
    } catch (error) {
      this.#disk.closeSync(fd);
      throw error;
    }
    return fd;
  }

  /** A file is not left while something may be behind its end: it would read as damage later. */
  #letGo(): void {
    if (this.#file?.tail === 'unknown') this.#cut(this.#file);
    this.close();
  }

  #cut(file: OpenFile): void {
    this.#disk.ftruncateSync(file.fd, this.#end);
    this.#disk.fsyncSync(file.fd);
    file.tail = 'clean';
  }

  /** The append has failed, and says so; if this fails too, the next use of the file does it. */
  #tryToCut(): void {
    try {
      if (this.#file !== undefined) this.#cut(this.#file);
    } catch {
      // `tail` stays unknown.
    }
  }

  #explained(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw explainDiskError(this.#dir, error);
    }
  }
}
