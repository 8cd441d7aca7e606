// What a destination holds, as far as planning is concerned.
import { isTidemarkError } from '../base/errors.ts';
import { type Destination, LEVELS, type ListOptions, type LtxInfo } from '../destination/destination.ts';
import { formatLtxName } from '../ltx/name.ts';
import { formatTxid } from '../ltx/txid.ts';
import { planRestore, type RestorePlan } from './plan.ts';
import { formatTime, type Target } from './point.ts';

/** All that restoring asks of a destination: it only reads. */
export type HistorySource = Pick<Destination, 'list' | 'open'>;

/** The files of all levels. Exact times may cost a request a file. */
export async function listAll(
  destination: HistorySource,
  times: 'listed' | 'exact',
  signal?: AbortSignal,
): Promise<LtxInfo[]> {
  const options: ListOptions = { times, ...(signal === undefined ? {} : { signal }) };
  const levels = await Promise.all(LEVELS.map((level) => destination.list(level, options)));
  return levels.flat();
}

/** What restoring `target` would read. Throws as `planRestore`. */
export async function planOf(
  destination: HistorySource,
  target: Target,
  signal?: AbortSignal,
): Promise<RestorePlan> {
  return (await listAndPlan(destination, target, signal)).plan;
}

export interface ListedPlan {
  readonly files: readonly LtxInfo[];
  readonly plan: RestorePlan;
}

/** Times are exact when the target is a time, and where a refusal names the points there are. */
export async function listAndPlan(
  destination: HistorySource,
  target: Target,
  signal?: AbortSignal,
): Promise<ListedPlan> {
  if (target.kind !== 'time') {
    const files = await listAll(destination, 'listed', signal);
    const plan = planUnlessRefused(files, target);
    if (plan !== undefined) return { files, plan };
  }
  const files = await listAll(destination, 'exact', signal);
  return { files, plan: planRestore(files, target) };
}

function planUnlessRefused(files: readonly LtxInfo[], target: Target): RestorePlan | undefined {
  try {
    return planRestore(files, target);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** No files lead there. */
export function isRefusal(error: unknown): boolean {
  return isTidemarkError(error, 'restore-gap') || isTidemarkError(error, 'restore-no-point');
}

/** A plan as `restore -dry-run -json` prints it; the same fields as Litestream's, times in RFC 3339. */
export interface PlanDescription {
  readonly source: string;
  readonly target_path: string;
  readonly min_txid: string;
  readonly max_txid: string;
  readonly files: readonly PlannedFile[];
}

export interface PlannedFile {
  readonly level: number;
  readonly name: string;
  readonly min_txid: string;
  readonly max_txid: string;
  /** Bytes. */
  readonly size: number;
  readonly timestamp: string;
}

export function describePlan(plan: RestorePlan, source: string, output: string): PlanDescription {
  return {
    source,
    target_path: output,
    min_txid: formatTxid(plan.files[0]?.min ?? 0n),
    max_txid: formatTxid(plan.point.txid),
    files: plan.files.map((file) => ({
      level: file.level,
      name: formatLtxName(file),
      min_txid: formatTxid(file.min),
      max_txid: formatTxid(file.max),
      size: file.size,
      timestamp: formatTime(file.createdAt),
    })),
  };
}
