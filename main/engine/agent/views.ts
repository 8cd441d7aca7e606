// What the engine shows of itself: plain values that every face (screens, tray, CLI) gets as they are. Times are wall
// clock, ms since the Unix epoch; sizes bytes; TXIDs safe integers (2^53 transactions outlast the format's users).

import type { Trouble } from '../base/errors.ts';
import type { DestinationKind, DestinationLocation, SecretName } from '../destination/location.ts';
import type { Pen } from '../destination/permit.ts';
import type { LiveView } from './live-view.ts';

export type { DestinationKind, DestinationLocation, SecretName } from '../destination/location.ts';
export type * from './live-view.ts';

/** Why something is not well: what happened, and what to do. */
export type ErrorView = Trouble;

export interface ProgressView {
  /** Short stable name: `read`, `snapshot`, `upload`, `restore`, `check`, `apply`, `keep`, `find`, `verify`. */
  readonly step: string;
  /** Bytes (for `find`: files looked at). */
  readonly done: number;
  readonly total?: number;
  /** Bytes per second over the last seconds. */
  readonly rate?: number;
  /** Ms still to go; only once the rate is steady. */
  readonly remaining?: number;
}

export type StateView =
  /** Known, but nothing runs: the engine is starting or stopping. */
  | { readonly kind: 'off' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'safe' }
  | { readonly kind: 'behind' }
  /** By a person; `until` ends it by itself. */
  | { readonly kind: 'paused'; readonly until?: number }
  /** For the world; tried again by itself, at `retryAt` if that is known. */
  | { readonly kind: 'waiting'; readonly reason: ErrorView; readonly retryAt?: number }
  /** Needs a person. */
  | { readonly kind: 'failed'; readonly reason: ErrorView };

export type CopyStateView =
  | { readonly kind: 'idle' }
  | { readonly kind: 'uploading' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'waiting'; readonly reason: ErrorView; readonly retryAt?: number }
  | { readonly kind: 'failed'; readonly reason: ErrorView };

/** One database at one destination. */
export interface CopyView {
  readonly destination: string;
  /** The folder (or URL) that holds the history. */
  readonly url: string;
  readonly state: CopyStateView;
  /** Newest transaction known to be there; 0 for none. */
  readonly txid: number;
  /** When everything captured was last known to be there; 0 for never. */
  readonly safeAt: number;
  readonly progress?: ProgressView;
  /** Who may write there now. */
  readonly pen: PenView;
}

/** Who may write to a history: `unused` where nobody asks for it. */
export type PenView = Pen;

/**
 * What is kept, in words a person reads: every change for a time, then one of each hour, day and week. All ms. One that
 * is 0 is left out; the others are not less than the one before.
 */
export interface RetentionPolicy {
  /** Every change younger than this can be gone back to. Never 0. */
  readonly changes: number;
  readonly hourly: number;
  readonly daily: number;
  readonly weekly: number;
  /** A snapshot is taken when the last one is older than this and something changed. */
  readonly every: number;
}

/** What may be set for one database. */
export interface DatabaseChoices {
  readonly retention: RetentionPolicy;
  /** Whether Tidemark checkpoints a long log, or leaves that to the app. */
  readonly checkpoints: 'ours' | 'app';
}

export interface MarkView {
  readonly name: string;
  readonly txid: number;
  readonly at: number;
}

export interface DatabaseView {
  readonly id: string;
  readonly path: string;
  /** Last part of the path. */
  readonly name: string;
  /** The app it is known to belong to. */
  readonly app?: string;
  readonly size: number;
  readonly pageSize: number;
  readonly mode: 'wal' | 'rollback' | 'unknown';
  readonly state: StateView;
  /** When `state` was entered. */
  readonly since: number;
  /** Newest captured transaction; 0 before the first. */
  readonly txid: number;
  /** When the newest change was captured; 0 before the first. */
  readonly changedAt: number;
  readonly copies: readonly CopyView[];
  /** Of the first copy or of what keeps it from being safe. */
  readonly progress?: ProgressView;
  /** Bytes captured in each of the last 24 periods of 5 minutes, oldest first. */
  readonly pulse: readonly number[];
  readonly own: Partial<DatabaseChoices>;
  readonly effective: DatabaseChoices;
  readonly marks: readonly MarkView[];
  readonly addedAt: number;
  /** The restore in place that can be undone with one click; `point` is the moment that it went back to. */
  readonly undo?: { readonly operation: string; readonly at: number; readonly until: number; readonly point: number };
}

export type ReachView =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'here' }
  | { readonly kind: 'absent'; readonly reason: ErrorView }
  | { readonly kind: 'denied'; readonly reason: ErrorView };

export interface LevelView {
  /** 0 every change, 9 snapshots. */
  readonly level: number;
  readonly files: number;
  readonly bytes: number;
}

/** What a person may choose for a destination. */
export interface DestinationChoices {
  /** Most bytes per second that go there; 0 for as many as the line takes. */
  readonly uploadLimit: number;
  /** The same for what is read from there. */
  readonly downloadLimit: number;
  /** Least time between two uploads of one database, ms. */
  readonly interval: number;
  /** Dollars that its requests may cost in a month; 0 for no bound. */
  readonly budget: number;
  /** Name of the list of prices that applies. */
  readonly prices: Prices;
  /** Whether one writer at a time is made sure of by a lease. */
  readonly pen: 'used' | 'unused';
  /** Who removes what fades: Tidemark, or rules of the bucket's own. */
  readonly deletion: 'ours' | 'bucket';
  /** What copies are written as: LTX files, or generations as Litestream 0.3 and 0.4 wrote them. */
  readonly format: CopyFormat;
}

export type CopyFormat = 'ltx' | 'generations';

export type Prices = 'none' | 'aws' | 'r2' | 'b2' | 'wasabi';

/** What passed between this computer and a destination in one calendar month (UTC). */
export interface UsageView {
  /** `2026-11`. */
  readonly month: string;
  readonly requests: { readonly write: number; readonly read: number; readonly list: number; readonly delete: number };
  /** Bytes. */
  readonly up: number;
  readonly down: number;
  /** What it cost until now, and what the month will have cost when it goes on like this. Dollars, storage included. */
  readonly dollars: number;
  readonly projected: number;
}

export interface DestinationView {
  readonly id: string;
  readonly name: string;
  readonly kind: DestinationKind;
  /** The folder, or the URL without any secret. */
  readonly url: string;
  readonly location: DestinationLocation;
  /** Which secrets are kept for it; never they themselves. */
  readonly secrets: readonly SecretName[];
  readonly choices: DestinationChoices;
  readonly usage: UsageView;
  readonly reach: ReachView;
  readonly space?: { readonly free: number; readonly total: number };
  /** On the same disk as some of the databases that it holds: no help when that disk dies. */
  readonly sameDisk: 'yes' | 'no' | 'unknown';
  readonly levels: readonly LevelView[];
  readonly addedAt: number;
}

/** What an operation was about, by kind. Numbers are bytes, counts, TXIDs or ms as named. */
export type OperationFacts =
  | { readonly kind: 'register'; readonly path: string }
  | { readonly kind: 'unregister'; readonly path: string }
  | { readonly kind: 'first-copy'; readonly bytes: number }
  /** Changes of a while, summed up. */
  | { readonly kind: 'copied'; readonly changes: number; readonly bytes: number; readonly txid: number }
  | { readonly kind: 'snapshot'; readonly bytes: number; readonly txid: number }
  /** Files of one level became one of the next. */
  | { readonly kind: 'compacted'; readonly level: number; readonly files: number; readonly bytes: number }
  | { readonly kind: 'compared'; readonly why: string }
  | { readonly kind: 'backup' }
  | { readonly kind: 'pause'; readonly until?: number }
  | { readonly kind: 'resume' }
  | { readonly kind: 'retention'; readonly files: number; readonly bytes: number }
  | { readonly kind: 'restore-copy'; readonly txid: number; readonly at: number; readonly output: string }
  | RestoreInPlaceFacts
  | { readonly kind: 'mark'; readonly name: string; readonly txid: number }
  | { readonly kind: 'destination-added'; readonly url: string }
  | { readonly kind: 'destination-removed'; readonly url: string }
  | { readonly kind: 'destination-changed'; readonly url: string }
  /** A history that was there before is gone on with. */
  | { readonly kind: 'adopted'; readonly url: string }
  /** The same with one of Litestream 0.3 or 0.4, into a new one. */
  | { readonly kind: 'imported'; readonly url: string }
  /** `owner`: who had the pen before; empty when nobody had. */
  | { readonly kind: 'pen-taken'; readonly owner: string }
  | { readonly kind: 'pen-let-go' }
  | { readonly kind: 'serving'; readonly address: string }
  | { readonly kind: 'serving-ended' }
  /** Another computer was let in to follow databases of this one, or no longer is. `name`: as it calls itself. */
  | { readonly kind: 'follower-joined' | 'follower-forgotten'; readonly name: string }
  /** `source`: the other computer's name, or the history's URL. */
  | { readonly kind: 'follow'; readonly path: string; readonly source: string }
  | { readonly kind: 'unfollow'; readonly path: string }
  /** This computer writes from now on, instead of that one. */
  | { readonly kind: 'promoted'; readonly path: string; readonly source: string }
  /** The other way about. */
  | { readonly kind: 'handed-off'; readonly name: string }
  /** What was here went another way than what is followed: it was set apart, and replaced. */
  | { readonly kind: 'diverged'; readonly path: string; readonly aside: string; readonly why: string }
  | { readonly kind: 'trouble' }
  | { readonly kind: 'settings' };

export interface RestoreInPlaceFacts {
  readonly kind: 'restore-in-place' | 'undo';
  /** Transaction gone back to, and when it was. */
  readonly txid: number;
  readonly at: number;
  /** Newest transaction before the restore; 0 when the present had no history. */
  readonly before: number;
  /** The safety copy of the present as it was before; empty when there was nothing to keep. */
  readonly safety: string;
}

export interface OperationView {
  readonly id: string;
  readonly database?: string;
  /** Kept here since a database that was removed still has a past. */
  readonly databaseName?: string;
  readonly destination?: string;
  readonly facts: OperationFacts;
  readonly startedAt: number;
  readonly state:
    | { readonly kind: 'running'; readonly progress?: ProgressView; readonly cancel: 'possible' | 'not any more' }
    | { readonly kind: 'done'; readonly endedAt: number }
    | { readonly kind: 'cancelled'; readonly endedAt: number }
    | { readonly kind: 'failed'; readonly endedAt: number; readonly reason: ErrorView }
    /** Began, and the engine died before its end was written. */
    | { readonly kind: 'interrupted' };
}

export type Language = 'en' | 'de';

export interface SettingsView {
  readonly language: 'system' | Language;
  readonly theme: 'system' | 'light' | 'dark';
  readonly notifications: 'all' | 'important' | 'none';
  readonly startAtLogin: 'yes' | 'no';
  /** Destination of what is dropped; empty before the first. */
  readonly defaultDestination: string;
  readonly defaults: DatabaseChoices;
}

/** Everything that changes by itself. Longer lists (points, past operations, candidates) are asked for. */
export interface EngineView {
  readonly databases: Readonly<Record<string, DatabaseView>>;
  readonly destinations: Readonly<Record<string, DestinationView>>;
  /** Running ones, and those that ended in the last minute. */
  readonly operations: Readonly<Record<string, OperationView>>;
  readonly settings: SettingsView;
  readonly live: LiveView;
  /** LSN of the newest entry of the journal: Activity is asked for again when it grows. */
  readonly lastEntry: number;
}
