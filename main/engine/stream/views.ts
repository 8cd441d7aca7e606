// What live replicas show of themselves: plain values. Times are wall clock, ms since the Unix epoch; TXIDs safe integers.
import type { Trouble } from '../base/errors.ts';

/** What a node is for one database. */
export type RoleView =
  /** Programs here write; others follow. */
  | { readonly kind: 'primary'; readonly since: number; readonly until?: number }
  /** Another computer writes; the file here follows it. */
  | { readonly kind: 'following'; readonly primary: string; readonly since: number }
  /** The primary is gone, and this one may take its place. */
  | { readonly kind: 'electing'; readonly since: number }
  /** Nobody to follow just now. */
  | { readonly kind: 'searching'; readonly since: number; readonly reason: Trouble }
  | { readonly kind: 'stopped' }
  /** Cannot go on without a person. */
  | { readonly kind: 'failed'; readonly reason: Trouble };

/** A database on this computer that follows another one. */
export interface FollowedView {
  readonly id: string;
  /** The file here. */
  readonly path: string;
  readonly name: string;
  /** Where from: the primary's address, or a destination. Never holds secrets. */
  readonly source: string;
  readonly role: RoleView;
  /** Whether it takes over when the primary is gone. */
  readonly candidate: 'yes' | 'no';
  readonly txid: number;
  readonly size: number;
  /** How far it is behind what the primary last said, ms; 0 when level; undefined when not known. */
  readonly lag?: number;
  /** Transactions still to come, as far as is known. */
  readonly behind: number;
  /** When the newest transaction was applied. */
  readonly appliedAt: number;
  /** Why what has come is not applied just now: programs here read without a pause. */
  readonly waiting?: Trouble;
  /** Copies set apart since they went another way; newest first. */
  readonly quarantined: readonly { readonly path: string; readonly at: number; readonly txid: number; readonly why: string }[];
}

/** Another computer that follows databases of this one. */
export interface FollowerView {
  readonly id: string;
  /** As it calls itself. */
  readonly name: string;
  readonly address: string;
  /** Which of those who were let in it is; absent when it knows the secret that nodes share. */
  readonly guest?: string;
  readonly connectedAt: number;
  /** `left`: it went away; shown for a while. */
  readonly state: 'connected' | 'left';
  readonly databases: readonly {
    readonly name: string;
    readonly txid: number;
    /** Transactions it does not have yet. */
    readonly behind: number;
    /** Ms between a capture here and its word that it has it; undefined until it said so. */
    readonly lag?: number;
  }[];
}

/** Whether this computer lets others follow its databases. */
export type ServingView =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on';
      /** `https://host:port`. */
      readonly address: string;
      /** SHA-256 of the certificate, `sha256:…`; absent on loopback without TLS. */
      readonly fingerprint?: string;
      /** A code that lets one computer in, once. */
      readonly pairing?: { readonly code: string; readonly until: number };
    }
  | { readonly kind: 'failed'; readonly reason: Trouble };
