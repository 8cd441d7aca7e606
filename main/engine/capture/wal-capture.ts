// WAL capture: the frames of the transactions committed since the last look, as one change of pages.
import type { Disk } from '../base/disk.ts';
import { lockPgno } from '../ltx/lock-page.ts';
import type { DatabaseFile } from '../sqlite/owner.ts';
import type { WalFile } from '../sqlite/wal-file.ts';
import { scanWal, type ScanLimits, type WalPosition, type WalScan } from '../sqlite/wal-scan.ts';
import type { WalPlace } from './position.ts';
import { type View, viewOfScan } from './view.ts';

/** What a stretch of log changed: the view of the database after it, and which pages to take from that view. */
export interface WalBatch {
  readonly view: View;
  /** Ascending. */
  readonly pgnos: Uint32Array;
  readonly smallest: number;
  readonly start: WalPosition;
  readonly end: WalPosition;
  readonly commits: number;
  readonly more: boolean;
}

/** Undefined when nothing was committed after `from`. `commitBefore`: size in pages at `from`. */
export function readBatch(
  disk: Disk,
  file: DatabaseFile,
  wal: WalFile,
  from: WalPosition,
  commitBefore: number,
  limits: ScanLimits,
): WalBatch | undefined {
  const scan = scanWal(disk, wal.fd, from, limits);
  if (scan.commits === 0) return undefined;
  const smallest = Math.min(commitBefore, scan.smallestCommit);
  return {
    view: viewOfScan(scan, file, wal),
    pgnos: changedPages(scan, smallest),
    smallest,
    start: from,
    end: scan.end,
    commits: scan.commits,
    more: scan.more,
  };
}

/**
 * The pages that have frames, and those by which the database grew without a frame: SQLite does not log a page that
 * a transaction took and freed again, yet the file grows over it. Pages above the final size are gone.
 */
function changedPages(scan: WalScan, smallest: number): Uint32Array {
  const pgnos = new Set<number>();
  for (const pgno of scan.pages.keys()) if (pgno <= scan.commit) pgnos.add(pgno);
  for (let pgno = smallest + 1; pgno <= scan.commit; pgno++) pgnos.add(pgno);
  pgnos.delete(lockPgno(scan.end.header.pageSize));
  return Uint32Array.from(pgnos).sort();
}

export function placeOf(end: WalPosition | undefined): WalPlace {
  if (end === undefined) return { kind: 'empty' };
  const { header, offset, sums } = end;
  return { kind: 'at', order: header.order, salt1: header.salt1, salt2: header.salt2, offset, s0: sums.s0, s1: sums.s1 };
}
