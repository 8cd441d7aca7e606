// What a replica says about itself.
import type { Trouble } from '../base/errors.ts';
import type { Txid } from '../ltx/txid.ts';
import type { Pending } from './outbox.ts';

export type ReplicaState =
  /** Nothing to send; or, what there is goes at `resumesAt` (wall clock, ms since the epoch), as the budget allows. */
  | { readonly kind: 'idle'; readonly resumesAt?: number }
  | { readonly kind: 'uploading' }
  /** The world must change first; tried again at `retryAt` (wall clock, ms since the epoch) by itself. */
  | { readonly kind: 'waiting'; readonly trouble: Trouble; readonly retryAt: number }
  /** Cannot go on without a person. Tried again by `drain` or a new start only. */
  | { readonly kind: 'failed'; readonly trouble: Trouble };

export interface ReplicaStatus {
  readonly url: string;
  readonly state: ReplicaState;
  /** Newest transaction of ours that was last seen there; 0 when none is known to be. Its files may be let go of here. */
  readonly txid: Txid;
  /** When everything captured was last known to be there: wall clock, ms since the epoch; 0 for never. */
  readonly safeAt: number;
  /** What was captured after `txid` and is kept here for it. */
  readonly pending: Pending;
}
