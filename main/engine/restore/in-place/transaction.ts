// Keep the present, let the caller capture it, apply the past: again from the start when another program
// wrote in between, and from the second time on with its writers held, so that nothing they commit is ever
// lost.
import { dirname } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { systemDisk } from '../../base/disk.ts';
import { TidemarkError } from '../../base/errors.ts';
import { guard } from '../../sqlite/connection.ts';
import { frameSize } from '../../sqlite/wal-format.ts';
import type { DatabaseFile } from '../../sqlite/owner.ts';
import { applyJob, type ApplyOutcome } from './apply-job.ts';
import { Board } from './board.ts';
import { keepPresent, patienceOf, removeSafety } from './keep.ts';
import { liveFile } from './live.ts';
import { liveHeader } from './mark.ts';
import type { InPlaceOptions } from './options.ts';
import { outlast, type Patience } from './patience.ts';
import type { Proof } from './prove.ts';
import { requireRoom } from './room.ts';
import { Sentry } from './sentry.ts';
import { watched } from './watch.ts';

/** The past as `asSource` made it. */
export interface Source {
  readonly path: string;
  /** Bytes. */
  readonly pageSize: number;
  /** Pages, at least one. */
  readonly commit: number;
}

export interface Application {
  readonly file: DatabaseFile;
  /** Of the live database, bytes. */
  readonly pageSize: number;
  /** Makes the past what can be copied from; called with the present kept. */
  readonly sourceOf: () => Source;
}

interface Applied {
  readonly past: Source;
  readonly proof: Proof;
  readonly safety: string;
}

/** With writers held, one comes between only in the moment in which the lock changes hands. */
const TRIES = 8;

/** `database-locked` when other programs do not give the lock, or the chance, to do it. */
export async function applyPast(what: Application, options: InPlaceOptions): Promise<Applied> {
  const { file } = what;
  const sentry = new Sentry(file);
  try {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const hold = attempt === 1 ? undefined : await holdWriters(file, options);
      const applied = await tryOnce(what, { sentry, hold, board: new Board() }, options);
      if (applied !== 'overtaken') return applied;
    }
  } finally {
    sentry.close();
  }
  removeSafety(options);
  throw new TidemarkError('database-locked', `other programs never stop writing to ${file.path}`, {
    hint: 'Nothing was changed. Close the program that writes to it, and restore again.',
    retry: 'later',
  });
}

interface Attempt {
  readonly sentry: Sentry;
  /** Let go of when it is done or the lock has been asked for. */
  readonly hold: Hold | undefined;
  readonly board: Board;
}

async function tryOnce(
  { file, pageSize, sourceOf }: Application,
  attempt: Attempt,
  options: InPlaceOptions,
): Promise<Applied | 'overtaken'> {
  const { board, hold, sentry } = attempt;
  try {
    await outlast(waitingFor(file, options), () => {
      sentry.begin();
    });
    const { pages } = await keepPresent(file, pageSize, options);
    await options.beforeChange?.('transaction');
    throwIfAborted(options.signal, `restoring ${file.path}`);
    const past = sourceOf();
    const outcome = await apply(file, past, attempt, options);
    if (outcome.kind === 'overtaken') return 'overtaken';
    return { past, proof: outcome.proof, safety: pages > 0 ? options.safety : '' };
  } catch (error) {
    // Where it is not certain that nothing was changed the copy stays.
    if (board.stage !== 'committing' && board.stage !== 'proving') removeSafety(options);
    throw error;
  } finally {
    hold?.release();
  }
}

interface Hold {
  release(): void;
}

/** Keeps writers, not readers, from going on. */
export async function holdWriters(file: DatabaseFile, options: InPlaceOptions): Promise<Hold> {
  const connection = file.connect('checkpoint', 0);
  let state: 'held' | 'released' = 'held';
  const release = (): void => {
    if (state === 'held') file.disconnect(connection);
    state = 'released';
  };
  try {
    await outlast(waitingFor(file, options), () => {
      guard(file.path, () => connection.exec('BEGIN IMMEDIATE'));
    });
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}

function waitingFor({ path }: DatabaseFile, options: InPlaceOptions): Patience {
  const { clock, signal, onProgress } = options;
  const onPause = (): void => {
    throwIfAborted(signal, `restoring ${path}`);
    onProgress?.({ step: 'wait', done: 0 });
  };
  return { path, clock, patience: patienceOf(options), onPause };
}

async function apply(
  file: DatabaseFile,
  past: Source,
  { board, hold, sentry }: Attempt,
  options: InPlaceOptions,
): Promise<ApplyOutcome> {
  const { disk, jobs, clock, signal, onProgress, onCommit } = options;
  requireRoom(disk, dirname(file.path), roomFor(file, past), 'for the transaction');
  const tell = once(onCommit);
  const input = { live: liveFile(file), past: past.path, pageSize: past.pageSize };
  const work = jobs.run(applyJob, { ...input, patience: patienceOf(options), board: board.memory });
  return watched(work, {
    ...{ board, clock, signal, onProgress, pageSize: past.pageSize },
    steps: { waiting: 'wait', running: 'apply', committing: 'apply', proving: 'verify' },
    onLook: (stage) => {
      // The job was refused once and asks again every few ms.
      if (stage === 'waiting') hold?.release();
      if (stage === 'locked') board.advance('locked', sentry.state === 'unchanged' ? 'running' : 'overtaken');
      if (stage === 'committing' || stage === 'proving') tell();
    },
  });
}

function once(call: (() => void) | undefined): () => void {
  let state: 'not yet' | 'called' = 'not yet';
  return () => {
    if (state === 'not yet') call?.();
    state = 'called';
  };
}

/** Bytes that the disk of the live database needs until the log or the journal is gone again. */
function roomFor(file: DatabaseFile, { commit, pageSize }: Source): number {
  const size = commit * pageSize;
  const growth = Math.max(0, size - file.size());
  const journal = liveHeader(systemDisk, liveFile(file))?.journal;
  return growth + (journal === 'wal' ? commit * frameSize(pageSize) : Math.min(size, file.size()));
}
