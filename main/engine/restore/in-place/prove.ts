// The look back after the commit: is what the live database holds the past, page for page?
import { systemClock } from '../../base/clock.ts';
import { systemDisk } from '../../base/disk.ts';
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import type { View } from '../../capture/view.ts';
import { lockPgno } from '../../ltx/lock-page.ts';
import { beginRead, type Connection, endRead } from '../../sqlite/connection.ts';
import { WalFile } from '../../sqlite/wal-file.ts';
import { frameSize, sameGeneration, WAL_HEADER_SIZE } from '../../sqlite/wal-format.ts';
import { scanWal, startOfWal, type WalPosition } from '../../sqlite/wal-scan.ts';
import type { Board } from './board.ts';
import { type LiveFile, liveHeader, type StateMark } from './mark.ts';
import { firstDifference, type Stretch, viewOfFile, viewOfLog } from './pages.ts';
import { outlast } from './patience.ts';

/** `equal`, or other programs wrote to it before every page could be compared. */
export type Proof = 'equal' | 'written-since';

export interface Committed {
  readonly live: LiveFile;
  readonly past: string;
  /** Of the state before. */
  readonly mark: StateMark;
}

/** How long to ask for a lock to look back with, ms: those who write now have waited for us. */
const PATIENCE = 5_000;
/** Read under one lock in rollback mode, bytes: a writer waits some tens of ms. */
const HELD_BYTES = 64 << 20;

/** Leaves `observer` in its read transaction. `database-damaged` when a page is not the past's. */
export async function proveCommit(what: Committed, observer: Connection, board: Board): Promise<Proof> {
  const fd = systemDisk.openSync(what.past, 'r');
  try {
    const past = viewOfFile(systemDisk, fd, what.past);
    await look(what.live.path, observer);
    if (what.mark.kind === 'rollback') return await proveFile(what, what.mark.counter, past, observer, board);
    return proveLog(what, what.mark, past, board);
  } catch (error) {
    // A program that does not let go of its lock after the commit has made the database its own.
    if (isTidemarkError(error, 'database-locked')) return 'written-since';
    throw error;
  } finally {
    systemDisk.closeSync(fd);
  }
}

function look(path: string, observer: Connection): Promise<void> {
  const waiting = { path, clock: systemClock, patience: PATIENCE, onPause: () => undefined };
  return outlast(waiting, () => {
    beginRead(observer, path);
  });
}

/** The frames of our commit stay in the log as long as the read transaction that was begun after it. */
function proveLog(what: Committed, mark: StateMark & { kind: 'wal' }, past: View, board: Board): Proof {
  const { live } = what;
  const wal = new WalFile(systemDisk, live.path);
  try {
    const from = positionAfter(mark, wal);
    if (from === undefined) return 'written-since';
    syncLog(wal.path);
    const scan = scanWal(systemDisk, wal.fd, from, { bytes: 1 });
    if (scan.pages.size < storedPages(past)) return 'written-since';
    const view = viewOfLog(live.fd, wal.fd, scan);
    for (const stretch of stretchesOf(past)) {
      requireEqual(view, past, stretch, live.path);
      board.report(stretch.first, past.commit);
    }
    return 'equal';
  } finally {
    wal.close();
  }
}

/** The lock page is never written. */
function storedPages({ commit, pageSize }: View): number {
  return commit < lockPgno(pageSize) ? commit : commit - 1;
}

/** Where the commit after `mark` begins: after its last frame, or at the start of a log begun anew. */
function positionAfter(mark: StateMark & { kind: 'wal' }, wal: WalFile): WalPosition | undefined {
  const { frames } = mark;
  const header = wal.header();
  if (header === undefined) return undefined;
  if (frames === 0 || !sameGeneration(header, mark)) return startOfWal(header);
  const offset = WAL_HEADER_SIZE + frames * frameSize(header.pageSize);
  const sums = wal.sumsBefore(offset, header.pageSize);
  return sums === undefined ? undefined : { header, offset, sums };
}

/**
 * In WAL mode a commit survives the program at once, but a power failure only when the log is written out.
 */
function syncLog(path: string): void {
  const fd = systemDisk.openSync(path, 'r+');
  try {
    systemDisk.fsyncSync(fd);
  } finally {
    systemDisk.closeSync(fd);
  }
}

/** In stretches, between which writers come through. The change counter tells when one did. */
async function proveFile(
  { live }: Committed,
  before: number,
  past: View,
  observer: Connection,
  board: Board,
): Promise<Proof> {
  const counter = (before + 1) >>> 0;
  for (const stretch of stretchesOf(past)) {
    if (!observer.inTransaction) await look(live.path, observer);
    if (liveHeader(systemDisk, live)?.changeCounter !== counter) return 'written-since';
    requireEqual(viewOfFile(systemDisk, live.fd, live.path), past, stretch, live.path);
    board.report(stretch.first, past.commit);
    endRead(observer);
  }
  return 'equal';
}

function* stretchesOf({ pageSize, commit }: View): Generator<Stretch> {
  const count = Math.max(1, Math.floor(HELD_BYTES / pageSize));
  for (let first = 1; first <= commit; first += count) yield { first, count };
}

function requireEqual(view: View, past: View, stretch: Stretch, path: string): void {
  const page = firstDifference(systemDisk, view, past, stretch);
  if (page !== undefined) throw notThePast(path, page);
}

function notThePast(path: string, pgno: number): TidemarkError {
  return new TidemarkError('database-damaged', `page ${pgno} of ${path} is not what was written to it`, {
    hint: 'Check the disk. The database as it was before is in the safety copy.',
  });
}
