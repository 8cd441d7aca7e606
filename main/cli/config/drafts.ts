// What the keys of a file are gathered into before anything is checked across keys.
import type { DatabaseSettings } from '../../engine/agent/settings.ts';
import type { DestinationChoices } from '../../engine/agent/views.ts';
import type { GenerationNaming } from '../../engine/generations/client.ts';
import type { Position } from './problems.ts';
import type { WithRetention } from './retention.ts';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Placed<T> {
  readonly value: T;
  readonly at: Position;
}

/** Who writes a history, as far as the file says. Times in ms. */
export interface LeaseDraft {
  at?: Position;
  enabled?: boolean;
  ttl?: number;
  maxTtl?: number;
  owner?: string;
  type?: 'file' | 's3' | 'static';
  holder?: string;
}

/** How a replica in the format of Litestream 0.3 and 0.4 is written. Times in ms. */
export interface GenerationsDraft {
  naming?: Placed<GenerationNaming>;
  retention?: Placed<number>;
  retentionChecks?: Placed<number>;
  snapshots?: Placed<number>;
  validation?: Placed<number>;
}

/** What may be said for one replica, or for all of them. */
export interface ReplicaValues {
  /** Of the keys that belong to a kind of destination, as they were written. */
  readonly values: Map<string, Placed<string>>;
  readonly lease: LeaseDraft;
  readonly choices: Mutable<Partial<DestinationChoices>>;
  /** What belongs to generations, where it stands. */
  readonly generations: GenerationsDraft;
  /** A key of a destination that this version does not have was met here; said once, then the rest is passed over. */
  foreign: 'said' | 'none';
}

export interface ReplicaDraft extends ReplicaValues {
  readonly at: Position;
  type?: Placed<'file' | 's3' | 'sftp' | 'webdav'>;
  path?: Placed<string>;
  url?: Placed<string>;
}

/** Instead of one path: every database in a folder. */
export interface DirectoryDraft {
  at?: Position;
  dir?: Placed<string>;
  pattern?: Placed<string>;
  recursive: boolean;
  watch: boolean;
}

export interface DatabaseDraft extends WithRetention {
  readonly at: Position;
  readonly settings: Mutable<Partial<DatabaseSettings>>;
  readonly replicas: ReplicaDraft[];
  readonly directory: DirectoryDraft;
  path?: Placed<string>;
  restoreIfMissing: 'yes' | 'no';
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export const LOG_TYPES = ['text', 'json', 'pretty'] as const;

export interface LevelDraft {
  readonly at: Position;
  interval?: number;
}

export interface FileDraft extends ReplicaValues, WithRetention {
  readonly settings: Mutable<Partial<DatabaseSettings>>;
  readonly databases: DatabaseDraft[];
  readonly levels: LevelDraft[];
  exec?: string;
  logLevel?: (typeof LOG_LEVELS)[number];
  logType?: (typeof LOG_TYPES)[number];
  addr?: Placed<string>;
  heartbeatUrl?: Placed<string>;
  heartbeatInterval?: Placed<number>;
}

function newValues(): ReplicaValues {
  return { values: new Map(), lease: {}, choices: {}, generations: {}, foreign: 'none' };
}

export function newReplica(at: Position): ReplicaDraft {
  return { at, ...newValues() };
}

export function newDatabase(at: Position): DatabaseDraft {
  const directory = { recursive: false, watch: false };
  return { at, settings: {}, retention: {}, replicas: [], directory, restoreIfMissing: 'no' };
}

export function newFile(): FileDraft {
  return { settings: {}, retention: {}, databases: [], levels: [], ...newValues() };
}
