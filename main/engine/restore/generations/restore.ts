// Restores a state from generations of Litestream 0.3 and 0.4: snapshot, logs, proof, publication. Until the last step nothing existing is
// touched, and whatever stops the work before it leaves nothing behind.
import { throwIfAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { OnProgress } from '../../base/progress.ts';
import type { Random } from '../../base/random.ts';
import type { Generation, GenerationClient } from '../../generations/client.ts';
import { downloadWal } from '../../generations/downloader.ts';
import { listGenerations } from '../../generations/find.ts';
import { damaged } from '../../generations/lz4/decode.ts';
import { showLog, showSnapshot } from '../../generations/names.ts';
import { endMissing, type GenerationPlan, type GenerationTarget, planGenerations, showPosition } from '../../generations/plan.ts';
import type { JobRunner } from '../../jobs/job.ts';
import type { Check } from '../check.ts';
import { ByteCount } from '../count.ts';
import type { OutputDisk } from '../output-disk.ts';
import { proveScratch } from '../prove-scratch.ts';
import { type Overwrite, publish, requireOutput } from '../publish.ts';
import { resolveOutput } from '../restore.ts';
import { ScratchFile } from '../scratch.ts';
import { applyWal } from './apply-wal.ts';
import { writeSnapshot } from './snapshot.ts';

export interface GenerationRestoreOptions {
  readonly client: GenerationClient;
  /** A plan that was made before leads where it led then, whatever was added since. */
  readonly target: GenerationTarget | { readonly kind: 'plan'; readonly plan: GenerationPlan };
  /** Where the database is to be. A symbolic link is followed. */
  readonly output: string;
  readonly overwrite: Overwrite;
  /** How much SQLite itself must say of the file before it is published. */
  readonly check: Check;
  readonly jobs: JobRunner;
  readonly disk: OutputDisk;
  readonly random: Random;
  readonly clock: Clock;
  /** Logs fetched at the same time; 8 when absent. */
  readonly parallelism?: number;
  /** Steps `restore`, in bytes read as stored, and `check`, in bytes of the database. */
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface GenerationRestoreResult {
  readonly generation: Generation;
  /** The state is that behind `offset` bytes of the log with this index; offset 0 for a snapshot alone. */
  readonly index: number;
  readonly offset: number;
  /** Index of the snapshot it began at. */
  readonly snapshot: number;
  /** Transactions applied to it. */
  readonly transactions: number;
  /** When the last thing that was read had been stored, ms since the epoch. */
  readonly createdAt: number;
  readonly fit: GenerationPlan['fit'];
  /** Pages. */
  readonly commit: number;
  /** Bytes. */
  readonly pageSize: number;
  /** Objects read. */
  readonly objects: number;
  readonly bytesRead: number;
  readonly seconds: number;
}

/**
 * Restores `target` to `output`. Throws `restore-no-point`, `restore-gap` (WalNotFoundError), `restore-damaged`, `unsupported` (encrypted),
 * `restore-output-…`, `database-…`, `disk-full`, `usage`, `aborted`, or what the place throws.
 */
export async function restoreGeneration(options: GenerationRestoreOptions): Promise<GenerationRestoreResult> {
  const { signal } = options;
  const start = options.clock.monotonic();
  const output = resolveOutput(options);
  requireOutput(options.disk, output, options.overwrite);
  const plan = await planOf(options);
  const count = new ByteCount('restore', options.onProgress);
  const scratch = ScratchFile.create(options.disk, output, options.random.token(8));
  try {
    const state = await build(plan, scratch, count.attempt(plan.bytes), options);
    const size = state.commit * state.pageSize;
    const what = `the database as of ${showPosition({ ...plan, ...state })}`;
    await proveScratch(scratch, { ...options, size, what });
    throwIfAborted(signal, `restoring ${output}`);
    publish({ disk: options.disk, scratch, output, token: options.random.token(8) }, options.overwrite);
    const { generation, createdAt, fit } = plan;
    const objects = plan.logs.reduce((sum, { segments }) => sum + segments.length, 1);
    const seconds = (options.clock.monotonic() - start) / 1000;
    return { generation, ...state, snapshot: plan.snapshot.index, createdAt, fit, objects, bytesRead: count.done, seconds };
  } finally {
    scratch.discard();
  }
}

async function planOf({ client, target, signal }: GenerationRestoreOptions): Promise<GenerationPlan> {
  if (target.kind === 'plan') return target.plan;
  return planGenerations(await listGenerations(client, signal === undefined ? {} : { signal }), target, client.url);
}

type State = Pick<GenerationRestoreResult, 'index' | 'offset' | 'transactions' | 'commit' | 'pageSize'>;

async function build(
  plan: GenerationPlan,
  scratch: ScratchFile,
  onBytes: (bytes: number) => void,
  options: GenerationRestoreOptions,
): Promise<State> {
  const { client, disk, signal, parallelism } = options;
  const { snapshot, logs } = plan;
  let pageSize = await writeSnapshot(snapshot, scratch, { client, onBytes, signal });
  let [index, offset, transactions] = [snapshot.index, 0, 0];
  const fetched = { client, logs, prefix: scratch.path, disk, onBytes, signal };
  for await (const wal of downloadWal(parallelism === undefined ? fetched : { ...fetched, parallelism })) {
    try {
      const log = logs[wal.index - logs[0]!.index]!;
      const isLast = log === logs.at(-1);
      const until = (isLast ? plan.until : undefined) ?? wal.size;
      if (until > wal.size) throw endMissing(log, until, wal.size);
      const what = showLog(plan.generation, wal.index);
      const applied = await applyWal({ path: wal.path, size: wal.size, until, what }, { disk, scratch, pageSize, signal });
      pageSize = applied.pageSize;
      transactions += applied.transactions;
      [index, offset] = [wal.index, until];
    } finally {
      disk.rmSync(wal.path, { force: true });
    }
  }
  if (pageSize === undefined) throw damaged(showSnapshot(plan.generation, snapshot.index), 'it is empty');
  return { index, offset, transactions, commit: disk.statSync(scratch.path).size / pageSize, pageSize };
}
