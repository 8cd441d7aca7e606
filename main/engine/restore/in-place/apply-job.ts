// The past put into a live database as one transaction, as a job, and the proof that what was committed is
// the past.
//
//   1  lock    by SQLite's backup: EXCLUSIVE in rollback mode, the write lock in WAL mode. Tried again and
//              again until the patience is spent; without the lock nothing is written.
//   2  ask     with the lock had: the caller knows whether the state is still the one that was kept.
//   3  copy    in slices. In WAL mode readers of other programs keep what they see.
//   4  commit  with the last slice. Up to here cancelling, an error or a kill leaves the database as it was.
//   5  prove   page by page, under a read transaction begun at once. In WAL mode the frames of this very
//              commit are compared; in rollback mode the file, as long as the change counter says that
//              nobody wrote since.
import { abortedError } from '../../base/abort.ts';
import { systemClock } from '../../base/clock.ts';
import { systemDisk } from '../../base/disk.ts';
import { defineJob } from '../../jobs/job.ts';
import { connect, type Connection, endRead } from '../../sqlite/connection.ts';
import { identify, sameFile } from '../../sqlite/owner.ts';
import { backUp, Overtaken } from './backup.ts';
import { Board } from './board.ts';
import { type LiveFile, markOf, type StateMark } from './mark.ts';
import { outlast } from './patience.ts';
import { type Proof, proveCommit } from './prove.ts';

interface ApplyInput {
  readonly live: LiveFile;
  /** A file of ours with at least one page, whose header says rollback mode. */
  readonly past: string;
  /** Bytes. */
  readonly pageSize: number;
  /** How long other programs may keep it locked, ms. */
  readonly patience: number;
  readonly board: SharedArrayBuffer;
}

export type ApplyOutcome =
  | { readonly kind: 'applied'; readonly proof: Proof }
  /** Another program committed after the present was kept, or replaced the file. Nothing was written. */
  | { readonly kind: 'overtaken' };

/** Throws as `backUp`, and `database-damaged` when the database does not hold the past after the commit. */
export const applyJob = defineJob('in-place.apply', async (input: ApplyInput) => {
  const value = await apply(input);
  return { value, transfer: [] };
});

async function apply(input: ApplyInput): Promise<ApplyOutcome> {
  const { live, patience } = input;
  const board = new Board(input.board);
  const onPause = (): void => {
    board.advance('starting', 'waiting');
    if (board.stage === 'cancelled') throw abortedError(`restoring ${live.path}`);
  };
  // Held to the end: while it is open, the connection that writes is not the last one and folds no log when
  // it closes.
  const observer = connect(live.path, 'read', 0);
  try {
    const waiting = { path: live.path, clock: systemClock, patience, onPause };
    const mark = await outlast(waiting, () => write(input, observer, board));
    board.report(0, board.progress.total);
    board.advance('committing', 'proving');
    return { kind: 'applied', proof: await proveCommit({ live, past: input.past, mark }, observer, board) };
  } catch (error) {
    if (error instanceof Overtaken) return { kind: 'overtaken' };
    throw error;
  } finally {
    endRead(observer);
    observer.close();
  }
}

/** The mark of the state that was written over. */
async function write(input: ApplyInput, observer: Connection, board: Board): Promise<StateMark> {
  const { live, past, pageSize } = input;
  let mark: StateMark | undefined;
  requireSame(live);
  const source = connect(past, 'read', 0);
  try {
    const onLocked = (): void => {
      requireSame(live);
      mark = markOf(systemDisk, live, observer);
      board.advance('starting', 'locked');
      board.advance('waiting', 'locked');
    };
    await backUp({ source, pageSize, to: live.path, board, onLocked });
    return mark!;
  } finally {
    source.close();
  }
}

function requireSame({ path, identity }: LiveFile): void {
  if (!sameFile(identify(systemDisk, path), identity)) throw new Overtaken();
}
