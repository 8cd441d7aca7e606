// Which files may go, decided from names, sizes and times alone.
//
//                               base
//   ─S1───S2─────S3─┬──┬─┬──┬────┼──S4─────────┼──────────►   S: snapshot, ─: changes
//    one a week, a day, an hour  ╰ path ─╯      newest
//                               ╰ all files ──╯
//
// `base` is the state at the beginning of the time from which every change is kept: the newest point not after it.
// Files that end there or later all stay, whatever their level. Of what is before, there stay: the point of each hour,
// day and week that is young enough (tiers.ts), the newest snapshot, and the path to `base` and to every other point
// that is kept, along which fewest bytes stay only for its sake: mostly a snapshot and files merged by the hour.
import type { LtxInfo } from '../../destination/destination.ts';
import type { Txid } from '../../ltx/txid.ts';
import { type HistoryPoint, isSnapshotFile, newestSnapshot, points } from '../history/points.ts';
import { cheapestRoutes, type Route } from '../history/routes.ts';
import { filesToProve, standInsOf } from './proof.ts';
import { pick, type Picks } from './tiers.ts';
import { endTimes, historyTimes, type RetentionWindows, windowStarts, type WindowStarts } from './windows.ts';

export interface RetentionRequest {
  readonly files: readonly LtxInfo[];
  readonly windows: RetentionWindows;
  /** Wall clock, ms since the epoch. */
  readonly now: number;
  /** Transactions that stay reachable whatever their age, as far as they are now. */
  readonly pinned?: ReadonlySet<Txid>;
  /** Those of `files` that are known to be damaged: nothing may rest on them. */
  readonly unusable?: ReadonlySet<LtxInfo>;
}

/** How many of the points that stay are owed to what, each counted once: for the first of these. */
export interface KeptCounts {
  /** Every change of the last while, and the state at its beginning. */
  readonly changes: number;
  /** Of each tier, in their order. */
  readonly tiers: readonly number[];
  /** Named ones, and those on the way to others. */
  readonly others: number;
}

export interface RetentionPlan {
  /** In the order in which they may go: whatever is left when it is cut short can be restored. */
  readonly remove: readonly LtxInfo[];
  readonly keep: readonly LtxInfo[];
  /** Kept files that must be proved before the others go, since there were other ways to what rests on them. */
  readonly prove: readonly LtxInfo[];
  /** Points that can be restored afterwards, oldest first. */
  readonly keptPoints: readonly HistoryPoint[];
  /** Points that can be restored now and not afterwards, oldest first. */
  readonly fadedPoints: readonly HistoryPoint[];
  readonly counts: KeptCounts;
}

export function planRetention(request: RetentionRequest): RetentionPlan {
  const { files, unusable = new Set() } = request;
  const usable = unusable.size === 0 ? files : files.filter((file) => !unusable.has(file));
  const reachable = points(usable);
  const keep = new Keep(request, usable, reachable);
  const kept = files.filter((file) => keep.has(file));
  if (kept.length === files.length) {
    const counts = keep.counts(reachable);
    return { remove: [], keep: files, prove: [], keptPoints: reachable, fadedPoints: [], counts };
  }
  const keptUsable = kept.filter((file) => !unusable.has(file));
  const keptPoints = points(keptUsable);
  const still = new Set(keptPoints.map(({ txid }) => txid));
  const fadedPoints = reachable.filter(({ txid }) => !still.has(txid));
  return {
    remove: files.filter((file) => !keep.has(file)).sort(inOrderOfRemoval),
    keep: kept,
    prove: filesToProve(usable, keptUsable, standInsOf(keep.picks, fadedPoints)),
    keptPoints,
    fadedPoints,
    counts: keep.counts(keptPoints),
  };
}

/**
 * What is removed first leads nowhere but to what is removed before it. Of the files of one end the first one goes
 * last: it tells the time of that point for as long as there is one.
 */
function inOrderOfRemoval(a: LtxInfo, b: LtxInfo): number {
  if (a.max === b.max) return b.createdAt - a.createdAt;
  return a.max > b.max ? -1 : 1;
}

class Keep {
  /** What each tier keeps. */
  readonly picks: readonly Picks[];
  readonly #files = new Set<LtxInfo>();
  readonly #starts: WindowStarts;
  readonly #base: Txid;
  /** When each state was captured that can be restored now. */
  readonly #times: ReadonlyMap<Txid, number>;
  readonly #unusable: ReadonlySet<LtxInfo>;
  readonly #newest: LtxInfo | undefined;

  constructor(request: RetentionRequest, usable: readonly LtxInfo[], reachable: readonly HistoryPoint[]) {
    const { files, windows, now, pinned = new Set<Txid>(), unusable = new Set() } = request;
    this.#times = new Map(reachable.map(({ txid, createdAt }) => [txid, createdAt]));
    this.#unusable = unusable;
    this.#newest = newestSnapshot(usable);
    this.#starts = windowStarts(historyTimes(usable, reachable), windows, now);
    this.#base = baseOf(reachable, this.#starts.changes);
    this.picks = windows.tiers.map((tier, i) => pick(reachable, tier, this.#starts.tiers[i]!));
    for (const file of files) if (this.#staysByItself(file)) this.#files.add(file);
    const isKept = (point: HistoryPoint): boolean =>
      this.#isRecent(point) || this.#tierOf(point) !== -1 || pinned.has(point.txid);
    this.#addPaths(usable, reachable.filter(isKept));
    this.#addTimes(usable);
  }

  has(file: LtxInfo): boolean {
    return this.#files.has(file);
  }

  counts(kept: readonly HistoryPoint[]): KeptCounts {
    const tiers = this.picks.map(() => 0);
    let [changes, others] = [0, 0];
    for (const point of kept) {
      const tier = this.#tierOf(point);
      if (this.#isRecent(point)) changes++;
      else if (tier === -1) others++;
      else tiers[tier]!++;
    }
    return { changes, tiers, others };
  }

  #isRecent({ txid, createdAt }: HistoryPoint): boolean {
    return txid >= this.#base || createdAt > this.#starts.changes;
  }

  /** Place of the first tier that keeps it, or -1. */
  #tierOf({ txid }: HistoryPoint): number {
    return this.picks.findIndex(({ txids }) => txids.has(txid));
  }

  /** Damaged files, and those that lead nowhere for want of others, may come of use again: they go by age alone. */
  #staysByItself(file: LtxInfo): boolean {
    if (file.max >= this.#base || file === this.#newest) return true;
    if (this.#unusable.has(file) || !this.#times.has(file.max)) return file.createdAt > this.#starts.first;
    return isSnapshotFile(file) && this.picks.some(({ tier, txids }) => tier.prefer === 'snapshot' && txids.has(file.max));
  }

  #addPaths(usable: readonly LtxInfo[], kept: readonly HistoryPoint[]): void {
    const stays = new Set(this.#files);
    const routes = cheapestRoutes(usable, (file) => (stays.has(file) ? 0 : file.size));
    const done = new Set<Route>();
    for (const { txid } of kept) {
      for (let step = routes.get(txid); step !== undefined && !done.has(step); step = step.before) {
        done.add(step);
        this.#files.add(step.file);
      }
    }
  }

  /** A point that stays keeps its time: the first file that ended there tells it, where those that stay say later. */
  #addTimes(usable: readonly LtxInfo[]): void {
    const old = usable.filter(({ max }) => max < this.#base);
    const told = endTimes(old.filter((file) => this.#files.has(file)));
    for (const file of old) {
      const { max, createdAt } = file;
      const stays = told.get(max);
      if (stays === undefined || stays <= createdAt || this.#times.get(max) !== createdAt) continue;
      told.set(max, createdAt);
      this.#files.add(file);
    }
  }
}

/** The state at `start`: the greatest transaction not captured after it, as a restore by time chooses. 0 for none. */
function baseOf(reachable: readonly HistoryPoint[], start: number): Txid {
  return reachable.findLast(({ createdAt }) => createdAt <= start)?.txid ?? 0n;
}
