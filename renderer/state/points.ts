// The points of one database that can be gone back to, in columns: 100,000 of them are kept, searched and drawn without
// an object each. Lists only grow at the end; a list that was handed out never changes.
import type { PointList } from '../../main/ipc/contract/views.ts';

export type PointKind = 'change' | 'snapshot';

/** Oldest first. All columns have `count` entries in use; those of sums one more. */
export interface Points {
  readonly count: number;
  /** Where they can be read. */
  readonly destination: string;
  readonly txids: Float64Array;
  /** When each was captured, ms since the epoch, as it was recorded. */
  readonly times: Float64Array;
  /** As `times`, but never falling (clocks are set back at times): what is searched and drawn along. */
  readonly axis: Float64Array;
  readonly bytes: Float64Array;
  /** 1 for a snapshot. */
  readonly snapshots: Uint8Array;
  /** `changedBefore[i]`: bytes of all changes before point i. */
  readonly changedBefore: Float64Array;
  /** `snapshotsBefore[i]`: snapshots before point i. */
  readonly snapshotsBefore: Uint32Array;
}

export function noPoints(destination = ''): Points {
  return { count: 0, destination, ...columns(0) };
}

export function pointsOf(list: PointList): Points {
  return withMore(noPoints(list.destination), list);
}

/** @param list points after the last one; those that are already there are passed over */
export function withMore(points: Points, list: PointList): Points {
  const last = points.count === 0 ? 0 : points.txids[points.count - 1]!;
  const fresh = list.txids.findIndex((txid) => txid > last);
  if (fresh === -1) return points;
  const count = points.count + list.txids.length - fresh;
  const room = count <= points.txids.length ? points : grown(points, count);
  for (let i = points.count, j = fresh; i < count; i++, j++) write(room, i, list, j);
  return { ...room, count };
}

type Columns = Omit<Points, 'count' | 'destination'>;

function columns(room: number): Columns {
  return {
    txids: new Float64Array(room),
    times: new Float64Array(room),
    axis: new Float64Array(room),
    bytes: new Float64Array(room),
    snapshots: new Uint8Array(room),
    changedBefore: new Float64Array(room + 1),
    snapshotsBefore: new Uint32Array(room + 1),
  };
}

/** Half again as much room, so that a point now and then copies little. */
function grown(points: Points, count: number): Points {
  const room = columns(Math.max(64, Math.ceil(count * 1.5)));
  room.txids.set(points.txids);
  room.times.set(points.times);
  room.axis.set(points.axis);
  room.bytes.set(points.bytes);
  room.snapshots.set(points.snapshots);
  room.changedBefore.set(points.changedBefore);
  room.snapshotsBefore.set(points.snapshotsBefore);
  return { count: points.count, destination: points.destination, ...room };
}

function write(to: Columns, i: number, list: PointList, j: number): void {
  const time = list.times[j] ?? 0;
  const bytes = list.bytes[j] ?? 0;
  const snapshot = list.kinds[j] === 's' ? 1 : 0;
  to.txids[i] = list.txids[j]!;
  to.times[i] = time;
  to.axis[i] = i === 0 ? time : Math.max(time, to.axis[i - 1]!);
  to.bytes[i] = bytes;
  to.snapshots[i] = snapshot;
  to.changedBefore[i + 1] = to.changedBefore[i]! + (snapshot === 1 ? 0 : bytes);
  to.snapshotsBefore[i + 1] = to.snapshotsBefore[i]! + snapshot;
}

export function kindAt(points: Points, index: number): PointKind {
  return points.snapshots[index] === 1 ? 'snapshot' : 'change';
}

/** Index of the first point at or after `at`; `count` if there is none. */
export function firstFrom(points: Points, at: number): number {
  return lowerBound(points.axis, points.count, at);
}

/** Index of the newest point not after `at`; undefined before the first. */
export function newestBy(points: Points, at: number): number | undefined {
  const after = lowerBound(points.axis, points.count, at + 1);
  return after === 0 ? undefined : after - 1;
}

/** Index of the point whose time is nearest to `at`; undefined if there are none. */
export function nearest(points: Points, at: number): number | undefined {
  if (points.count === 0) return undefined;
  const after = Math.min(points.count - 1, firstFrom(points, at));
  const before = Math.max(0, after - 1);
  return at - points.axis[before]! < points.axis[after]! - at ? before : after;
}

/** Index of the point after transaction `txid`; of the newest before it when it has faded; undefined before all. */
export function indexOfTxid(points: Points, txid: number): number | undefined {
  const at = lowerBound(points.txids, points.count, txid);
  if (at < points.count && points.txids[at] === txid) return at;
  return at === 0 ? undefined : at - 1;
}

/** Index of the first of `count` rising values that is at least `wanted`. */
function lowerBound(values: Float64Array, count: number, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
