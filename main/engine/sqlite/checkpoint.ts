// Checkpoints of a live WAL database: PASSIVE only, and the app's writers are held only if they leave no gap.
//
// 1. Without any lock: PASSIVE copies back everything up to our read mark. If no writer added frames meanwhile, the
//    log is drained; taking the mark again makes it a slot-0 mark and the next writer starts the log anew.
// 2. Behind a barrier, when writers are too busy for that: BEGIN IMMEDIATE keeps new frames out (it writes nothing),
//    capture reads the few frames since, the mark is let go, PASSIVE drains the rest, the mark is taken again.
import type { Clock } from '../base/clock.ts';
import { isTidemarkError } from '../base/errors.ts';
import { guard, type Connection } from './connection.ts';
import type { DatabaseFile } from './owner.ts';
import type { ReadMark } from './read-mark.ts';

/** How long to ask for the write lock before trying later, ms. */
const BARRIER_WAIT = 5;
/** How long, behind the barrier, to wait for the end of the app's own checkpoint, ms. */
const LONGEST_WAIT = 25;

export type CheckpointOutcome =
  /** All frames are in the database: the next writer starts the log anew. */
  | { readonly kind: 'drained' }
  /** Frames remain; `frames` of `log` were copied back. */
  | { readonly kind: 'partial'; readonly frames: number; readonly log: number }
  /** Somebody else is checkpointing, or holds the write lock. */
  | { readonly kind: 'busy' };

export interface CheckpointPlan {
  readonly file: DatabaseFile;
  readonly mark: ReadMark;
  /** Captures to the end of the log under the mark's `advance`. */
  readonly advance: () => Promise<void>;
  /** All that was captured so far is in the database file now. */
  readonly onDrained: () => void;
  readonly clock: Clock;
}

/** Step 1. Never blocks a writer. */
export async function checkpointAside(plan: CheckpointPlan): Promise<CheckpointOutcome> {
  await plan.advance();
  const outcome = await withConnection(plan.file, (connection) => passive(connection, plan.file.path));
  if (outcome.kind !== 'drained') return outcome;
  plan.onDrained();
  await plan.advance();
  return outcome;
}

export interface BarrierOutcome {
  readonly outcome: CheckpointOutcome;
  /** How long writers were held, ms. */
  readonly held: number;
}

/** Step 2. Holds writers while it runs; the caller has seen that little is left to copy back. */
export async function checkpointBehindBarrier(plan: CheckpointPlan): Promise<BarrierOutcome> {
  const { file, clock } = plan;
  const barrier = file.connect('checkpoint', BARRIER_WAIT);
  try {
    if (!takeWriteLock(barrier, file.path)) return { outcome: { kind: 'busy' }, held: 0 };
    const start = clock.monotonic();
    await plan.advance();
    const outcome = await withConnection(file, (connection) => drain(plan, connection, start));
    if (outcome.kind === 'drained') plan.onDrained();
    barrier.exec('ROLLBACK');
    return { outcome, held: clock.monotonic() - start };
  } finally {
    file.disconnect(barrier);
  }
}

/**
 * The app may be in the middle of a checkpoint of its own when we take the write lock; it ends soon, since no frames
 * come, and then it waits for us.
 */
async function drain(plan: CheckpointPlan, connection: Connection, start: number): Promise<CheckpointOutcome> {
  const { file, mark, clock } = plan;
  for (;;) {
    const outcome = mark.without(() => passive(connection, file.path));
    if (outcome.kind !== 'busy' || clock.monotonic() - start > LONGEST_WAIT) return outcome;
    await clock.sleep(1);
  }
}

async function withConnection<T>(file: DatabaseFile, work: (connection: Connection) => T | Promise<T>): Promise<T> {
  const connection = file.connect('checkpoint', BARRIER_WAIT);
  try {
    return await work(connection);
  } finally {
    file.disconnect(connection);
  }
}

function takeWriteLock(connection: Connection, path: string): boolean {
  try {
    guard(path, () => connection.exec('BEGIN IMMEDIATE'));
    return true;
  } catch (error) {
    if (isTidemarkError(error, 'database-locked')) return false;
    throw error;
  }
}

interface CheckpointRow {
  readonly busy: number;
  readonly log: number;
  readonly checkpointed: number;
}

function passive(connection: Connection, path: string): CheckpointOutcome {
  const rows = guard(path, () => connection.pragma('wal_checkpoint(PASSIVE)') as CheckpointRow[]);
  const row = rows[0];
  if (row?.busy !== 0) return { kind: 'busy' };
  if (row.log === row.checkpointed) return { kind: 'drained' };
  return { kind: 'partial', frames: row.checkpointed, log: row.log };
}
