// What the agent says about a database: the one truth that CLI, tray and screens show.
import type { Trouble } from '../base/errors.ts';
import type { Checksum } from '../ltx/checksum.ts';
import type { Txid } from '../ltx/txid.ts';
import type { ReplicaStatus } from '../replica/status.ts';

export type { Trouble } from '../base/errors.ts';
export type { ReplicaState, ReplicaStatus } from '../replica/status.ts';

export type DatabaseState =
  | { readonly kind: 'off' }
  | { readonly kind: 'opening' }
  /** Every captured change is at every destination. */
  | { readonly kind: 'safe' }
  /** Changes are on their way. */
  | { readonly kind: 'behind' }
  /** The world must change first (file missing, disk absent, lock held); tried again by itself. */
  | { readonly kind: 'waiting'; readonly trouble: Trouble }
  /** Cannot go on without a person. */
  | { readonly kind: 'failed'; readonly trouble: Trouble };

export interface DatabaseStatus {
  readonly path: string;
  readonly state: DatabaseState;
  /** Newest captured transaction; 0 before the first. */
  readonly txid: Txid;
  /** Rolling checksum of the database at `txid`. */
  readonly checksum: Checksum;
  /** Pages of the database at `txid`, and bytes per page. */
  readonly commit: number;
  readonly pageSize: number;
  readonly destinations: readonly ReplicaStatus[];
}

/** What capture says of itself; together with the replicas it makes the database's state. */
export type CaptureState =
  | { readonly kind: 'off' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'following' }
  | { readonly kind: 'waiting'; readonly trouble: Trouble }
  | { readonly kind: 'failed'; readonly trouble: Trouble };

/** The worst of all decides: a person's help, then what is waited for, then what is on its way. */
export function databaseState(
  capture: CaptureState,
  txid: Txid,
  destinations: readonly ReplicaStatus[],
): DatabaseState {
  if (capture.kind === 'off' || capture.kind === 'opening' || capture.kind === 'failed') return capture;
  const states = destinations.map((destination) => destination.state);
  const failed = states.find((state) => state.kind === 'failed');
  if (failed !== undefined) return failed;
  if (capture.kind === 'waiting') return capture;
  const waiting = states.find((state) => state.kind === 'waiting');
  if (waiting !== undefined) return { kind: 'waiting', trouble: waiting.trouble };
  return destinations.every((destination) => destination.txid >= txid) ? { kind: 'safe' } : { kind: 'behind' };
}
