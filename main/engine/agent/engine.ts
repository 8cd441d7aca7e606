// The engine as every face sees it: what can be asked of it, and what it answers. `Conductor` is the one that does it.
import type { Event } from '../base/events.ts';
import type { DestinationLocation, Secrets } from '../destination/location.ts';
import type { ProbeStep } from '../destination/probe.ts';
import type { Target } from '../restore/point.ts';
import type { LiveReplicas } from './live.ts';
import type { PlaceInput, Work } from './request.ts';
import type {
  DatabaseChoices,
  DestinationChoices,
  EngineView,
  ErrorView,
  OperationView,
  RetentionPolicy,
  SettingsView,
} from './views.ts';

export type { PlaceInput, Work } from './request.ts';

/** What became of one path that somebody wants protected. */
export type RegisterOutcome =
  | { readonly kind: 'registered'; readonly id: string }
  | { readonly kind: 'already'; readonly id: string }
  | { readonly kind: 'refused'; readonly error: ErrorView }
  /** A folder with more databases than are taken on without asking. */
  | { readonly kind: 'many'; readonly candidates: readonly Candidate[] };

export interface Registered {
  /** As it was given, or the database found in a folder that was given. */
  readonly path: string;
  readonly outcome: RegisterOutcome;
}

export interface RegisterRequest {
  readonly paths: readonly string[];
  /** Ids; the default destination when absent. */
  readonly destinations?: readonly string[];
}

/** What a file turns out to be, without anything being changed. */
export interface CheckedFile {
  /** The database itself, also when one of its side files was named. */
  readonly path: string;
  readonly size: number;
  readonly pageSize: number;
  readonly mode: 'wal' | 'rollback';
  readonly app?: string;
  /** Id, when it is protected already. */
  readonly registered?: string;
}

/** A database found on this computer. */
export interface Candidate extends CheckedFile {
  /** Last change, ms since the epoch. */
  readonly changedAt: number;
}

/** Points that can be gone back to, oldest first, in columns of one length: 100,000 of them are sent at once. */
export interface PointList {
  /** Id of the destination they were read from: the one that reaches furthest. */
  readonly destination: string;
  readonly txids: readonly number[];
  /** When each was captured. */
  readonly times: readonly number[];
  /** Bytes of the file that ends there. */
  readonly bytes: readonly number[];
  /** One letter each: `c` a change, `s` a snapshot. */
  readonly kinds: string;
}

export interface RestorePreview {
  readonly destination: string;
  readonly txid: number;
  readonly at: number;
  readonly fit: 'exact' | 'before' | 'newest';
  /** Bytes and files that will be read. */
  readonly bytes: number;
  readonly files: number;
  /** Transactions between that point and the newest one. */
  readonly changesSince: number;
  /** Size of the live database now; 0 when it is missing. */
  readonly presentSize: number;
  /** How it would be put back in place: as one transaction, or by replacing the file (missing, unreadable, other page size). */
  readonly inPlace: 'transaction' | 'replace';
}

export interface RestoreCopyRequest {
  readonly database: string;
  readonly target: Target;
  readonly output: string;
}

export interface RestoredCopy {
  readonly operation: string;
  readonly path: string;
  readonly txid: number;
  readonly at: number;
  /** Bytes of the restored database. */
  readonly size: number;
  readonly proved: 'recorded' | 'computed';
  readonly milliseconds: number;
}

export interface RestoredInPlace {
  readonly operation: string;
  readonly txid: number;
  readonly at: number;
  /** Newest transaction before the restore. */
  readonly before: number;
  /** Path of the safety copy; empty when there was nothing to keep. */
  readonly safety: string;
  readonly how: 'transaction' | 'replace';
  readonly milliseconds: number;
}

export interface RetentionPreview {
  readonly files: number;
  /** What would be freed. */
  readonly frees: number;
  /** What is stored now. */
  readonly stored: number;
  /** Points before and after; the oldest one kept. */
  readonly points: number;
  readonly keptPoints: number;
  readonly oldestKept: number;
  /** What the points that stay are owed to, each counted once: for the first of these. */
  readonly counts: RetentionCounts;
  /** Times of points that would stay and of those that would fade, thinned out to at most 500 each. */
  readonly stays: readonly number[];
  readonly fades: readonly number[];
}

export interface RetentionCounts {
  readonly changes: number;
  readonly hourly: number;
  readonly daily: number;
  readonly weekly: number;
  /** Named ones, and those on the way to others. */
  readonly others: number;
}

export interface TestLine {
  readonly step: ProbeStep;
  /** `unknown`: the place does not tell (`clock`, `space`). */
  readonly result: 'ok' | 'failed' | 'unknown';
  /** Ms; for `space` bytes free; for `clock` ms of difference. */
  readonly value: number;
  readonly reason?: ErrorView;
  /** The key that an SFTP server showed and that nobody has accepted yet: a person compares and pins it. */
  readonly hostKey?: HostKey;
}

export interface HostKey {
  /** `ssh-ed25519`. */
  readonly type: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
  /** As it is pinned: `ssh-ed25519 AAAA…`. */
  readonly key: string;
}

export interface DestinationChange {
  /** The same place, used in another way: other options, another key to pin. */
  readonly location?: DestinationLocation;
  /** Those given replace those kept; an empty one is forgotten. */
  readonly secrets?: Secrets;
  readonly choices?: Partial<DestinationChoices>;
}

/** What a database would cost there in a month, as far as its requests, bytes and room are charged for. */
export interface CostRequest {
  readonly choices: DestinationChoices;
  readonly database: {
    /** Bytes. */
    readonly size: number;
    /** Changes in an hour while it is written, hours a day that it is, and bytes of a change. */
    readonly changesPerHour: number;
    readonly hoursPerDay: number;
    readonly bytesPerChange: number;
  };
}

export interface CostEstimate {
  readonly writes: number;
  readonly reads: number;
  readonly lists: number;
  /** Bytes kept after a month. */
  readonly stored: number;
  /** Dollars in a month: for changes, for merged levels and snapshots, for the pen, for the room. */
  readonly dollars: { readonly changes: number; readonly levels: number; readonly pen: number; readonly storage: number };
}

export interface AdoptRequest {
  /** The history itself: the folder or prefix that holds its levels. */
  readonly place: PlaceInput;
  /** Where the database is, or is to be: it is restored there when nothing is. */
  readonly path: string;
}

export interface Adopted {
  readonly database: string;
  readonly destination: string;
  /** `restored`: there was no database. */
  readonly how: 'continued' | 'restored';
}

export interface Place {
  readonly path: string;
  readonly name: string;
  readonly free: number;
  readonly total: number;
  readonly kind: 'disk' | 'folder';
}

export interface ActivityQuery {
  /** Only entries older than this operation's LSN; the newest when absent. */
  readonly before?: number;
  readonly limit: number;
  readonly database?: string;
  readonly only?: 'restores' | 'troubles' | 'copies' | 'changes-by-you';
}

export interface ActivityPage {
  /** Newest first; running ones are in the view. */
  readonly operations: readonly OperationView[];
  /** To go on with; absent at the end. */
  readonly next?: number;
}

export interface Engine {
  /** At most ten times a second, whatever happens. */
  readonly changed: Event<EngineView>;
  view(): EngineView;

  check(path: string): Promise<CheckedFile>;
  register(request: RegisterRequest, work: Work): Promise<readonly Registered[]>;
  /** Its history stays where it is. */
  unregister(database: string): Promise<void>;
  /** All when `databases` is absent. */
  pause(databases: readonly string[] | undefined, until: number | undefined): Promise<void>;
  resume(databases: readonly string[] | undefined): Promise<void>;
  /** Copies what there is now, and resolves when it is at every destination. */
  backUp(databases: readonly string[] | undefined, work: Work): Promise<void>;
  configure(database: string, own: Partial<DatabaseChoices>): Promise<void>;
  /** Gives the database these destinations and no others. Histories stay where they are. */
  setDestinations(database: string, destinations: readonly string[]): Promise<void>;
  /** Below the folders given, or where databases usually are. Progress counts the names that were looked at. */
  find(roots: readonly string[] | undefined, work: Work): Promise<readonly Candidate[]>;
  /** The one file of that name, size and time (ms) below the home folder, if it is the only one. */
  locate(file: { name: string; size: number; modified: number }, work: Work): Promise<string | undefined>;

  points(database: string, after: number | undefined): Promise<PointList>;
  addMark(database: string, name: string): Promise<void>;
  removeMark(database: string, name: string): Promise<void>;
  previewRestore(database: string, target: Target): Promise<RestorePreview>;
  restoreCopy(request: RestoreCopyRequest, work: Work): Promise<RestoredCopy>;
  restoreInPlace(database: string, target: Target, work: Work): Promise<RestoredInPlace>;
  /** Undoes a restore in place; that is itself one, and can be undone. */
  undo(operation: string, work: Work): Promise<RestoredInPlace>;

  /** What a person typed or pasted, as a location. `config` when it is none, or holds a secret. */
  parseDestination(text: string): Promise<DestinationLocation>;
  addDestination(place: PlaceInput, name: string | undefined, choices: Partial<DestinationChoices>): Promise<string>;
  renameDestination(destination: string, name: string): Promise<void>;
  changeDestination(destination: string, change: DestinationChange): Promise<void>;
  /** Refused while a database is copied there. */
  removeDestination(destination: string): Promise<void>;
  /** A place before it is added, or a destination by its id. */
  testDestination(
    what: PlaceInput | string,
    work: Work & { readonly onLine: (line: TestLine) => void },
  ): Promise<readonly TestLine[]>;
  estimateCost(request: CostRequest): Promise<CostEstimate>;
  /** Goes on with a history that is there already: Litestream's, or our own from another computer. */
  adopt(request: AdoptRequest, work: Work): Promise<Adopted>;
  /** The same with one of Litestream 0.3 or 0.4: into a new history beside it. What is there stays as it is. */
  importHistory(request: AdoptRequest, work: Work): Promise<Adopted>;
  /** With consent: who has the pen there now loses it. */
  takePen(database: string, destination: string): Promise<void>;
  letGoOfPen(database: string, destination: string): Promise<void>;
  places(): Promise<readonly Place[]>;

  readonly live: LiveReplicas;

  /** For one database, or for all of them when absent. Without a policy: what is set, as `applyRetention` does it. */
  previewRetention(database: string | undefined, policy: RetentionPolicy | undefined): Promise<RetentionPreview>;
  /** Enforces what is set, now. Resolves to bytes freed. */
  applyRetention(database: string | undefined, work: Work): Promise<number>;

  activity(query: ActivityQuery): Promise<ActivityPage>;
  cancel(operation: string): Promise<void>;
  set(settings: Partial<SettingsView>): Promise<void>;
  /** What a person may send with a question: versions, states, settings; no contents, home folder shortened. */
  report(): Promise<string>;

  /** The computer slept or the network changed: look at everything now. */
  wake(): void;
  /** Last sync of every database within `deadline` ms, then everything is let go. Rejects with the first reason of a failed sync. */
  stop(deadline: number | undefined): Promise<void>;
}
