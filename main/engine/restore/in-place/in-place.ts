// The past put back into a live database. As one transaction of SQLite where that is possible: other programs
// keep their connections, readers keep what they see until they look again, and the present is kept. By
// replacing the file where there is nothing that could take a transaction.
import { resolve } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { requireOutput } from '../publish.ts';
import { requireSafetyFree } from './keep.ts';
import { closeLive, isBroken, type Live, livePageSize, openLive, wayFor } from './live.ts';
import type { InPlaceOptions, InPlaceResult } from './options.ts';
import { asSource, buildPast, type Past, removePast } from './past.ts';
import { replaceLive } from './replace.ts';
import { settleJob } from './settle-job.ts';
import { applyPast } from './transaction.ts';

/**
 * Builds and proves the past, keeps the present, and puts the past in its place. Until the commit any error,
 * and cancelling, leaves the database as it was and nothing beside it. Throws as `restoreToFile`, and
 * `database-locked`, `restore-output-busy`, `restore-output-exists` (the safety copy),
 * `restore-output-failed`, `disk-full`, `undo-not-possible`, `aborted`, or what `beforeChange` throws.
 */
export async function restoreInPlace(options: InPlaceOptions): Promise<InPlaceResult> {
  const start = options.clock.monotonic();
  const path = resolveLive(options);
  requireOutput(options.disk, path, 'replace');
  requireSafetyFree(options);
  const past = await buildPast(options);
  try {
    throwIfAborted(options.signal, `restoring ${path}`);
    const change = await changeLive(past, path, options);
    const { checksum, proved, chosen } = past;
    const seconds = (options.clock.monotonic() - start) / 1000;
    return { ...chosen, checksum, proved, ...change, seconds };
  } finally {
    removePast(options.disk, past.path);
  }
}

function resolveLive({ disk, path }: InPlaceOptions): string {
  return disk.existsSync(path) ? disk.realpathSync(path) : resolve(path);
}

type Change = Pick<InPlaceResult, 'how' | 'live' | 'safety' | 'commit' | 'pageSize'>;

/** What SQLite cannot read to its end, which only reading shows, is replaced after all. */
async function changeLive(past: Past, path: string, options: InPlaceOptions): Promise<Change> {
  const { disk, jobs } = options;
  const hadLog = disk.existsSync(`${path}-wal`);
  let state: 'unchanged' | 'changed' = 'unchanged';
  const live = openLive(disk, path, 'recover');
  try {
    const change = await changeBy(live, past, path, options);
    state = 'changed';
    return change;
  } finally {
    // Our looking leaves an empty log behind where there was none; a log that was there stays as it was.
    if (live.kind === 'readable' && (state === 'changed' || !hadLog)) await jobs.run(settleJob, path);
    closeLive(live);
  }
}

async function changeBy(live: Live, past: Past, path: string, options: InPlaceOptions): Promise<Change> {
  if (live.kind !== 'readable' || wayFor(live, past.pageSize) === 'replace') {
    return await replace(live, past, path, options);
  }
  try {
    return await commit(live, past, options);
  } catch (error) {
    if (!isBroken(error)) throw error;
    return await replace({ kind: 'broken', file: live.file }, past, path, options);
  }
}

async function commit(
  live: Live & { kind: 'readable' },
  past: Past,
  options: InPlaceOptions,
): Promise<Change> {
  const pageSize = livePageSize(live);
  const what = { file: live.file, pageSize, sourceOf: () => asSource(options.disk, past, pageSize) };
  const { past: source, proof, safety } = await applyPast(what, options);
  return { how: 'transaction', live: proof, safety, commit: source.commit, pageSize: source.pageSize };
}

async function replace(live: Live, past: Past, path: string, options: InPlaceOptions): Promise<Change> {
  const safety = await replaceLive(live, past, path, options);
  return { how: 'replace', live: 'equal', safety, commit: past.commit, pageSize: past.pageSize };
}
