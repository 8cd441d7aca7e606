// The journal in a folder of this computer: one file per segment.
import { dirname, join } from 'node:path';
import { explainDiskError } from '../base/disk.ts';
import { unlessMissing } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import type { JournalDisk, JournalFile } from './journal-disk.ts';
import { nameOfToday } from './older-names.ts';
import { formatSegmentName, parseSegmentName, parseTornName, type SegmentName, tornName } from './segment-name.ts';
import type { AppendAt, JournalStore, StoredSegment } from './store.ts';

export interface FileStoreOptions {
  /** Made when it is not there; nobody else writes in it. */
  readonly dir: string;
  readonly disk: JournalDisk;
  readonly random: Random;
}

/** The file that is appended to. */
interface OpenFile {
  readonly name: string;
  readonly handle: JournalFile;
  /** Where its entries end. */
  end: number;
  /** `unknown`: what a failed append may have left is still behind the last entry. */
  tail: 'clean' | 'unknown';
}

const POSITION = 'position';
const NOTHING = new Uint8Array(0);

export class FileStore implements JournalStore {
  readonly type = 'files';
  readonly appends = 'in place';
  readonly #dir: string;
  readonly #disk: JournalDisk;
  readonly #random: Random;
  #file: OpenFile | undefined;

  constructor({ dir, disk, random }: FileStoreOptions) {
    this.#dir = dir;
    this.#disk = disk;
    this.#random = random;
  }

  open(): Promise<void> {
    return this.#explained(async () => {
      const made = await this.#disk.mkdir(this.#dir, { recursive: true, mode: 0o700 });
      if (made !== undefined) await this.#sync(dirname(this.#dir));
      for (const name of await this.#disk.readdir(this.#dir)) {
        const renamed = nameOfToday(name);
        if (name.endsWith('.tmp')) await this.#remove(name);
        else if (renamed !== undefined) await this.#rename(name, renamed);
      }
    });
  }

  async list(): Promise<StoredSegment[]> {
    const names = await this.#disk.readdir(this.#dir);
    const torn = new Map<number, number>();
    for (const name of names) {
      const number = parseTornName(name);
      if (number !== undefined) torn.set(number, await this.#sizeOf(name));
    }
    const found: StoredSegment[] = [];
    for (const name of names) {
      const segment = parseSegmentName(name);
      if (segment === undefined) continue;
      found.push({ ...segment, size: await this.#sizeOf(name), torn: torn.get(segment.number) ?? 0, state: 'open' });
    }
    return found;
  }

  read(segment: SegmentName, length: number): Promise<Uint8Array> {
    return this.#read(formatSegmentName(segment), length);
  }

  append(segment: SegmentName, { offset }: AppendAt, bytes: Uint8Array): Promise<void> {
    return this.#explained(async () => {
      const file = await this.#openFor(formatSegmentName(segment), offset);
      file.tail = 'unknown';
      try {
        await writeFully(file.handle, bytes, offset);
        await file.handle.datasync();
      } catch (error) {
        // If this fails too, the next use of the file does it.
        await this.#cutTail(file).catch(() => undefined);
        throw error;
      }
      file.tail = 'clean';
      file.end = offset + bytes.length;
    });
  }

  end(): Promise<void> {
    return this.#letGo();
  }

  create(segment: SegmentName): Promise<void> {
    return this.#replace(formatSegmentName(segment), NOTHING);
  }

  rename(segment: SegmentName, renamed: SegmentName): Promise<void> {
    return this.#rename(formatSegmentName(segment), formatSegmentName(renamed));
  }

  async cut(segment: SegmentName, size: number): Promise<void> {
    const name = formatSegmentName(segment);
    const bytes = await this.#read(name, Infinity);
    await this.#replace(tornName(segment.number), bytes.subarray(size));
    await this.#replace(name, bytes.subarray(0, size));
  }

  async remove(segment: SegmentName): Promise<void> {
    await this.#remove(formatSegmentName(segment));
    await this.#remove(tornName(segment.number));
  }

  readPosition(): Promise<Uint8Array | undefined> {
    return unlessMissing(this.#read(POSITION, 128));
  }

  replacePosition(bytes: Uint8Array): Promise<void> {
    return this.#replace(POSITION, bytes);
  }

  async setPositionApart(): Promise<string> {
    const keptAs = `${POSITION}.damaged`;
    await this.#rename(POSITION, keptAs);
    return keptAs;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close();
  }

  async #openFor(name: string, at: number): Promise<OpenFile> {
    if (this.#file?.name !== name) {
      await this.#letGo();
      this.#file = { name, handle: await this.#openAt(name, at), tail: 'unknown', end: at };
    }
    if (this.#file.tail === 'unknown') await this.#cutTail(this.#file);
    return this.#file;
  }

  async #openAt(name: string, at: number): Promise<JournalFile> {
    const handle = await this.#disk.open(join(this.#dir, name), at === 0 ? 'w' : 'r+', 0o600);
    try {
      if (at === 0) await this.#sync(this.#dir);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return handle;
  }

  /** A file is not left while something may be behind its end: it would read as damage later. */
  async #letGo(): Promise<void> {
    if (this.#file?.tail === 'unknown') await this.#cutTail(this.#file);
    await this.close();
  }

  async #cutTail(file: OpenFile): Promise<void> {
    await file.handle.truncate(file.end);
    await file.handle.sync();
    file.tail = 'clean';
  }

  async #read(name: string, length: number): Promise<Uint8Array> {
    return this.#with(name, 'r', async (handle) => {
      const bytes = new Uint8Array(Math.min(length, (await handle.stat()).size));
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    });
  }

  /** So that a crash leaves the old or the new content, never a mixture. */
  #replace(name: string, bytes: Uint8Array): Promise<void> {
    return this.#explained(async () => {
      if (this.#file?.name === name) await this.#letGo();
      const temp = `${name}.${this.#random.token(8)}.tmp`;
      try {
        await this.#with(temp, 'wx', async (handle) => {
          await writeFully(handle, bytes, 0);
          await handle.sync();
        });
        await this.#disk.rename(join(this.#dir, temp), join(this.#dir, name));
      } catch (error) {
        await this.#remove(temp).catch(() => undefined);
        throw error;
      }
      await this.#sync(this.#dir);
    });
  }

  #rename(from: string, to: string): Promise<void> {
    return this.#explained(async () => {
      if (this.#file?.name === from) await this.#letGo();
      await this.#disk.rename(join(this.#dir, from), join(this.#dir, to));
      await this.#sync(this.#dir);
    });
  }

  async #remove(name: string): Promise<void> {
    await this.#disk.rm(join(this.#dir, name), { force: true });
  }

  #sizeOf(name: string): Promise<number> {
    return this.#with(name, 'r', async (handle) => (await handle.stat()).size);
  }

  async #with<T>(name: string, flags: 'r' | 'wx', work: (handle: JournalFile) => Promise<T>): Promise<T> {
    const handle = await this.#disk.open(join(this.#dir, name), flags, 0o600);
    try {
      return await work(handle);
    } finally {
      await handle.close();
    }
  }

  /** Makes a created, renamed or removed name survive power loss. Windows has no such call and needs none. */
  async #sync(dir: string): Promise<void> {
    if (process.platform === 'win32') return;
    const handle = await this.#disk.open(dir, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #explained(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw explainDiskError(this.#dir, error);
    }
  }
}

async function writeFully(handle: JournalFile, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}
