// A consistent view of a whole database: which bytes make up each page at one committed state, while a read
// transaction keeps them in place.
//
// In a WAL database a page is its newest frame up to the view's end, else its place in the database file. Checkpoints
// copy back nothing newer than our mark, so every page that has no frame in the view stays as it is in the file.
import { type Disk, readFully } from '../base/disk.ts';
import { TidemarkError } from '../base/errors.ts';
import { lockPgno } from '../ltx/lock-page.ts';
import { type DatabaseHeader, parseDatabaseHeader } from '../sqlite/header.ts';
import type { DatabaseFile } from '../sqlite/owner.ts';
import type { WalFile } from '../sqlite/wal-file.ts';
import { scanWal, startOfWal, type WalPosition, type WalScan } from '../sqlite/wal-scan.ts';

export interface View {
  /** Bytes. */
  readonly pageSize: number;
  /** Size of the database in pages; 0 for an empty file. */
  readonly commit: number;
  /** Grows with each write in rollback-journal mode. */
  readonly changeCounter: number;
  readonly databaseFd: number;
  readonly walFd: number;
  /** Page number → offset of its newest bytes in the log. */
  readonly overlay: ReadonlyMap<number, number>;
  /** End of the view in the log; undefined when the log is empty or the database has none. */
  readonly end: WalPosition | undefined;
}

/** Looks at a WAL database under a read mark that was taken before the call and is held as long as the view. */
export function viewWal(disk: Disk, file: DatabaseFile, wal: WalFile): View {
  const header = wal.header();
  if (header === undefined) return viewFile(file);
  const scan = scanWal(disk, wal.fd, startOfWal(header), { bytes: Number.MAX_SAFE_INTEGER });
  if (scan.commits === 0) return { ...viewFile(file), walFd: wal.fd, end: scan.end };
  return viewOfScan(scan, file, wal);
}

/** The database after the scanned transactions, of which there is at least one. */
export function viewOfScan(scan: WalScan, file: DatabaseFile, wal: WalFile): View {
  return {
    pageSize: scan.end.header.pageSize,
    commit: scan.commit,
    changeCounter: 0,
    databaseFd: file.fd,
    walFd: wal.fd,
    overlay: scan.pages,
    end: scan.end,
  };
}

/** Looks at the database file alone, under a read transaction. */
export function viewFile(file: DatabaseFile): View {
  const empty = { databaseFd: file.fd, walFd: -1, overlay: new Map<number, number>(), end: undefined };
  const size = file.size();
  if (size === 0) return { ...empty, pageSize: 0, commit: 0, changeCounter: 0 };
  const header = parseDatabaseHeader(file.readHeader(), file.path);
  return { ...empty, pageSize: header.pageSize, commit: pagesOf(header, size), changeCounter: header.changeCounter };
}

/** SQLite's own rule: the header's figure if it is current, else what the file holds. */
function pagesOf(header: DatabaseHeader, size: number): number {
  return header.pageCount ?? Math.floor(size / header.pageSize);
}

/** All page numbers from `first` on, at most `count` of them, that the database keeps; never the lock page. */
export function pagesFrom(view: View, first: number, count: number): Uint32Array {
  const lock = lockPgno(view.pageSize);
  const pgnos: number[] = [];
  for (let pgno = first; pgno <= view.commit && pgnos.length < count; pgno++) {
    if (pgno !== lock) pgnos.push(pgno);
  }
  return Uint32Array.from(pgnos);
}

/** Where a page's bytes are: which descriptor, and how many bytes from its start. */
export interface PagePlaces {
  readonly pageSize: number;
  readonly databaseFd: number;
  readonly walFd: number;
  readonly pgnos: Uint32Array;
  /** For each page its offset in the log, or 0 for its place in the database file. */
  readonly walOffsets: Float64Array;
}

export function placesOf(view: View, pgnos: Uint32Array): PagePlaces {
  const walOffsets = new Float64Array(pgnos.length);
  if (view.overlay.size > 0) pgnos.forEach((pgno, i) => (walOffsets[i] = view.overlay.get(pgno) ?? 0));
  const { pageSize, databaseFd, walFd } = view;
  return { pageSize, databaseFd, walFd, pgnos, walOffsets };
}

/**
 * Reads the pages back to back into `into`. Neighbours in the file are read together; what lies beyond the end of
 * the file is zeros, as SQLite would find it.
 */
export function readPlaces(disk: Disk, places: PagePlaces, into: Uint8Array): void {
  const { pgnos, walOffsets, pageSize } = places;
  for (let i = 0; i < pgnos.length; ) {
    const next = endOfStretch(places, i);
    const target = into.subarray(i * pageSize, next * pageSize);
    if (walOffsets[i]! > 0) requireWhole(readFully(disk, places.walFd, target, walOffsets[i]!), target.length);
    else target.fill(0, readFully(disk, places.databaseFd, target, (pgnos[i]! - 1) * pageSize));
    i = next;
  }
}

function endOfStretch({ pgnos, walOffsets }: PagePlaces, start: number): number {
  let end = start + 1;
  if (walOffsets[start]! > 0) return end;
  while (end < pgnos.length && walOffsets[end] === 0 && pgnos[end] === pgnos[end - 1]! + 1) end++;
  return end;
}

function requireWhole(read: number, wanted: number): void {
  if (read === wanted) return;
  throw new TidemarkError('wal-invalid', `the log ended ${wanted - read} bytes before the end of a frame`, {
    hint: 'The log was cut by another program. Tidemark compares the whole database at the next look.',
    retry: 'now',
  });
}
