// A folder in memory that knows what of it a power cut would leave, and can keep a record of all that is done to it: so
// that every moment of a journal's life can be gone back to and died at.
import type { JournalDisk, JournalFile } from '../../../main/engine/journal/journal-disk.ts';

/** One thing done. `write` is the only one that can be half done. */
export type Step =
  | { readonly kind: 'make' | 'remove' | 'sync-folder'; readonly name: string }
  | { readonly kind: 'write'; readonly file: number; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly file: number; readonly size: number }
  | { readonly kind: 'sync'; readonly file: number }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string };

interface Content {
  now: Buffer;
  /** After a power cut. */
  safe: Buffer;
}

const FOLDER = '/journal';

export class MemoryDisk implements JournalDisk {
  readonly dir = FOLDER;
  readonly #contents: Content[] = [];
  #names = new Map<string, number>();
  #safeNames = new Map<string, number>();
  readonly #onStep: ((step: Step) => void) | undefined;

  /** @param onStep called before each; what it throws happens instead */
  constructor(onStep?: (step: Step) => void) {
    this.#onStep = onStep;
  }

  /** What is there after the process was killed, or after the power went; perhaps in the middle of a write. */
  after(end: 'kill' | 'power cut', during?: { readonly step: Step; readonly bytes: number }): MemoryDisk {
    const copy = new MemoryDisk();
    const names = end === 'kill' ? this.#names : this.#safeNames;
    const half = during?.step.kind === 'write' ? during.step : undefined;
    for (const [name, file] of names) {
      const { now, safe } = this.#contents[file]!;
      const kept = end === 'kill' ? now : safe;
      copy.put(name, half?.file === file ? overwritten(kept, half.at, half.bytes.subarray(0, during!.bytes)) : kept);
    }
    return copy;
  }

  /** Does what was recorded. */
  apply(step: Step): void {
    switch (step.kind) {
      case 'make':
        this.#names.set(step.name, this.#contents.push({ now: Buffer.alloc(0), safe: Buffer.alloc(0) }) - 1);
        return;
      case 'remove':
        this.#names.delete(step.name);
        return;
      case 'rename':
        this.#names.set(step.to, this.#names.get(step.name)!);
        this.#names.delete(step.name);
        return;
      case 'write':
        this.#contents[step.file]!.now = overwritten(this.#contents[step.file]!.now, step.at, step.bytes);
        return;
      case 'truncate':
        this.#contents[step.file]!.now = this.#contents[step.file]!.now.subarray(0, step.size);
        return;
      case 'sync':
        this.#contents[step.file]!.safe = this.#contents[step.file]!.now;
        return;
      case 'sync-folder':
        this.#safeNames = new Map(this.#names);
    }
  }

  names(): string[] {
    return [...this.#names.keys()].sort();
  }

  get(name: string): Buffer {
    return this.#contents[this.#names.get(name)!]!.now;
  }

  put(name: string, bytes: Uint8Array): void {
    this.#names.set(name, this.#contents.push({ now: Buffer.from(bytes), safe: Buffer.from(bytes) }) - 1);
    this.#safeNames = new Map(this.#names);
  }

  delete(name: string): void {
    this.#names.delete(name);
  }

  mkdir(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  readdir(): Promise<string[]> {
    return Promise.resolve(this.names());
  }

  async rename(from: string, to: string): Promise<void> {
    this.#do({ kind: 'rename', name: this.#nameOf(from), to: this.#nameOf(to) });
    return Promise.resolve();
  }

  async rm(path: string): Promise<void> {
    if (this.#names.has(this.#nameOf(path))) this.#do({ kind: 'remove', name: this.#nameOf(path) });
    return Promise.resolve();
  }

  async open(path: string, flags: 'r' | 'r+' | 'w' | 'wx'): Promise<JournalFile> {
    if (path === FOLDER) return Promise.resolve(this.#folder());
    const name = this.#nameOf(path);
    const exists = this.#names.has(name);
    if (!exists && flags.startsWith('r')) throw Object.assign(new Error(`no ${name}`), { code: 'ENOENT' });
    if (!exists) this.#do({ kind: 'make', name });
    const file = this.#names.get(name)!;
    if (flags === 'w' && this.#contents[file]!.now.length > 0) this.#do({ kind: 'truncate', file, size: 0 });
    return Promise.resolve(this.#file(file));
  }

  #do(step: Step): void {
    this.#onStep?.(step);
    this.apply(step);
  }

  #nameOf(path: string): string {
    return path.slice(FOLDER.length + 1);
  }

  #folder(): JournalFile {
    const sync = (): Promise<void> => {
      this.#do({ kind: 'sync-folder', name: '' });
      return Promise.resolve();
    };
    return { sync, close: () => Promise.resolve() } as JournalFile;
  }

  #file(file: number): JournalFile {
    const content = this.#contents[file]!;
    const sync = (): Promise<void> => {
      this.#do({ kind: 'sync', file });
      return Promise.resolve();
    };
    const calls = {
      sync,
      datasync: sync,
      close: () => Promise.resolve(),
      stat: () => Promise.resolve({ size: content.now.length }),
      truncate: (size: number) => {
        this.#do({ kind: 'truncate', file, size });
        return Promise.resolve();
      },
      write: (bytes: Uint8Array, from: number, length: number, at: number) => {
        this.#do({ kind: 'write', file, at, bytes: Uint8Array.from(bytes.subarray(from, from + length)) });
        return Promise.resolve({ bytesWritten: length });
      },
      read: (bytes: Uint8Array, from: number, length: number, at: number) => {
        const part = content.now.subarray(at, at + length);
        bytes.set(part, from);
        return Promise.resolve({ bytesRead: part.length });
      },
    };
    return calls as unknown as JournalFile;
  }
}

/** Zeros where `at` is behind the end, as a file system has them. */
function overwritten(bytes: Buffer, at: number, part: Uint8Array): Buffer {
  const before = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(Math.max(0, at - bytes.length))]);
  return Buffer.concat([before, part, bytes.subarray(at + part.length)]);
}
