// What a destination holds, as far as planning is concerned.
import { type Destination, LEVELS, type ListOptions, type LtxInfo } from '../destination/destination.ts';
import { formatLtxName } from '../ltx/name.ts';
import { formatTxid } from '../ltx/txid.ts';
import { planRestore, type RestorePlan } from './plan.ts';
import { formatTime, type Target } from './point.ts';

/** All that restoring asks of a destination: it only reads. */
export type HistorySource = Pick<Destination, 'list' | 'open'>;

/**
 * The files of all levels. Times are exact only when the target is a time: they may cost a request a file.
 */
export async function listAll(
  destination: HistorySource,
  target: Target,
  signal?: AbortSignal,
): Promise<LtxInfo[]> {
  const times = target.kind === 'time' ? 'exact' : 'listed';
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
  return planRestore(await listAll(destination, target, signal), target);
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
