// Reads the frames that were added to a write-ahead log since a position, up to the last commit, and proves each by
// salts and running checksum. Nothing of an unfinished transaction comes out.
import { type Disk, readFully } from '../base/disk.ts';
import { addWalChecksum, type WalSums } from './wal-checksum.ts';
import { MAX_PAGE_SIZE } from './header.ts';
import { frameSize, parseWalHeader, WAL_FRAME_HEADER_SIZE, WAL_HEADER_SIZE, type WalHeader } from './wal-format.ts';

/** A place in a log: just after a commit frame (or after the header), and the running checksum there. */
export interface WalPosition {
  readonly header: WalHeader;
  /** Bytes from the start of the log; 32 is the position before the first frame. */
  readonly offset: number;
  readonly sums: Readonly<WalSums>;
}

export interface WalScan {
  /** Newest version of each page that the scanned transactions wrote: page number → offset of the page's bytes. */
  readonly pages: ReadonlyMap<number, number>;
  /** Transactions scanned. */
  readonly commits: number;
  /** Size of the database in pages after the last; 0 when nothing was committed. */
  readonly commit: number;
  /** The smallest database size any of the transactions left behind. */
  readonly smallestCommit: number;
  readonly end: WalPosition;
  /** The scan stopped at its limit: committed frames may follow. */
  readonly more: boolean;
}

export interface ScanLimits {
  /** Stop at the first commit after this many bytes. A single longer transaction is still taken whole. */
  readonly bytes: number;
  /** Do not look at frames that end after this offset. */
  readonly until?: number;
}

/** First read and the following ones: most scans find a few frames, and behind them stale ones of the log's past. */
const FIRST_READ_BYTES = 64 << 10;
const READ_BYTES = 1 << 20;

/** Scans are synchronous and never nested, so all logs share one read buffer. */
const scratch = new ArrayBuffer(READ_BYTES + frameSize(MAX_PAGE_SIZE));

export function startOfWal(header: WalHeader): WalPosition {
  return { header, offset: WAL_HEADER_SIZE, sums: header.sums };
}

export function readWalHeader(disk: Disk, fd: number): WalHeader | undefined {
  const bytes = new Uint8Array(WAL_HEADER_SIZE);
  return readFully(disk, fd, bytes, 0) < WAL_HEADER_SIZE ? undefined : parseWalHeader(bytes);
}

/** Scans from `from`. The caller has made sure that the log's header still is `from.header`. */
export function scanWal(disk: Disk, fd: number, from: WalPosition, limits: ScanLimits): WalScan {
  const scan = new Scanner(from);
  const reader = new FrameReader(disk, fd, from, limits.until ?? Number.MAX_SAFE_INTEGER);
  for (;;) {
    const frame = reader.next();
    if (frame === undefined) return scan.result('end');
    if (!scan.accept(frame)) return scan.result('end');
    if (scan.committedBytes >= limits.bytes) return scan.result('limit');
  }
}

/** One raw frame: its bytes start at `at` in `buffer`, and at `offset` in the log. */
interface RawFrame {
  readonly buffer: ArrayBuffer;
  readonly at: number;
  readonly offset: number;
}

/** Cuts the log into frames, reading about a megabyte at a time. */
class FrameReader {
  readonly #disk: Disk;
  readonly #fd: number;
  readonly #size: number;
  readonly #until: number;
  #offset: number;
  #readBytes = FIRST_READ_BYTES;
  #start = 0;
  #end = 0;

  constructor(disk: Disk, fd: number, from: WalPosition, until: number) {
    this.#disk = disk;
    this.#fd = fd;
    this.#size = frameSize(from.header.pageSize);
    this.#until = until;
    this.#offset = from.offset;
  }

  next(): RawFrame | undefined {
    if (this.#offset + this.#size > this.#until) return undefined;
    if (this.#end - this.#start < this.#size && !this.#fill()) return undefined;
    const frame = { buffer: scratch, at: this.#start, offset: this.#offset };
    this.#start += this.#size;
    this.#offset += this.#size;
    return frame;
  }

  #fill(): boolean {
    const frames = Math.max(1, Math.floor(this.#readBytes / this.#size));
    const bytes = new Uint8Array(scratch, 0, frames * this.#size);
    this.#readBytes = READ_BYTES;
    this.#start = 0;
    this.#end = readFully(this.#disk, this.#fd, bytes, this.#offset);
    return this.#end >= this.#size;
  }
}

class Scanner {
  readonly #from: WalPosition;
  readonly #frameBytes: number;
  readonly #pages = new Map<number, number>();
  #open: number[] = [];
  readonly #sums: WalSums;
  #end: WalPosition;
  #commits = 0;
  #commit = 0;
  #smallest = Number.MAX_SAFE_INTEGER;

  constructor(from: WalPosition) {
    this.#from = from;
    this.#frameBytes = frameSize(from.header.pageSize);
    this.#sums = { ...from.sums };
    this.#end = from;
  }

  get committedBytes(): number {
    return this.#end.offset - this.#from.offset;
  }

  /** False when the frame is not a valid continuation: the end of the log as SQLite sees it. */
  accept(frame: RawFrame): boolean {
    const view = new DataView(frame.buffer, frame.at, WAL_FRAME_HEADER_SIZE);
    const { header } = this.#from;
    const pgno = view.getUint32(0);
    if (view.getUint32(8) !== header.salt1 || view.getUint32(12) !== header.salt2 || pgno === 0) return false;
    const sums = this.#sums;
    addWalChecksum(sums, header.order, frame.buffer, frame.at, 8);
    addWalChecksum(sums, header.order, frame.buffer, frame.at + WAL_FRAME_HEADER_SIZE, header.pageSize);
    if (sums.s0 !== view.getInt32(16) || sums.s1 !== view.getInt32(20)) return false;
    this.#open.push(pgno, frame.offset + WAL_FRAME_HEADER_SIZE);
    const commit = view.getUint32(4);
    if (commit !== 0) this.#seal(commit, frame.offset + this.#frameBytes);
    return true;
  }

  #seal(commit: number, end: number): void {
    for (let i = 0; i < this.#open.length; i += 2) this.#pages.set(this.#open[i]!, this.#open[i + 1]!);
    this.#open = [];
    this.#commits++;
    this.#commit = commit;
    this.#smallest = Math.min(this.#smallest, commit);
    this.#end = { header: this.#from.header, offset: end, sums: { ...this.#sums } };
  }

  result(stopped: 'end' | 'limit'): WalScan {
    return {
      pages: this.#pages,
      commits: this.#commits,
      commit: this.#commit,
      smallestCommit: this.#smallest,
      end: this.#end,
      more: stopped === 'limit',
    };
  }
}
