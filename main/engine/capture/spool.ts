// Captured transactions on their way: one level-0 LTX file each, on the local disk, until every destination has it.
// A file is in the spool whole and durable, or not at all. Where there are too many, neighbours become one file
// (spool-quota.ts): what is in the spool is one history without a gap all the same.
import { join } from 'node:path';
import { type Disk, explainDiskError, removeTemps, syncDirectory } from '../base/disk.ts';
import type { Random } from '../base/random.ts';
import { firstPlace } from '../base/search.ts';
import type { Sink } from '../ltx/encoder.ts';
import { compareRanges, formatLtxName, parseLtxName, type TxidRange } from '../ltx/name.ts';
import type { Txid } from '../ltx/txid.ts';
import { filePieces, fromStream, writeTemp, writeWhole } from './local-file.ts';

export interface SpoolFile extends TxidRange {
  /** Bytes. */
  readonly size: number;
}

export interface Backlog {
  readonly files: number;
  readonly bytes: number;
}

/** A stream that waits on the local disk. */
export interface Staged {
  readonly bytes: () => AsyncIterable<Uint8Array>;
  readonly remove: () => void;
}

export class Spool {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #random: Random;
  /** In order of TXID, none holding what another holds; the spool's only writer is this process. */
  #files: SpoolFile[];
  /** Bytes of all files up to and including the one at the same place. */
  #sums: number[];
  /** What somebody reads just now. */
  readonly #held = new Set<TxidRange>();

  private constructor(disk: Disk, dir: string, random: Random, files: SpoolFile[]) {
    this.#disk = disk;
    this.#dir = dir;
    this.#random = random;
    this.#files = files;
    this.#sums = runningSums(files);
  }

  /** Lists the folder once; what a killed process left half-written, or merged and not removed yet, is removed. */
  static open(disk: Disk, dir: string, random: Random): Spool {
    disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
    removeTemps(disk, dir);
    return new Spool(disk, dir, random, listSpool(disk, dir));
  }

  get files(): readonly SpoolFile[] {
    return this.#files;
  }

  /** The file that holds transaction `txid`. */
  find(txid: Txid): SpoolFile | undefined {
    const file = this.#files[this.#placeOf(txid)];
    return file !== undefined && file.min <= txid ? file : undefined;
  }

  /** The files from the one that holds `txid` on, or the first `most` of them. */
  from(txid: Txid, most = Infinity): readonly SpoolFile[] {
    const place = this.#placeOf(txid);
    return this.#files.slice(place, place + most);
  }

  /** What there is after transaction `txid`. */
  backlog(txid: Txid): Backlog {
    const place = this.#placeOf(txid + 1n);
    return { files: this.#files.length - place, bytes: this.#bytesUpTo(this.#files.length) - this.#bytesUpTo(place) };
  }

  /** The files that together hold exactly these transactions; undefined when there are none such. */
  tiles({ min, max }: TxidRange): readonly SpoolFile[] | undefined {
    const first = this.#placeOf(min);
    const last = this.#placeOf(max);
    if (this.#files[first]?.min !== min || this.#files[last]?.max !== max) return undefined;
    const files = this.#files.slice(first, last + 1);
    return files.every((file, i) => i === 0 || file.min === files[i - 1]!.max + 1n) ? files : undefined;
  }

  #placeOf(txid: Txid): number {
    return firstPlace(this.#files.length, (place) => this.#files[place]!.max < txid);
  }

  #bytesUpTo(place: number): number {
    return place === 0 ? 0 : this.#sums[place - 1]!;
  }

  /**
   * Adds a file whose bytes `build` writes. Durable when this returns; if anything fails nothing was added.
   * `disk-full` when the local disk has no room.
   */
  async add(range: TxidRange, build: (sink: Sink) => Promise<void>): Promise<SpoolFile> {
    const size = await writeWhole(this.#disk, { temp: this.#temp(), path: this.#path(range) }, build);
    const file = { min: range.min, max: range.max, size };
    this.#files.push(file);
    this.#sums.push(this.#bytesUpTo(this.#files.length - 1) + size);
    return file;
  }

  /**
   * Puts one file, which does all that `inputs` do, in their place: neighbours, two or more. At any moment of it, after
   * a kill too, the spool holds their transactions. `busy`: somebody reads one of them, or they are gone; nothing was
   * changed. `disk-full` when there is no room beside them.
   */
  async replace(inputs: readonly SpoolFile[], merged: AsyncIterable<Uint8Array>): Promise<'replaced' | 'busy'> {
    const range = { min: inputs[0]!.min, max: inputs.at(-1)!.max };
    const temp = this.#temp();
    try {
      const size = await writeTemp(this.#disk, temp, fromStream(merged));
      if (!inputs.every((file) => this.#files.includes(file) && !this.isHeld(file))) return 'busy';
      this.#swap(inputs, { ...range, size }, temp);
      return 'replaced';
    } catch (error) {
      throw explainDiskError(this.#dir, error);
    } finally {
      this.#disk.rmSync(temp, { force: true });
    }
  }

  /** The merged file's name is durable before the first of the others goes. */
  #swap(inputs: readonly SpoolFile[], file: SpoolFile, temp: string): void {
    this.#disk.renameSync(temp, this.#path(file));
    const place = this.#files.indexOf(inputs[0]!);
    this.#files = this.#files.toSpliced(place, inputs.length, file);
    this.#sums = runningSums(this.#files);
    syncDirectory(this.#disk, this.#dir);
    for (const input of inputs) this.#disk.rmSync(this.#path(input), { force: true });
  }

  /** Until the function that it returns is called, the files of these transactions are not replaced. */
  hold({ min, max }: TxidRange): () => void {
    const range = { min, max };
    this.#held.add(range);
    return () => this.#held.delete(range);
  }

  /** Whether somebody reads of it just now. */
  isHeld({ min, max }: TxidRange): boolean {
    return [...this.#held].some((held) => held.min <= max && min <= held.max);
  }

  /** Keeps a stream on the local disk until `remove` is called. */
  async stage(source: AsyncIterable<Uint8Array>): Promise<Staged> {
    const temp = this.#temp();
    const remove = (): void => {
      this.#disk.rmSync(temp, { force: true });
    };
    try {
      await writeTemp(this.#disk, temp, fromStream(source));
    } catch (error) {
      remove();
      throw explainDiskError(this.#dir, error);
    }
    return { bytes: () => filePieces(this.#disk, temp), remove };
  }

  /** The bytes of a file in pieces; each is the receiver's to keep. */
  open(range: TxidRange): AsyncGenerator<Uint8Array> {
    return filePieces(this.#disk, this.#path(range));
  }

  /** Takes back the newest file: its transaction was not recorded. What may stay of it is overwritten by the next. */
  retract(file: SpoolFile): void {
    this.#files = this.#files.filter((one) => one !== file);
    this.#sums = runningSums(this.#files);
    this.#disk.rmSync(this.#path(file), { force: true });
  }

  /** Removes files that end at or before `txid`. */
  prune(txid: Txid): void {
    let gone = 0;
    while (gone < this.#files.length && this.#files[gone]!.max <= txid) {
      this.#disk.rmSync(this.#path(this.#files[gone]!), { force: true });
      gone++;
    }
    if (gone === 0) return;
    this.#files = this.#files.slice(gone);
    this.#sums = runningSums(this.#files);
  }

  #temp(): string {
    return join(this.#dir, `${this.#random.token(8)}.tmp`);
  }

  #path(range: TxidRange): string {
    return join(this.#dir, formatLtxName(range));
  }
}

function runningSums(files: readonly SpoolFile[]): number[] {
  let sum = 0;
  return files.map(({ size }) => (sum += size));
}

function listSpool(disk: Disk, dir: string): SpoolFile[] {
  const ranges = disk.readdirSync(dir).flatMap((name) => parseLtxName(name) ?? []);
  const files: SpoolFile[] = [];
  for (const range of ranges.sort(longestFirst)) {
    const path = join(dir, formatLtxName(range));
    const covering = files.at(-1);
    if (covering !== undefined && range.max <= covering.max) disk.rmSync(path, { force: true });
    else files.push({ ...range, size: disk.statSync(path).size });
  }
  return files;
}

/** So that what a merged file was made of comes right behind it. */
function longestFirst(a: TxidRange, b: TxidRange): number {
  return a.min === b.min ? compareRanges(b, a) : compareRanges(a, b);
}
