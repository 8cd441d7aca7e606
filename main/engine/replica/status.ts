// What a replica says about itself.
import { isTidemarkError, messageOf, TidemarkError } from '../base/errors.ts';
import type { Txid } from '../ltx/txid.ts';
import type { Pending } from './outbox.ts';

/** Why something is not well, in the words of the error that caused it. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

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

export function troubleOf({ code, message, hint }: TidemarkError): Trouble {
  return { code, message, hint };
}

/** Anything thrown, as an error with a code. What is not a TidemarkError is a mistake of ours. */
export function asTidemarkError(error: unknown): TidemarkError {
  if (isTidemarkError(error)) return error;
  return new TidemarkError('bug', `something unexpected happened: ${messageOf(error)}`, {
    hint: 'This is a mistake in Tidemark. Please report it.',
    cause: error,
  });
}
