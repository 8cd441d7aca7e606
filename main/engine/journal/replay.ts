// Which entries of a journal are gone through, and in which order.
import { TidemarkError } from '../base/errors.ts';
import { lastLsnOf, type Segment } from './segment.ts';

/**
 * A place between entries. A checkpoint lies behind the last entry before it was made: what goes up to it and what
 * goes on from it have no entry in common, and together are all.
 */
export type Place =
  | { readonly kind: 'lsn'; readonly lsn: bigint }
  | { readonly kind: 'checkpoint'; readonly number: number };

export interface ReplayRange {
  /** First entry: that LSN, or what follows the checkpoint. From the beginning when absent. */
  readonly from?: Place;
  /** Last entry: that LSN, or what precedes the checkpoint. To the end when absent. */
  readonly to?: Place;
  readonly order?: 'forward' | 'backward';
}

/** LSNs of the first and the last entry, both within. */
export interface LsnRange {
  readonly first: bigint;
  readonly last: bigint;
}

/** `not-found` for a checkpoint that is not there, or not any more. */
export function lsnRange(segments: readonly Segment[], { from, to }: ReplayRange, newest: bigint): LsnRange {
  return {
    first: from === undefined ? 0n : from.kind === 'lsn' ? from.lsn : behind(segments, from.number) + 1n,
    last: to === undefined ? newest : to.kind === 'lsn' ? to.lsn : behind(segments, to.number),
  };
}

/** LSN of the last entry before the checkpoint. */
function behind(segments: readonly Segment[], number: number): bigint {
  const segment = segments.find((one) => one.number === number && one.mark === 'checkpoint');
  if (segment !== undefined) return lastLsnOf(segment);
  throw new TidemarkError('not-found', `the journal has no checkpoint ${number}`, {
    hint: 'It was never made, or the entries before it were let go of.',
  });
}

/** Those that hold something of the range, in order. */
export function segmentsIn(
  segments: readonly Segment[],
  range: LsnRange,
  order: 'forward' | 'backward',
): readonly Segment[] {
  const within = segments.filter((one) => one.firstLsn <= range.last && lastLsnOf(one) >= range.first && one.count > 0);
  return order === 'forward' ? within : within.reverse();
}
