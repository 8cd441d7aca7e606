// The past as a file of ours, proved, before anything of the present is looked at.
import { dirname, join } from 'node:path';
import { writeFully } from '../../base/disk.ts';
import { assertNever, TidemarkError } from '../../base/errors.ts';
import { MAX_PAGE_SIZE } from '../../sqlite/header.ts';
import { checkDatabase } from '../check.ts';
import type { OutputDisk } from '../output-disk.ts';
import { restoreToFile, type RestoreResult } from '../restore.ts';
import { removeSidecars, sidecarsOf } from '../sidecars.ts';
import { contentJob, type Content, copyJob } from './copy-job.ts';
import type { InPlaceOptions } from './options.ts';
import { requireRoom } from './room.ts';
import type { Source } from './transaction.ts';

export interface Past extends Content {
  readonly path: string;
  readonly proved: RestoreResult['proved'];
  /** Of a history. */
  readonly chosen: Pick<RestoreResult, 'txid' | 'point' | 'fit'> | undefined;
}

/** Throws as `restoreToFile`; nothing is left of it then. */
export async function buildPast(options: InPlaceOptions): Promise<Past> {
  const { disk, scratchDir, random, from } = options;
  disk.mkdirSync(scratchDir, { recursive: true });
  const path = join(scratchDir, `past-${random.token(8)}.tidemark-tmp`);
  try {
    switch (from.kind) {
      case 'history':
        return await fromHistory(from, path, options);
      case 'file':
        return await fromFile(from.path, path, options);
      default:
        return assertNever(from);
    }
  } catch (error) {
    removePast(disk, path);
    throw error;
  }
}

export function removePast(disk: OutputDisk, path: string): void {
  disk.rmSync(path, { force: true });
  removeSidecars(disk, path);
}

async function fromHistory(
  { destination, target }: InPlaceOptions['from'] & { kind: 'history' },
  path: string,
  options: InPlaceOptions,
): Promise<Past> {
  const how = { output: path, overwrite: 'refuse', check: 'quick' } as const;
  const { disk, jobs, random, clock, onProgress, signal } = options;
  const rest = { disk, jobs, random, clock, onProgress, signal };
  const { pageSize, commit, checksum, proved, txid, point, fit } = await restoreToFile({
    destination,
    target,
    ...how,
    ...rest,
  });
  return { path, pageSize, commit, checksum, proved, chosen: { txid, point, fit } };
}

async function fromFile(source: string, path: string, options: InPlaceOptions): Promise<Past> {
  const { disk, jobs, onProgress } = options;
  const size = disk.statSync(source, { throwIfNoEntry: false })?.size;
  const left = sidecarsOf(disk, source)[0];
  if (size === undefined) {
    throw new TidemarkError('undo-not-possible', `${source} is not there any more`, {
      hint: 'Restore the point before the change from the history instead.',
    });
  }
  if (left !== undefined) {
    const what = `${source} is a damaged database, kept as it was: ${left} belongs to it`;
    throw new TidemarkError('undo-not-possible', what, {
      hint: 'Restore a point from the history instead.',
    });
  }
  requireRoom(disk, dirname(path), size, 'to restore');
  onProgress?.({ step: 'restore', done: 0, total: size });
  await jobs.run(copyJob, { from: source, to: path });
  const content = await jobs.run(contentJob, path);
  onProgress?.({ step: 'restore', done: size, total: size });
  if (content.commit > 0) await checkDatabase(jobs, { path, check: 'quick', size }, source);
  removeSidecars(disk, path);
  return { path, ...content, proved: 'computed', chosen: undefined };
}

/** Where the header says in which journal mode a database is: write version, read version. */
const JOURNAL_MODE_AT = 18;
const ROLLBACK = Uint8Array.of(1, 1);

/**
 * Makes the file one that SQLite reads without a log, for copying from: the live database keeps its own
 * journal mode whatever this says. A past without pages gets the one page of a database without tables: a
 * live database has one.
 */
export function asSource(disk: OutputDisk, { path, pageSize, commit }: Past, livePageSize: number): Source {
  const fd = disk.openSync(path, 'r+');
  try {
    if (commit > 0) {
      writeFully(disk, fd, ROLLBACK, JOURNAL_MODE_AT);
      return { path, pageSize, commit };
    }
    writeFully(disk, fd, emptyDatabase(livePageSize), 0);
    return { path, pageSize: livePageSize, commit: 1 };
  } finally {
    disk.closeSync(fd);
  }
}

/** The page that SQLite itself begins a database with. */
function emptyDatabase(pageSize: number): Uint8Array {
  const page = new Uint8Array(pageSize);
  const view = new DataView(page.buffer);
  page.set(new TextEncoder().encode('SQLite format 3\0'));
  view.setUint16(16, pageSize === MAX_PAGE_SIZE ? 1 : pageSize);
  // Journal mode, no reserved bytes, and three payload fractions that never differ.
  page.set([...ROLLBACK, 0, 64, 32, 32], JOURNAL_MODE_AT);
  view.setUint32(28, 1);
  // An empty leaf of a table: its content begins where the page ends; 0 stands for 65536.
  page[100] = 0x0d;
  view.setUint16(105, pageSize === MAX_PAGE_SIZE ? 0 : pageSize);
  return page;
}
