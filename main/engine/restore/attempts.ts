// Going on when a file of the plan turns out to be damaged or gone: the same transactions are often held by a
// file of another level, so the same point is planned again without it.
import type { ErrorCode } from '../base/errors.ts';
import type { LtxInfo } from '../destination/destination.ts';
import { DamagedFileError, describeFile } from './damage.ts';
import { DeadEndError } from './dead-end.ts';
import { planRestore, type RestorePlan } from './plan.ts';
import { nearest, pointBefore, type Target } from './point.ts';
import { type HistorySource, isRefusal, listAll, listAndPlan } from './source.ts';

export interface AttemptOptions {
  readonly destination: HistorySource;
  readonly target: Target;
  readonly signal?: AbortSignal | undefined;
}

export interface Success<T> {
  readonly value: T;
  /** The plan that worked, for the point and fit of the first one. */
  readonly plan: RestorePlan;
  /** Files that were tried and found damaged or gone, in that order. */
  readonly damaged: readonly DamagedFileError[];
}

/**
 * Runs `attempt` on the plan for the target, and on another plan for the very same point as long as it fails
 * because of a file and there is another way. Each time one file fewer is used, so it ends. When there is no
 * way left: `restore-damaged`, `restore-checksum` or `restore-gap`, naming every file that failed.
 */
export async function attemptPlans<T>(
  options: AttemptOptions,
  attempt: (plan: RestorePlan) => Promise<T>,
): Promise<Success<T>> {
  const { destination, target, signal } = options;
  let { files, plan } = await listAndPlan(destination, target, signal);
  const damaged: DamagedFileError[] = [];
  for (;;) {
    try {
      return { value: await attempt(plan), plan, damaged };
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error;
      damaged.push(error);
      // Where one file is gone others may be, and a look at the names is cheaper than finding them one by
      // one.
      if (error.code === 'object-missing') files = await listAll(destination, 'listed', signal);
    }
    const other = wayAround(damaged, files, plan);
    if (other === undefined) throw noOtherWay(damaged, await listAll(destination, 'exact', signal), plan);
    plan = other;
  }
}

/** Another way to the same transaction. Point and fit stay: they were chosen with all files in view. */
function wayAround(
  damaged: readonly DamagedFileError[],
  files: readonly LtxInfo[],
  { point, fit }: RestorePlan,
): RestorePlan | undefined {
  try {
    return { ...planRestore(without(damaged, files), { kind: 'txid', txid: point.txid }), point, fit };
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function without(damaged: readonly DamagedFileError[], files: readonly LtxInfo[]): LtxInfo[] {
  const unusable = new Set(damaged.map(({ file }) => describeFile(file)));
  return files.filter((file) => !unusable.has(describeFile(file)));
}

function noOtherWay(
  damaged: readonly DamagedFileError[],
  files: readonly LtxInfo[],
  { point: { txid } }: RestorePlan,
): DeadEndError {
  const usable = without(damaged, files);
  const reasons = damaged.map(({ message }) => message).join('; ');
  return new DeadEndError(codeFor(damaged), {
    txid,
    reason: `, no other files hold the same: ${reasons}`,
    hint: nearest(usable, txid),
    earlier: pointBefore(usable, txid),
    damaged,
  });
}

function codeFor(damaged: readonly DamagedFileError[]): ErrorCode {
  if (damaged.every(({ code }) => code === 'object-missing')) return 'restore-gap';
  return damaged.every(({ code }) => code === 'restore-checksum') ? 'restore-checksum' : 'restore-damaged';
}
