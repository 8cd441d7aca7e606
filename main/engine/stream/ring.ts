// LTX files that a follower received, kept for a while so that others can follow it in turn. A file has its name only once
// it is proved whole; what is here is one history without a gap, up to where the follower is.
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { type Disk, explainDiskError, readFully, syncDirectory } from '../base/disk.ts';
import type { Random } from '../base/random.ts';
import { filePieces, fromStream, writeTemp } from '../capture/local-file.ts';
import type { Checksum } from '../ltx/checksum.ts';
import { decodeHeader, HEADER_SIZE } from '../ltx/header.ts';
import { compareRanges, formatLtxName, parseLtxName, type TxidRange } from '../ltx/name.ts';
import type { Pos } from '../ltx/pos.ts';
import { databaseChecksum, decodeTrailer, TRAILER_SIZE } from '../ltx/trailer.ts';
import type { Txid } from '../ltx/txid.ts';
import type { NextLtx } from './source.ts';

export interface RingOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  /** Nobody else's; made if it is not there. */
  readonly dir: string;
  /** Most bytes of all files; those being read come on top. Default 256 MiB. */
  readonly bytes?: number;
  /** How long a file that nobody wants stays, ms. Default ten minutes. */
  readonly age?: number;
}

/** A file on its way in, not proved yet. */
export interface Incoming {
  open(): AsyncIterable<Uint8Array>;
  /** Gives it its name, durably. */
  keep(range: TxidRange): void;
  /** Harmless after `keep`. */
  discard(): void;
}

interface Kept extends TxidRange {
  readonly size: number;
  /** When it was received, ms since the Unix epoch. */
  readonly at: number;
  /** Of the database after it, where the file says so. */
  readonly checksum: Checksum | undefined;
}

const BYTES = 256 << 20;
const AGE = 10 * 60_000;

export class Ring {
  readonly #options: RingOptions;
  /** In order, each going on from the one before. */
  #files: Kept[] = [];
  readonly #held = new Map<string, number>();
  readonly #wants = new Map<string, Txid>();

  private constructor(options: RingOptions) {
    this.#options = options;
  }

  /** What is left of an earlier time, up to where the follower is: `at`, or nothing if that is not known. */
  static open(options: RingOptions, at: Pos | undefined): Ring {
    const { disk, dir } = options;
    disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
    const ring = new Ring(options);
    const names = disk.readdirSync(dir);
    ring.#files = ring.#lookAt(chainTo(names.flatMap((name) => parseLtxName(name) ?? []), at?.txid));
    if (ring.#files.at(-1)?.checksum !== at?.postApplyChecksum) ring.#files = [];
    const kept = new Set(ring.#files.map(formatLtxName));
    for (const name of names) if (!kept.has(name)) disk.rmSync(join(dir, name), { force: true });
    return ring;
  }

  /** Takes bytes in; durable, without a name, when it resolves. `disk-full` without room. */
  async receive(bytes: AsyncIterable<Uint8Array>): Promise<Incoming> {
    const { disk, random, dir } = this.#options;
    const temp = join(dir, `${random.token(8)}.tmp`);
    const discard = (): void => {
      disk.rmSync(temp, { force: true });
    };
    try {
      await writeTemp(disk, temp, fromStream(bytes));
    } catch (error) {
      discard();
      throw explainDiskError(dir, error);
    }
    const keep = (range: TxidRange): void => {
      this.#name(temp, range);
    };
    return { open: () => filePieces(disk, temp), keep, discard };
  }

  #name(temp: string, range: TxidRange): void {
    const { disk, dir } = this.#options;
    disk.renameSync(temp, this.#path(range));
    syncDirectory(disk, dir);
    this.#files = [...this.#files.filter((file) => file.max < range.min), this.#look(range)];
    this.prune();
  }

  /** After a snapshot: what was here does not lead to it. */
  clear(): void {
    for (const file of this.#files) this.#remove(file);
    this.#files = [];
  }

  next(after: Txid, head: Txid): NextLtx {
    if (after === head) return { kind: 'none' };
    const file = this.#files.find(({ min, max }) => min <= after + 1n && after < max);
    return file === undefined ? { kind: 'gap' } : { kind: 'file', range: { min: file.min, max: file.max }, size: file.size };
  }

  checksumAt(txid: Txid): Checksum | undefined {
    return this.#files.find(({ max }) => max === txid)?.checksum;
  }

  open(range: TxidRange): AsyncIterable<Uint8Array> {
    return filePieces(this.#options.disk, this.#path(range));
  }

  /** The file stays until the function that it returns is called. */
  hold(range: TxidRange): () => void {
    const name = formatLtxName(range);
    this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
    let state: 'held' | 'released' = 'held';
    return () => {
      if (state === 'released') return;
      state = 'released';
      const left = this.#held.get(name)! - 1;
      if (left > 0) this.#held.set(name, left);
      else this.#held.delete(name);
    };
  }

  want(follower: string, txid: Txid): void {
    this.#wants.set(follower, txid);
    this.prune();
  }

  unwant(follower: string): void {
    this.#wants.delete(follower);
    this.prune();
  }

  /** Oldest first, lets go of what is too much, and of what is too old and wanted by nobody. What is held stays, and all after it. */
  prune(): void {
    const { clock, bytes = BYTES, age = AGE } = this.#options;
    const wanted = this.#leastWanted();
    let total = this.#files.reduce((sum, { size }) => sum + size, 0);
    while (this.#files.length > 1) {
      const oldest = this.#files[0]!;
      const isWanted = wanted !== undefined && oldest.max > wanted;
      const isDue = total > bytes || (!isWanted && clock.now() - oldest.at > age);
      if (!isDue || this.#held.has(formatLtxName(oldest))) return;
      total -= oldest.size;
      this.#remove(oldest);
      this.#files = this.#files.slice(1);
    }
  }

  #leastWanted(): Txid | undefined {
    const wants = [...this.#wants.values()];
    return wants.reduce<Txid | undefined>((least, txid) => (least === undefined || txid < least ? txid : least), undefined);
  }

  #remove(range: TxidRange): void {
    this.#options.disk.rmSync(this.#path(range), { force: true });
  }

  #path(range: TxidRange): string {
    return join(this.#options.dir, formatLtxName(range));
  }

  /** None when one of them is no LTX file: what is kept here can be had elsewhere. */
  #lookAt(ranges: readonly TxidRange[]): Kept[] {
    try {
      return ranges.map((range) => this.#look(range));
    } catch {
      return [];
    }
  }

  /** From the file's two ends. */
  #look({ min, max }: TxidRange): Kept {
    const { disk } = this.#options;
    const fd = disk.openSync(this.#path({ min, max }), 'r');
    try {
      const { size, mtimeMs: at } = disk.fstatSync(fd);
      const [head, tail] = [new Uint8Array(HEADER_SIZE), new Uint8Array(TRAILER_SIZE)];
      readFully(disk, fd, head, 0);
      readFully(disk, fd, tail, Math.max(0, size - TRAILER_SIZE));
      return { min, max, size, at, checksum: databaseChecksum(decodeHeader(head), decodeTrailer(tail)) };
    } finally {
      disk.closeSync(fd);
    }
  }
}

/** The longest run of files, each going on from the one before, that ends at `end`. */
function chainTo(ranges: readonly TxidRange[], end: Txid | undefined): TxidRange[] {
  const chain: TxidRange[] = [];
  let next = end;
  for (const range of ranges.toSorted(compareRanges).reverse()) {
    if (range.max !== next) continue;
    chain.unshift(range);
    next = range.min - 1n;
  }
  return chain;
}
