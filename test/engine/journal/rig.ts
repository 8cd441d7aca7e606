// A journal in a folder of its own, and what tests do to both.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Disk, systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { FileStore } from '../../../main/engine/journal/file-store.ts';
import { Journal, type JournalOptions } from '../../../main/engine/journal/journal.ts';
import type { ReplayRange } from '../../../main/engine/journal/replay.ts';

export class JournalRig implements Disposable {
  readonly dir = join(mkdtempSync(join(tmpdir(), 'tidemark-journal-')), 'journal');
  #opened: Journal | undefined;

  /** Closes the one before, as the only writer. */
  open(options: JournalOptions = {}, disk: Disk = systemDisk): Journal {
    this.#opened?.close();
    this.#opened = Journal.open(new FileStore({ dir: this.dir, disk, random: systemRandom }), options);
    return this.#opened;
  }

  /** In order. */
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

  /** Away with everything, for the next case of a test that has many. */
  clear(): void {
    this.#opened?.close();
    this.#opened = undefined;
    rmSync(this.dir, { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    this.clear();
    rmSync(join(this.dir, '..'), { recursive: true, force: true });
  }
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** `1:first 2:second`, as replay gives it. */
export function told(journal: Journal, range: ReplayRange = {}): string {
  return [...journal.replay(range)].map(({ lsn, data }) => `${lsn}:${new TextDecoder().decode(data)}`).join(' ');
}

/** Appends `a`, `b`, … as entries of their own. */
export function fill(journal: Journal, text: string): void {
  for (const letter of text) journal.append(bytesOf(letter));
}

export function segmentName(number: number, firstLsn: number, suffix = 'log'): string {
  return `${String(number).padStart(10, '0')}-${String(firstLsn).padStart(20, '0')}.${suffix}`;
}
