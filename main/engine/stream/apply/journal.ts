// A rollback journal as SQLite writes and reads it (file format chapter of SQLite's documentation, "The Rollback Journal"):
// what the pages were that a transaction is about to change. Whoever finds it after a crash puts them back.
//
// Header, big-endian, padded with zeros to a sector:
//    0  8  magic d9d505f920a163d7      16  4  pages of the database before
//    8  4  records                     20  4  sector size
//   12  4  nonce of the checksums      24  4  page size
// Record: u32 page number, the page, u32 checksum: the nonce and every 200th byte of the page, counted from its end.
import { dirname } from 'node:path';
import { type Disk, syncDirectory, writeFully } from '../../base/disk.ts';

const MAGIC = 0xd9d505f920a163d7n;
const SECTOR = 512;
const STEP = 200;
/** Records are written in pieces of about this many bytes. */
const PIECE = 1 << 20;

export interface JournalContent {
  /** Bytes. */
  readonly pageSize: number;
  /** Pages of the database before. */
  readonly pages: number;
  /** Numbers of the pages to keep; never the lock page, which SQLite takes for the journal's end. */
  readonly pgnos: readonly number[];
  /** What page `pgno` is now; may be gone with the next call. */
  readonly read: (pgno: number) => Uint8Array;
  readonly nonce: number;
}

export interface JournalPlace {
  readonly disk: Disk;
  readonly path: string;
  /** Of the database: whoever may write that must be able to read this. */
  readonly mode: number;
}

export function journalPath(database: string): string {
  return `${database}-journal`;
}

/** Durable, with its name, when it returns. Only for who holds the exclusive lock: until it is let go nobody looks at it. */
export function writeJournal({ disk, path, mode }: JournalPlace, content: JournalContent): void {
  // Whatever has the name now is no hot journal: SQLite has rolled that back. A link must not lead us elsewhere.
  disk.rmSync(path, { force: true });
  const fd = disk.openSync(path, 'wx', mode);
  try {
    writeFully(disk, fd, headerOf(content));
    writeRecords(disk, fd, content);
    disk.fsyncSync(fd);
  } finally {
    disk.closeSync(fd);
  }
  syncDirectory(disk, dirname(path));
}

/** The moment of the commit. Durable when it returns. */
export function removeJournal({ disk, path }: JournalPlace): void {
  disk.unlinkSync(path);
  syncDirectory(disk, dirname(path));
}

function headerOf({ pageSize, pages, pgnos, nonce }: JournalContent): Uint8Array {
  const header = new Uint8Array(SECTOR);
  const view = new DataView(header.buffer);
  view.setBigUint64(0, MAGIC);
  view.setUint32(8, pgnos.length);
  view.setUint32(12, nonce);
  view.setUint32(16, pages);
  view.setUint32(20, SECTOR);
  view.setUint32(24, pageSize);
  return header;
}

function writeRecords(disk: Disk, fd: number, { pageSize, pgnos, read, nonce }: JournalContent): void {
  const size = pageSize + 8;
  const most = Math.max(1, Math.floor(PIECE / size));
  const piece = new Uint8Array(size * Math.min(most, pgnos.length));
  const view = new DataView(piece.buffer);
  for (let first = 0; first < pgnos.length; first += most) {
    const some = pgnos.slice(first, first + most);
    for (const [i, pgno] of some.entries()) {
      const page = read(pgno);
      view.setUint32(i * size, pgno);
      piece.set(page, i * size + 4);
      view.setUint32(i * size + 4 + pageSize, journalChecksum(page, nonce));
    }
    writeFully(disk, fd, piece.subarray(0, some.length * size));
  }
}

/** As SQLite computes it: 32 bits, a byte in 200. */
function journalChecksum(page: Uint8Array, nonce: number): number {
  let sum = nonce;
  for (let at = page.length - STEP; at > 0; at -= STEP) sum += page[at]!;
  return sum >>> 0;
}
