// Segments of a generation as the logs they are pieces of, and what of them is needed to get from a snapshot to a position.
import type { Generation, WalSegmentInfo } from './client.ts';
import { SegmentMissingError, WalNotFoundError } from './errors.ts';

/** One write-ahead log: its segments in order, the first at offset 0. */
export interface WalLog {
  readonly generation: Generation;
  readonly index: number;
  readonly segments: readonly WalSegmentInfo[];
}

export interface IndexRange {
  /** The first and the last log that are wanted. */
  readonly min: number;
  readonly max: number;
}

/**
 * The logs from `min` to `max`, each there with its beginning. Whether a segment begins where the one before ended is known only
 * once that was read. Throws WalNotFoundError.
 */
export function logsOf(generation: Generation, segments: readonly WalSegmentInfo[], { min, max }: IndexRange): WalLog[] {
  const byIndex = new Map<number, WalSegmentInfo[]>();
  for (const segment of segments) {
    if (segment.index < min || segment.index > max) continue;
    const known = byIndex.get(segment.index);
    if (known === undefined) byIndex.set(segment.index, [segment]);
    else known.push(segment);
  }
  const logs: WalLog[] = [];
  for (let index = min; index <= max; index++) {
    const own = byIndex.get(index);
    if (own === undefined) throw new WalNotFoundError(generation, index);
    if (own[0]!.offset !== 0) throw new SegmentMissingError(generation, index, { expected: 0, found: own[0]!.offset });
    logs.push({ generation, index, segments: own });
  }
  return logs;
}
