// The present put into a file, as a job: a snapshot of the live database, copied by SQLite and compared page
// by page with what it was copied from.
import { systemClock } from '../../base/clock.ts';
import { systemDisk } from '../../base/disk.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { View } from '../../capture/view.ts';
import { defineJob } from '../../jobs/job.ts';
import { abortedError } from '../../base/abort.ts';
import { beginRead, connect, type Connection, endRead } from '../../sqlite/connection.ts';
import { WalFile } from '../../sqlite/wal-file.ts';
import { frameSize, WAL_HEADER_SIZE } from '../../sqlite/wal-format.ts';
import { scanWal, startOfWal } from '../../sqlite/wal-scan.ts';
import { backUp } from './backup.ts';
import { Board } from './board.ts';
import { type LiveFile, markOf, sameMark, type StateMark } from './mark.ts';
import { firstDifference, viewOfFile, viewOfLog } from './pages.ts';
import { outlast } from './patience.ts';

interface KeepInput {
  readonly live: LiveFile;
  /** A new file, which is there only if there was something to keep. */
  readonly to: string;
  /** How long other programs may keep it locked, ms. */
  readonly patience: number;
  readonly board: SharedArrayBuffer;
}

export interface Kept {
  /** Pages; 0 for a database without any, of which no copy is made. */
  readonly pages: number;
}

export const keepJob = defineJob('in-place.keep', async (input: KeepInput) => {
  const value = await keep(input);
  return { value, transfer: [] };
});

/** A log that was started anew while it was compared shows a difference that is none; it does so once. */
const TRIES = 3;

async function keep(input: KeepInput): Promise<Kept> {
  const { live, patience } = input;
  const board = new Board(input.board);
  const onPause = (): void => {
    board.advance('starting', 'waiting');
    if (board.stage === 'cancelled') throw abortedError(`restoring ${live.path}`);
  };
  const connections = [connect(live.path, 'read', 0), connect(live.path, 'read', 0)] as const;
  try {
    for (let attempt = 1; ; attempt++) {
      const waiting = { path: live.path, clock: systemClock, patience, onPause };
      const mark = await outlast(waiting, () => beginAtMark(live, connections));
      const pages = await copySnapshot(input, connections[0], mark, board);
      endRead(connections[0]);
      if (pages !== 'different') return { pages };
      if (attempt === TRIES) throw notEqual(live.path);
    }
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** Begins a read transaction on the first connection, at a state whose mark is known. */
function beginAtMark(live: LiveFile, [reader, observer]: readonly [Connection, Connection]): StateMark {
  for (;;) {
    const before = markOf(systemDisk, live, observer);
    beginRead(reader, live.path);
    const mark = markOf(systemDisk, live, observer);
    if (sameMark(before, mark)) return mark;
    endRead(reader);
  }
}

async function copySnapshot(
  { live, to }: KeepInput,
  source: Connection,
  mark: StateMark,
  board: Board,
): Promise<number | 'different'> {
  const wal = new WalFile(systemDisk, live.path);
  try {
    const view = snapshotView(live, mark, wal);
    if (view === 'gone') return 'different';
    if (view.commit === 0) return 0;
    systemDisk.rmSync(to, { force: true });
    const onLocked = (): void => {
      board.advance('starting', 'running');
      board.advance('waiting', 'running');
    };
    await backUp({ source, pageSize: view.pageSize, to, board, onLocked });
    return copyEquals(view, to) ? view.commit : 'different';
  } finally {
    wal.close();
  }
}

/**
 * The pages of the state at `mark`. Where the whole log is in the file as well it is not read: the next
 * writer may start it anew at any time, but nothing can be copied into the file while the snapshot is held.
 */
function snapshotView(live: LiveFile, mark: StateMark, wal: WalFile): View | 'gone' {
  if (mark.kind === 'rollback' || mark.frames === mark.copied) {
    return viewOfFile(systemDisk, live.fd, live.path);
  }
  const header = wal.header();
  if (header === undefined) return 'gone';
  const until = WAL_HEADER_SIZE + mark.frames * frameSize(header.pageSize);
  const scan = scanWal(systemDisk, wal.fd, startOfWal(header), { bytes: Number.MAX_SAFE_INTEGER, until });
  return scan.end.offset === until ? viewOfLog(live.fd, wal.fd, scan) : 'gone';
}

/** Makes the copy durable on the way. */
function copyEquals(view: View, to: string): boolean {
  const fd = systemDisk.openSync(to, 'r+');
  try {
    systemDisk.fsyncSync(fd);
    const copy = viewOfFile(systemDisk, fd, to);
    return firstDifference(systemDisk, view, copy, { first: 1, count: view.commit }) === undefined;
  } finally {
    systemDisk.closeSync(fd);
  }
}

function notEqual(path: string): TidemarkError {
  return new TidemarkError('restore-output-failed', `the safety copy of ${path} is not equal to it`, {
    hint: 'Nothing was changed. Check the disk that holds the data of Tidemark, and restore again.',
    retry: 'later',
  });
}
