// The moments that a destination's files lead back to.
import { type LtxInfo, SNAPSHOT_LEVEL } from '../../destination/destination.ts';
import type { Txid } from '../../ltx/txid.ts';

/**
 * A state the database was in: after transaction `txid`, which was captured at `createdAt` (ms since the
 * epoch).
 */
export interface Point {
  readonly txid: Txid;
  readonly createdAt: number;
}

/** A point that can be restored, and what stands for it at the destination. */
export interface HistoryPoint extends Point {
  /** `snapshot` when a snapshot shows this very state. */
  readonly kind: 'change' | 'snapshot';
  /** Bytes of the file that ends there: of the change itself where it is kept, else of what it was merged into. */
  readonly bytes: number;
}

/** All points that can be restored, oldest first. O(n) for files in order of their levels, else O(n log n). */
export function points(files: readonly LtxInfo[]): HistoryPoint[] {
  const found: HistoryPoint[] = [];
  let reached = 0n;
  forEachEnd(files, (group) => {
    const { max } = group[0]!;
    if (!group.some(({ min }) => min === 1n || min <= reached + 1n)) return;
    reached = max;
    found.push(pointOf(group));
  });
  return found;
}

/** Calls `visit` with the files of each end, ends ascending. A group always holds at least one file. */
function forEachEnd(files: readonly LtxInfo[], visit: (group: readonly LtxInfo[]) => void): void {
  const byEnd = files.toSorted(compareEnds);
  let start = 0;
  for (let at = 1; at <= byEnd.length; at++) {
    if (at < byEnd.length && byEnd[at]!.max === byEnd[start]!.max) continue;
    visit(byEnd.slice(start, at));
    start = at;
  }
}

function compareEnds(a: LtxInfo, b: LtxInfo): number {
  if (a.max === b.max) return a.level - b.level;
  return a.max < b.max ? -1 : 1;
}

/** Files that are merged are made later, so the earliest time is the change's own. */
function pointOf(group: readonly LtxInfo[]): HistoryPoint {
  const { max, size } = group[0]!;
  const createdAt = group.reduce((least, file) => Math.min(least, file.createdAt), Infinity);
  const kind = group.some(isSnapshotFile) ? 'snapshot' : 'change';
  return { txid: max, createdAt, kind, bytes: size };
}

/** The one that reaches furthest. */
export function newestSnapshot(files: readonly LtxInfo[]): LtxInfo | undefined {
  return files.filter(isSnapshotFile).reduce<LtxInfo | undefined>((newest, file) => {
    return newest === undefined || file.max > newest.max ? file : newest;
  }, undefined);
}

/** Whether it shows the whole database by itself and is kept as such. */
export function isSnapshotFile({ level, min }: LtxInfo): boolean {
  return level === SNAPSHOT_LEVEL && min === 1n;
}
