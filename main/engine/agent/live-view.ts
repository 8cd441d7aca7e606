// What live replicas show of themselves together: plain values, as in views.ts.
import type { FollowedView, ServingView } from '../stream/views.ts';

export type { FollowedView, RoleView, ServingView } from '../stream/views.ts';

export interface LiveView {
  readonly serving: ServingView;
  /** Computers that were let in to follow databases of this one. */
  readonly followers: Readonly<Record<string, PairedView>>;
  /** Files of this computer that follow another one. */
  readonly followed: Readonly<Record<string, ReplicaView>>;
  /** Tidemarks that let this computer in. */
  readonly servers: Readonly<Record<string, PeerView>>;
}

export interface PairedView {
  readonly id: string;
  /** As it calls itself. */
  readonly name: string;
  /** Where it was last seen; empty before the first time. */
  readonly address: string;
  readonly pairedAt: number;
  readonly presence:
    /** It was let in and has not come yet. */
    | { readonly kind: 'expected' }
    | { readonly kind: 'connected'; readonly since: number }
    | { readonly kind: 'away'; readonly since: number };
  readonly databases: readonly FollowerCopyView[];
}

/** How far a follower is with one database. */
export interface FollowerCopyView {
  /** Id of the database here. */
  readonly database: string;
  readonly txid: number;
  /** Transactions it does not have yet. */
  readonly behind: number;
  /** Ms between a capture here and its word that it has it; undefined until it said so. */
  readonly lag?: number;
}

export interface ReplicaView extends FollowedView {
  readonly from:
    | { readonly kind: 'server'; readonly server: string }
    | { readonly kind: 'history'; readonly url: string };
  readonly addedAt: number;
}

export interface PeerView {
  readonly id: string;
  /** As it calls itself. */
  readonly name: string;
  readonly address: string;
  readonly pairedAt: number;
}
