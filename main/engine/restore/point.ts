// Choosing the point in time to restore, from the names and times of the files alone.
import { assertNever, TidemarkError } from '../base/errors.ts';
import type { LtxInfo } from '../destination/destination.ts';
import { formatTxid, type Txid } from '../ltx/txid.ts';
import { describeRanges, lostRanges, missingRanges } from '../replica/history/gaps.ts';
import { type Point, points } from '../replica/history/points.ts';

/** What a person asks for. `at` is milliseconds since the Unix epoch. */
export type Target =
  | { readonly kind: 'latest' }
  | { readonly kind: 'txid'; readonly txid: Txid }
  | { readonly kind: 'time'; readonly at: number };

/**
 * How a point answers the target: it is the very one; it is the newest point before the time asked for, with
 * others after it; or the time asked for is past the newest point there is.
 */
export type Fit = 'exact' | 'before' | 'newest';

export interface ChosenPoint {
  readonly point: Point;
  readonly fit: Fit;
}

/**
 * The point a target means. `latest` is the greatest transaction any file holds, whether it can be reached or
 * not; a time is the greatest transaction captured at or before it that was not merged away. Throws
 * `restore-no-point` or `restore-gap`.
 */
export function choosePoint(files: readonly LtxInfo[], target: Target): ChosenPoint {
  const ends = endsOf(files);
  const newest = greatest(ends.keys());
  if (newest === undefined) {
    throw new TidemarkError(
      'restore-no-point',
      'there is nothing to restore: the destination holds no files',
      {
        hint: 'Check the address of the destination, and that a first copy was made.',
      },
    );
  }
  switch (target.kind) {
    case 'latest':
      return { point: pointAt(ends, newest), fit: 'exact' };
    case 'txid':
      if (!ends.has(target.txid)) throw noSuchTxid(files, target.txid, newest);
      return { point: pointAt(ends, target.txid), fit: 'exact' };
    case 'time':
      return chooseByTime(files, ends, target.at);
    default:
      return assertNever(target);
  }
}

function chooseByTime(files: readonly LtxInfo[], ends: Ends, at: number): ChosenPoint {
  const captured = greatest(files.filter((file) => file.createdAt <= at).map((file) => file.max));
  if (captured === undefined) throw beforeFirst(ends, at);
  const txid = keptOr(files, captured, at);
  const point = pointAt(ends, txid);
  if (point.createdAt === at) return { point, fit: 'exact' };
  return { point, fit: txid === greatest(ends.keys()) ? 'newest' : 'before' };
}

/**
 * The newest point at or before `at` where `txid` is a change that was left behind alone: those before it are in a merged
 * file that leads past it. Else `txid`: what is lost is not passed over in silence.
 */
function keptOr(files: readonly LtxInfo[], txid: Txid, at: number): Txid {
  const kept = points(files);
  if (kept.some((point) => point.txid === txid) || lostRanges(files, txid).length > 0) return txid;
  return kept.findLast((point) => point.txid < txid && point.createdAt <= at)?.txid ?? txid;
}

/**
 * For each transaction that files end at, the earliest time one of them gives: merged files are made later.
 */
type Ends = ReadonlyMap<Txid, number>;

function endsOf(files: readonly LtxInfo[]): Ends {
  const ends = new Map<Txid, number>();
  for (const { max, createdAt } of files) {
    const known = ends.get(max);
    if (known === undefined || createdAt < known) ends.set(max, createdAt);
  }
  return ends;
}

function pointAt(ends: Ends, txid: Txid): Point {
  return { txid, createdAt: ends.get(txid)! };
}

function greatest(txids: Iterable<Txid>): Txid | undefined {
  let most: Txid | undefined;
  for (const txid of txids) if (most === undefined || txid > most) most = txid;
  return most;
}

function beforeFirst(ends: Ends, at: number): TidemarkError {
  const times = [...ends.values()].sort((a, b) => a - b);
  const range = `${formatTime(times[0]!)} to ${formatTime(times.at(-1)!)}`;
  return new TidemarkError('restore-no-point', `there is no point at or before ${formatTime(at)}`, {
    hint: `What can be asked for: ${range}.`,
  });
}

/** Nothing ends at `txid`: either its file is lost, or the point was never one (any more). */
function noSuchTxid(files: readonly LtxInfo[], txid: Txid, newest: Txid): TidemarkError {
  const isInside = txid >= 1n && txid <= newest;
  if (isInside && !files.some((file) => file.min <= txid && txid <= file.max)) {
    const missing = missingRanges(files, newest).filter((range) => range.min <= txid && txid <= range.max);
    const lost = describeRanges(missing);
    return new TidemarkError(
      'restore-gap',
      `transaction ${formatTxid(txid)} is in no file; missing: ${lost}`,
      {
        hint: nearest(files, txid),
      },
    );
  }
  const why = isInside ? 'is not a point that was kept: it was merged with those after it' : 'does not exist';
  return new TidemarkError('restore-no-point', `transaction ${formatTxid(txid)} ${why}`, {
    hint: nearest(files, txid),
  });
}

/** The newest point before `txid` that the files lead to. */
export function pointBefore(files: readonly LtxInfo[], txid: Txid): Point | undefined {
  return points(files).findLast((point) => point.txid < txid);
}

/** The points on both sides of `txid`, in words. */
export function nearest(files: readonly LtxInfo[], txid: Txid): string {
  const all = points(files);
  const before = all.findLast((point) => point.txid < txid);
  const after = all.find((point) => point.txid > txid);
  const words = [
    before && `before it: ${describePoint(before)}`,
    after && `after it: ${describePoint(after)}`,
  ].filter((word) => word !== undefined);
  return words.length === 0 ? 'No point can be reached.' : `Nearest points ${words.join('; ')}.`;
}

function describePoint(point: Point): string {
  return `${formatTxid(point.txid)} (${formatTime(point.createdAt)})`;
}

/** RFC 3339 in UTC with milliseconds, also for times out of range. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString();
}
