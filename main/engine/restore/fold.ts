// The page sums of a state of the destination, without writing the database: for a local table that was lost.
import type { OnProgress } from '../base/progress.ts';
import { attemptPlans, type Success } from './attempts.ts';
import { ByteCount } from './count.ts';
import type { Target } from './point.ts';
import { type PageSink, walk, type WalkedState, type WalkOptions } from './walk.ts';

export interface FoldOptions extends Omit<WalkOptions, 'onBytes'> {
  readonly target: Target;
  /** Step `fold`, in bytes read. */
  readonly onProgress?: OnProgress | undefined;
}

/** For walks of which only the sums are wanted. */
export const NOWHERE: PageSink = { pages: () => undefined, resize: () => undefined };

/** As a restore of the target, but all that is left of a page is its sum. Takes 8 bytes of memory a page. */
export function foldSums(options: FoldOptions): Promise<Success<WalkedState>> {
  const count = new ByteCount('fold', options.onProgress);
  return attemptPlans(options, (plan) => {
    return walk(plan.files, NOWHERE, { ...options, onBytes: count.attempt(plan.bytes) });
  });
}
