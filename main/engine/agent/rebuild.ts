// Local state that is lost, or was never there, is rebuilt from a destination: the page sums of its newest state, so
// that the database's history goes on there with a small file of changed pages instead of a whole copy.
import { isTidemarkError } from '../base/errors.ts';
import type { OnProgress } from '../base/progress.ts';
import type { Known } from '../capture/ledger.ts';
import { type Destination, LEVELS, type LtxInfo } from '../destination/destination.ts';
import type { JobRunner } from '../jobs/job.ts';
import type { Txid } from '../ltx/txid.ts';
import { foldSums } from '../restore/fold.ts';

export interface Rebuilt {
  /** The newest state held anywhere, or undefined when no destination holds one that can be read. */
  readonly known: Known | undefined;
  /** Greatest transaction id found at any destination: what comes next must be above it. */
  readonly floor: Txid;
}

export interface RebuildOptions {
  readonly destinations: readonly Destination[];
  readonly jobs: JobRunner;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** Destinations that cannot be reached now are left out; one that is reached but damaged gives only its floor. */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const held = await Promise.all(options.destinations.map((destination) => newestAt(destination, options.signal)));
  const sorted = held
    .filter((one) => one !== undefined)
    .sort((a, b) => Number(a.newest.max < b.newest.max) - Number(a.newest.max > b.newest.max));
  const floor = sorted[0]?.newest.max ?? 0n;
  for (const { destination, newest } of sorted) {
    if (newest.max < floor) break;
    const known = await fold(destination, newest, options);
    if (known !== undefined) return { known, floor };
  }
  return { known: undefined, floor };
}

interface Held {
  readonly destination: Destination;
  readonly newest: LtxInfo;
}

async function newestAt(destination: Destination, signal: AbortSignal): Promise<Held | undefined> {
  try {
    const levels = await Promise.all(LEVELS.map((level) => destination.list(level, { signal })));
    const newest = levels.flat().reduce<LtxInfo | undefined>((best, file) => {
      return best === undefined || file.max > best.max ? file : best;
    }, undefined);
    return newest && { destination, newest };
  } catch (error) {
    if (isTidemarkError(error) && error.retry !== 'never') return undefined;
    throw error;
  }
}

async function fold(
  destination: Destination,
  newest: LtxInfo,
  { jobs, signal, onProgress }: RebuildOptions,
): Promise<Known | undefined> {
  try {
    const { value } = await foldSums({ destination, target: { kind: 'latest' }, jobs, signal, onProgress });
    const { txid, checksum, pageSize, commit, sums } = value;
    const timestamp = newest.createdAt;
    const identity = { dev: 0, ino: 0 };
    const here = { identity, mtime: 0, wal: { kind: 'none' } } as const;
    return { position: { txid, checksum, timestamp, pageSize, commit, ...here }, sums };
  } catch (error) {
    if (isTidemarkError(error, 'aborted')) throw error;
    return undefined;
  }
}
