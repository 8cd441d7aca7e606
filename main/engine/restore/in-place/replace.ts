// The past in the place of a file that cannot take a transaction: missing, no database, or of another page
// size. The present is kept first; the swap is the one of a restore with `-force` (../replace.ts).
import { dirname } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { assertNever, isTidemarkError } from '../../base/errors.ts';
import { publish } from '../publish.ts';
import { ScratchFile } from '../scratch.ts';
import { copyJob } from './copy-job.ts';
import { keepBroken, keepPresent, removeSafety } from './keep.ts';
import { closeLive, type Live, livePageSize } from './live.ts';
import type { InPlaceOptions } from './options.ts';
import type { Past } from './past.ts';
import { requireRoom } from './room.ts';
import { holdWriters } from './transaction.ts';

/**
 * Path of the safety copy, empty when there was nothing to keep. `restore-output-busy` when others have it
 * open.
 */
export async function replaceLive(
  live: Live,
  past: Past,
  path: string,
  options: InPlaceOptions,
): Promise<string> {
  const hold = live.kind === 'readable' ? await holdWriters(live.file, options) : undefined;
  let state: 'untouched' | 'swapping' = 'untouched';
  try {
    const safety = await keep(live, options);
    await options.beforeChange?.('replace');
    const scratch = await copyBeside(path, past, options);
    try {
      throwIfAborted(options.signal, `restoring ${path}`);
      options.onCommit?.();
      // Nothing of ours may have it open any more, and between this and the swap there is no turn of the
      // event loop.
      hold?.release();
      closeLive(live);
      state = 'swapping';
      publish({ disk: options.disk, scratch, output: path, token: options.random.token(8) }, 'replace');
    } finally {
      scratch.discard();
    }
    return safety;
  } catch (error) {
    if (state === 'untouched' || isTidemarkError(error, 'restore-output-busy')) removeSafety(options);
    throw error;
  } finally {
    hold?.release();
  }
}

async function keep(live: Live, options: InPlaceOptions): Promise<string> {
  switch (live.kind) {
    case 'missing':
      return '';
    case 'broken':
      await keepBroken(live.file, options);
      return options.safety;
    case 'readable': {
      const { pages } = await keepPresent(live.file, livePageSize(live), options);
      return pages > 0 ? options.safety : '';
    }
    default:
      return assertNever(live);
  }
}

async function copyBeside(path: string, past: Past, options: InPlaceOptions): Promise<ScratchFile> {
  const { disk, jobs, random, onProgress } = options;
  const scratch = ScratchFile.create(disk, path, random.token(8));
  try {
    const total = past.commit * past.pageSize;
    requireRoom(disk, dirname(path), total, 'for the restored database');
    onProgress?.({ step: 'apply', done: 0, total });
    await jobs.run(copyJob, { from: past.path, to: scratch.path });
    onProgress?.({ step: 'apply', done: total, total });
    return scratch;
  } catch (error) {
    scratch.discard();
    throw error;
  }
}
