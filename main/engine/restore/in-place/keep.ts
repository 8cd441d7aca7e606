// The safety copy: the present kept, proved and durable, under a name of ours.
import { dirname } from 'node:path';
import { syncDirectory } from '../../base/disk.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { DatabaseFile } from '../../sqlite/owner.ts';
import { removeSidecars } from '../sidecars.ts';
import { Board } from './board.ts';
import { copyJob } from './copy-job.ts';
import { keepJob, type Kept } from './keep-job.ts';
import { liveFile } from './live.ts';
import type { InPlaceOptions } from './options.ts';
import { requireRoom } from './room.ts';
import { watched } from './watch.ts';

export function requireSafetyFree({ disk, safety }: InPlaceOptions): void {
  if (disk.lstatSync(safety, { throwIfNoEntry: false }) === undefined) return;
  throw new TidemarkError('restore-output-exists', `${safety} already exists`, {
    hint: 'A safety copy is never overwritten. Nothing was changed.',
  });
}

/** The database as it is, at `safety`, unless it has no pages. A copy made by an earlier try is replaced. */
export async function keepPresent(
  file: DatabaseFile,
  pageSize: number,
  options: InPlaceOptions,
): Promise<Kept> {
  const { disk, safety, jobs, clock, signal, onProgress, random } = options;
  const temp = `${safety}.${random.token(8)}.tidemark-tmp`;
  makeFolderFor(options, file.size() + sizeOf(options, `${file.path}-wal`));
  const board = new Board();
  const input = { live: liveFile(file), to: temp, patience: patienceOf(options), board: board.memory };
  try {
    const steps = { waiting: 'wait', running: 'keep', committing: 'keep' };
    const watch = { board, clock, signal, onProgress, pageSize, steps };
    const kept = await watched(jobs.run(keepJob, input), watch);
    if (kept.pages > 0) disk.renameSync(temp, safety);
    syncDirectory(disk, dirname(safety));
    return kept;
  } finally {
    disk.rmSync(temp, { force: true });
    removeSidecars(disk, temp);
  }
}

/** A file that SQLite cannot read, as it is, with what lies beside it. */
export async function keepBroken(file: DatabaseFile, options: InPlaceOptions): Promise<void> {
  const { disk, safety, jobs } = options;
  const size = file.size();
  makeFolderFor(options, size);
  options.onProgress?.({ step: 'keep', done: 0, total: size });
  await jobs.run(copyJob, { from: file.fd, to: safety });
  for (const suffix of HOLDING_DATA) {
    if (!disk.existsSync(file.path + suffix)) continue;
    await jobs.run(copyJob, { from: file.path + suffix, to: safety + suffix });
  }
  syncDirectory(disk, dirname(safety));
  options.onProgress?.({ step: 'keep', done: size, total: size });
}

const HOLDING_DATA = ['-wal', '-journal'] as const;

export function removeSafety({ disk, safety }: InPlaceOptions): void {
  disk.rmSync(safety, { force: true });
  removeSidecars(disk, safety);
}

const DEFAULT_PATIENCE = 30_000;

export function patienceOf({ patience = DEFAULT_PATIENCE }: InPlaceOptions): number {
  return patience;
}

function makeFolderFor({ disk, safety }: InPlaceOptions, bytes: number): void {
  disk.mkdirSync(dirname(safety), { recursive: true });
  requireRoom(disk, dirname(safety), bytes, 'to keep the present');
}

function sizeOf({ disk }: InPlaceOptions, path: string): number {
  return disk.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
