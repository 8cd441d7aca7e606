// Which files may go, decided from names, sizes and times alone.
//
//                     base
//   ─S1────────S2──────┼──S3─────────┼──────────►        S: snapshot, ─: changes
//              ╰ path ─╯             newest
//   ╰ snapshots only ╯ ╰─ all files ─╯
//
// `base` is the state at the beginning of the time from which every change is kept: the newest point not after it.
// Files that end there or later all stay. Of what is before, there stay: young snapshots, the newest snapshot, and the
// path to `base` and to every other point that is kept, along which fewest bytes stay only for its sake.
import type { LtxInfo } from '../../destination/destination.ts';
import type { Txid } from '../../ltx/txid.ts';
import { type HistoryPoint, isSnapshotFile, newestSnapshot, points } from '../history/points.ts';
import { cheapestRoutes, type Route } from '../history/routes.ts';
import { filesToProve } from './proof.ts';
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
}

export function planRetention(request: RetentionRequest): RetentionPlan {
  const { files, unusable = new Set() } = request;
  const usable = unusable.size === 0 ? files : files.filter((file) => !unusable.has(file));
  const reachable = points(usable);
  const keep = new Keep(request, usable, reachable);
  const kept = files.filter((file) => keep.has(file));
  if (kept.length === files.length) {
    return { remove: [], keep: files, prove: [], keptPoints: reachable, fadedPoints: [] };
  }
  const keptUsable = kept.filter((file) => !unusable.has(file));
  const keptPoints = points(keptUsable);
  const still = new Set(keptPoints.map(({ txid }) => txid));
  return {
    remove: files.filter((file) => !keep.has(file)).sort(newestEndFirst),
    keep: kept,
    prove: filesToProve(usable, keptUsable),
    keptPoints,
    fadedPoints: reachable.filter(({ txid }) => !still.has(txid)),
  };
}

/** What is removed first leads nowhere but to what is removed before it. */
function newestEndFirst(a: LtxInfo, b: LtxInfo): number {
  if (a.max === b.max) return 0;
  return a.max > b.max ? -1 : 1;
}

class Keep {
  readonly #files = new Set<LtxInfo>();
  readonly #starts: WindowStarts;
  readonly #base: Txid;
  /** When each state was captured that can be restored now. */
  readonly #times: ReadonlyMap<Txid, number>;
  readonly #unusable: ReadonlySet<LtxInfo>;

  constructor(request: RetentionRequest, usable: readonly LtxInfo[], reachable: readonly HistoryPoint[]) {
    const { files, windows, now, pinned = new Set<Txid>(), unusable = new Set() } = request;
    this.#times = new Map(reachable.map(({ txid, createdAt }) => [txid, createdAt]));
    this.#unusable = unusable;
    this.#starts = windowStarts(historyTimes(usable, reachable), windows, now);
    this.#base = baseOf(reachable, this.#starts.changes);
    const newest = newestSnapshot(usable);
    for (const file of files) if (file === newest || this.#staysByItself(file)) this.#files.add(file);
    const promised = new Set([...pinned, ...this.#youngSnapshots(files)]);
    const isKept = ({ txid, createdAt }: HistoryPoint): boolean =>
      txid >= this.#base || createdAt > this.#starts.changes || promised.has(txid);
    this.#addPaths(usable, reachable.filter(isKept));
    this.#addTimes(usable);
  }

  has(file: LtxInfo): boolean {
    return this.#files.has(file);
  }

  /** Damaged files, and those that lead nowhere for want of others, may come of use again: they go by age alone. */
  #staysByItself(file: LtxInfo): boolean {
    if (file.max >= this.#base) return true;
    if (isSnapshotFile(file) || this.#unusable.has(file) || !this.#times.has(file.max)) {
      return file.createdAt > this.#starts.snapshots;
    }
    return false;
  }

  /** Transactions at which snapshots are promised; one that is damaged may be reached another way. */
  #youngSnapshots(files: readonly LtxInfo[]): Txid[] {
    const { snapshots } = this.#starts;
    return files.filter((file) => isSnapshotFile(file) && file.createdAt > snapshots).map(({ max }) => max);
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
