// What the catalogue keeps, as the engine uses it. Times are ms since the Unix epoch.
import type { DestinationLocation, SecretName } from '../../destination/location.ts';
import type { DatabaseChoices, DestinationChoices, MarkView } from '../views.ts';

/** Stopped by a person; `until` ends it by itself. */
export interface Pause {
  readonly until?: number;
}

export interface DatabaseRow {
  readonly id: string;
  /** Canonical: see home.ts. */
  readonly path: string;
  readonly addedAt: number;
  readonly own: Partial<DatabaseChoices>;
  readonly pause: Pause | undefined;
}

export interface DestinationRow {
  readonly id: string;
  readonly name: string;
  readonly location: DestinationLocation;
  readonly choices: DestinationChoices;
  /** Those that are kept for it, elsewhere. */
  readonly secrets: readonly SecretName[];
  readonly addedAt: number;
}

/** A database at a destination. */
export interface CopyRow {
  readonly destination: string;
  /** URL of what holds the history: it never changes, however the destination is used. */
  readonly url: string;
}

export interface OlderMark extends MarkView {
  readonly database: string;
}

/** Another Tidemark that let this computer in. */
export interface ServerRow {
  readonly id: string;
  /** As it calls itself. */
  readonly name: string;
  readonly address: string;
  /** `sha256:…` of its certificate; empty on loopback. */
  readonly pin: string;
  readonly addedAt: number;
}

export type FollowedSource =
  | { readonly kind: 'server'; readonly server: string; readonly name: string }
  | { readonly kind: 'history'; readonly destination: string; readonly url: string };

/** A file here that follows a database elsewhere. */
export interface FollowedRow {
  readonly id: string;
  /** Canonical: see home.ts. */
  readonly path: string;
  readonly source: FollowedSource;
  readonly addedAt: number;
}

/** When a computer that follows was last here. */
export interface VisitRow {
  readonly guest: string;
  readonly address: string;
  readonly at: number;
}

/** A restore in place that can be undone. */
export interface UndoRow {
  readonly operation: string;
  readonly database: string;
  /** Path of the safety copy; empty when nothing was there. */
  readonly safety: string;
  /** Newest transaction before the restore; 0 for none. */
  readonly before: number;
  /** Moment that was gone back to. */
  readonly point: number;
  readonly at: number;
  readonly until: number;
  /** `no` for the newest restore of its database, once that has come to its end. */
  readonly spent: 'no' | 'yes';
}
