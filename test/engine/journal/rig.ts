// Journals of both back ends, in places of their own, and what tests do to both.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { FileStore } from '../../../main/engine/journal/file-store.ts';
import { Journal, type JournalOptions } from '../../../main/engine/journal/journal.ts';
import { type JournalDisk, systemJournalDisk } from '../../../main/engine/journal/journal-disk.ts';
import { ObjectStore } from '../../../main/engine/journal/object-store.ts';
import type { ReplayRange } from '../../../main/engine/journal/replay.ts';
import { MemoryDisk } from './memory-disk.ts';
import { MemoryObjects } from './memory-objects.ts';

/** A place that a journal is in, by the names of its items. */
export interface JournalPlace {
  open(options?: JournalOptions): Promise<Journal>;
  /** In order. */
  names(): string[];
  read(name: string): Buffer;
  write(name: string, bytes: Uint8Array): void;
  remove(name: string): void;
}

/** In a real folder. */
export class JournalRig implements JournalPlace, AsyncDisposable {
  readonly dir = join(mkdtempSync(join(tmpdir(), 'tidemark-journal-')), 'journal');
  #opened: Journal | undefined;

  /** Closes the one before, as the only writer. */
  async open(options: JournalOptions = {}, disk: JournalDisk = systemJournalDisk): Promise<Journal> {
    await this.#opened?.close();
    this.#opened = await Journal.open(new FileStore({ dir: this.dir, disk, random: systemRandom }), options);
    return this.#opened;
  }

  names(): string[] {
    return readdirSync(this.dir).sort();
  }

  read(name: string): Buffer {
    return readFileSync(join(this.dir, name));
  }

  write(name: string, bytes: Uint8Array): void {
    writeFileSync(join(this.dir, name), bytes);
  }

  remove(name: string): void {
    rmSync(join(this.dir, name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened?.close();
    rmSync(join(this.dir, '..'), { recursive: true, force: true });
  }
}

/** In a folder in memory. */
export class DiskPlace implements JournalPlace {
  readonly disk: MemoryDisk;

  constructor(disk = new MemoryDisk()) {
    this.disk = disk;
  }

  open(options: JournalOptions = {}): Promise<Journal> {
    return Journal.open(new FileStore({ dir: this.disk.dir, disk: this.disk, random: systemRandom }), options);
  }

  names(): string[] {
    return this.disk.names();
  }

  read(name: string): Buffer {
    return this.disk.get(name);
  }

  write(name: string, bytes: Uint8Array): void {
    this.disk.put(name, bytes);
  }

  remove(name: string): void {
    this.disk.delete(name);
  }

  copy(): DiskPlace {
    return new DiskPlace(this.disk.after('kill'));
  }
}

/** As objects in memory. */
export class ObjectPlace implements JournalPlace {
  readonly objects: MemoryObjects;

  constructor(objects = new MemoryObjects()) {
    this.objects = objects;
  }

  open(options: JournalOptions = {}): Promise<Journal> {
    return Journal.open(new ObjectStore(this.objects), options);
  }

  names(): string[] {
    return [...this.objects.objects.keys()].sort();
  }

  read(name: string): Buffer {
    return Buffer.from(this.objects.objects.get(name)!);
  }

  write(name: string, bytes: Uint8Array): void {
    this.objects.objects.set(name, bytes);
  }

  remove(name: string): void {
    this.objects.objects.delete(name);
  }

  copy(): ObjectPlace {
    return new ObjectPlace(this.objects.copy());
  }
}

/** Both back ends, for `test.each` and `describe.each`. */
export const BACK_ENDS = [
  { kind: 'files', make: (): DiskPlace => new DiskPlace() },
  { kind: 'objects', make: (): ObjectPlace => new ObjectPlace() },
] as const;

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** `1:first 2:second`, as replay gives it. */
export async function told(journal: Pick<Journal, 'replay'>, range: ReplayRange = {}): Promise<string> {
  const entries: string[] = [];
  for await (const { lsn, data } of journal.replay(range)) entries.push(`${lsn}:${new TextDecoder().decode(data)}`);
  return entries.join(' ');
}

export async function append(journal: Journal, text: string): Promise<bigint> {
  return journal.write([bytesOf(text)]);
}

/** Writes `a`, `b`, … as entries of their own, one after the other. */
export async function fill(journal: Journal, text: string): Promise<void> {
  for (const letter of text) await append(journal, letter);
}

export function segmentName(number: number, suffix = ''): string {
  return `wal-${String(number).padStart(5, '0')}${suffix}`;
}
