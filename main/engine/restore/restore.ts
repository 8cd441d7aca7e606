// Restores a point into a file: plan, apply, prove, publish. Until the last step nothing existing is touched,
// and whatever stops the work before it leaves nothing behind.
import { resolve } from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { OnProgress } from '../base/progress.ts';
import type { Random } from '../base/random.ts';
import type { JobRunner } from '../jobs/job.ts';
import type { Checksum } from '../ltx/checksum.ts';
import { formatTxid, type Txid } from '../ltx/txid.ts';
import type { Point } from '../replica/history/points.ts';
import { writingTo } from './apply.ts';
import { attemptPlans } from './attempts.ts';
import type { Check } from './check.ts';
import { ByteCount } from './count.ts';
import type { DamagedFileError } from './damage.ts';
import { removeLeftovers } from './leftovers.ts';
import type { OutputDisk } from './output-disk.ts';
import type { RestorePlan } from './plan.ts';
import type { Fit, Target } from './point.ts';
import { proveScratch } from './prove-scratch.ts';
import { type Overwrite, publish, requireOutput } from './publish.ts';
import { ScratchFile } from './scratch.ts';
import type { HistorySource } from './source.ts';
import { walk, type WalkedState } from './walk.ts';

export interface RestoreOptions {
  readonly destination: HistorySource;
  readonly target: Target;
  /** Where the database is to be. A symbolic link is followed. */
  readonly output: string;
  readonly overwrite: Overwrite;
  /** How much SQLite itself must say of the file before it is published. */
  readonly check: Check;
  readonly jobs: JobRunner;
  readonly disk: OutputDisk;
  readonly random: Random;
  readonly clock: Clock;
  /** Steps `restore`, in bytes read, and `check`, in bytes of the database. */
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RestoreResult {
  readonly txid: Txid;
  readonly point: Point;
  readonly fit: Fit;
  /** Rolling checksum of the restored file. */
  readonly checksum: Checksum;
  /** Whether it equals what was recorded at capture, or nothing was recorded and it was only computed. */
  readonly proved: 'recorded' | 'computed';
  /** Pages. */
  readonly commit: number;
  /** Bytes. */
  readonly pageSize: number;
  /** Number of files applied. */
  readonly files: number;
  /** All bytes read, those of files that proved damaged included. */
  readonly bytesRead: number;
  readonly seconds: number;
  /** Files that could not be used and that others stood in for. */
  readonly damaged: readonly DamagedFileError[];
}

/**
 * Restores `target` to `output`. Throws `restore-no-point`, `restore-gap`, `restore-damaged`,
 * `restore-checksum`, `restore-output-exists`, `restore-output-busy`, `restore-output-failed`,
 * `database-damaged`, `disk-full`, `usage`, `aborted`, or what the destination throws.
 */
export async function restoreToFile(options: RestoreOptions): Promise<RestoreResult> {
  const start = options.clock.monotonic();
  const output = resolveOutput(options);
  requireOutput(options.disk, output, options.overwrite);
  const count = new ByteCount('restore', options.onProgress);
  const built = await attemptPlans(options, (plan) => build(plan, output, count, options));
  const { scratch, state } = built.value;
  try {
    const what = `the database as of transaction ${formatTxid(state.txid)}`;
    await proveScratch(scratch, { ...options, size: state.commit * state.pageSize, what });
    throwIfAborted(options.signal, `restoring ${output}`);
    publish({ disk: options.disk, scratch, output, token: options.random.token(8) }, options.overwrite);
  } finally {
    scratch.discard();
  }
  const { txid, checksum, proved, commit, pageSize } = state;
  const { point, fit, files } = built.plan;
  const seconds = (options.clock.monotonic() - start) / 1000;
  const what = { txid, point, fit, checksum, proved, commit, pageSize };
  return { ...what, files: files.length, bytesRead: count.done, seconds, damaged: built.damaged };
}

/** Where a link leads, else the path itself. */
export function resolveOutput({ disk, output }: Pick<RestoreOptions, 'disk' | 'output'>): string {
  return disk.existsSync(output) ? disk.realpathSync(output) : resolve(output);
}

interface Built {
  readonly scratch: ScratchFile;
  readonly state: WalkedState;
}

async function build(
  plan: RestorePlan,
  output: string,
  count: ByteCount,
  options: RestoreOptions,
): Promise<Built> {
  const scratch = ScratchFile.create(options.disk, output, options.random.token(8));
  removeLeftovers(options.disk, scratch.path);
  try {
    const onBytes = count.attempt(plan.bytes);
    const state = await walk(plan.files, writingTo(scratch), { ...options, onBytes });
    return { scratch, state };
  } catch (error) {
    scratch.discard();
    throw error;
  }
}
