// What is on this computer's disk for one destination alone, so that nothing is read from there that was here a moment
// ago, and so that a second try sends the same bytes as the first: merged changes on their way (level 0), merged files
// that wait to be merged further (1–8), and a snapshot on its way (9). All of it can be made again.
import { join } from 'node:path';
import { type Disk, removeTemps } from '../../base/disk.ts';
import { isTidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { filePieces, fromStream, writeWhole } from '../../capture/local-file.ts';
import { readHeader } from '../../destination/batch.ts';
import { LEVELS, type LtxRef, SNAPSHOT_LEVEL } from '../../destination/destination.ts';
import type { LtxHeader } from '../../ltx/header.ts';
import { compareRanges, formatLtxName, parseLtxName } from '../../ltx/name.ts';
import { FolderScratch, type Scratch } from '../../ltx/scratch.ts';
import type { Txid } from '../../ltx/txid.ts';

export interface LocalFile extends LtxRef {
  /** Bytes. */
  readonly size: number;
}

/** Room left free on the disk, whatever is kept here, bytes. */
const RESERVE = 512 << 20;

export class LocalFiles {
  readonly scratch: Scratch;
  readonly #disk: Disk;
  readonly #random: Random;
  readonly #dir: string;
  /** By level, each in its order. */
  readonly #levels: LocalFile[][];

  private constructor(disk: Disk, random: Random, dir: string, levels: LocalFile[][]) {
    this.#disk = disk;
    this.#random = random;
    this.#dir = dir;
    this.#levels = levels;
    this.scratch = new FolderScratch(disk, random, dir);
  }

  /** Makes the folder if need be; what a killed process left half-written is removed. */
  static open(disk: Disk, random: Random, dir: string): LocalFiles {
    disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
    removeTemps(disk, dir);
    const levels = LEVELS.map((level) => listLevel(disk, join(dir, String(level)), level));
    return new LocalFiles(disk, random, dir, levels);
  }

  level(level: number): readonly LocalFile[] {
    return this.#levels[level]!;
  }

  find({ level, min, max }: LtxRef): LocalFile | undefined {
    return this.#levels[level]!.find((file) => file.min === min && file.max === max);
  }

  /** Durable when it resolves; if anything fails nothing was kept. `disk-full` without room. */
  async keep({ level, min, max }: LtxRef, bytes: AsyncIterable<Uint8Array>): Promise<LocalFile> {
    const folder = join(this.#dir, String(level));
    this.#disk.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const names = { temp: join(folder, `${this.#random.token(8)}.tmp`), path: this.#path({ level, min, max }) };
    const size = await writeWhole(this.#disk, names, fromStream(bytes));
    const file = { level, min, max, size };
    this.#levels[level] = [...this.#levels[level]!.filter((one) => compareRanges(one, file) !== 0), file].sort(compareRanges);
    return file;
  }

  open(ref: LtxRef): AsyncGenerator<Uint8Array> {
    return filePieces(this.#disk, this.#path(ref));
  }

  /** The states that it leads from and to, as its header says; undefined where that does not, or is damaged. */
  async states(ref: LtxRef): Promise<LtxHeader['rolling']> {
    try {
      return (await readHeader(this.open(ref))).rolling;
    } catch (error) {
      if (isTidemarkError(error) && error.code.startsWith('ltx-')) return undefined;
      throw error;
    }
  }

  remove(ref: LtxRef): void {
    this.#levels[ref.level] = this.#levels[ref.level]!.filter((file) => compareRanges(file, ref) !== 0);
    this.#disk.rmSync(this.#path(ref), { force: true });
  }

  /** Removes files of a level that end at or before a transaction. */
  removeUpTo(level: number, txid: Txid): void {
    for (const file of this.level(level)) if (file.max <= txid) this.remove(file);
  }

  /** Removes merged files, those of the oldest changes first, until they are no more than `most` bytes. */
  trim(most: number): void {
    const merged = this.#levels.flat().filter(({ level }) => level > 0 && level < SNAPSHOT_LEVEL);
    let bytes = merged.reduce((sum, { size }) => sum + size, 0);
    for (const file of merged.sort((a, b) => (a.max < b.max ? -1 : 1))) {
      if (bytes <= most) return;
      this.remove(file);
      bytes -= file.size;
    }
  }

  /** Whether so many bytes may be kept here without filling the disk. */
  hasRoom(bytes: number): boolean {
    const { bavail, bsize, blocks } = this.#disk.statfsSync(this.#dir);
    // Some network file systems do not say.
    return blocks > 0 && bavail * bsize >= bytes + RESERVE;
  }

  #path(ref: LtxRef): string {
    return join(this.#dir, String(ref.level), formatLtxName(ref));
  }
}

function listLevel(disk: Disk, folder: string, level: number): LocalFile[] {
  if (!disk.existsSync(folder)) return [];
  removeTemps(disk, folder);
  return disk
    .readdirSync(folder)
    .flatMap((name) => parseLtxName(name) ?? [])
    .map((range) => ({ level, ...range, size: disk.statSync(join(folder, formatLtxName(range))).size }))
    .sort(compareRanges);
}
