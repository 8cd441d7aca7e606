// Which files to read, in which order, to restore a point: decided from names, sizes and times alone.
import type { LtxInfo } from '../destination/destination.ts';
import type { Txid } from '../ltx/txid.ts';
import { describeRanges, lostRanges, missingRanges } from '../replica/history/gaps.ts';
import type { Point } from '../replica/history/points.ts';
import { cheapestRoutes, filesOf } from '../replica/history/routes.ts';
import { DeadEndError } from './dead-end.ts';
import { choosePoint, nearest, pointBefore, type Fit, type Target } from './point.ts';

export interface RestorePlan {
  readonly point: Point;
  readonly fit: Fit;
  /** Oldest first; the first one starts from nothing. */
  readonly files: readonly LtxInfo[];
  /** Bytes of all files. */
  readonly bytes: number;
}

/**
 * The chain of files that leads to the target reading fewest bytes. It never ends anywhere else: what cannot
 * be reached is an error, `restore-gap` naming the transactions that are in no file, or `restore-no-point`.
 */
export function planRestore(files: readonly LtxInfo[], target: Target): RestorePlan {
  const { point, fit } = choosePoint(files, target);
  const usable = files.filter((file) => file.max <= point.txid);
  const route = cheapestRoutes(usable).get(point.txid);
  if (route === undefined) throw unreachable(files, point.txid);
  return { point, fit, files: filesOf(route), bytes: route.bytes };
}

function unreachable(files: readonly LtxInfo[], txid: Txid): DeadEndError {
  const lost = lostRanges(files, txid);
  const missing = describeRanges(lost.length > 0 ? lost : missingRanges(files, txid));
  const why = lost.length > 0 ? 'missing at the destination' : 'merged with it and with those after it';
  return new DeadEndError(lost.length > 0 ? 'restore-gap' : 'restore-no-point', {
    txid,
    reason: `; ${why}: ${missing}`,
    hint: nearest(files, txid),
    earlier: pointBefore(files, txid),
    damaged: [],
  });
}
