// What the keys of a file are gathered into before anything is checked across keys.
import type { DatabaseSettings } from '../../engine/agent/settings.ts';
import type { Position } from './problems.ts';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Placed<T> {
  readonly value: T;
  readonly at: Position;
}

/** A key of another kind of destination was met here; said once, then the rest of the map is passed over. */
export interface ForeignDraft {
  foreign: 'said' | 'none';
}

export interface ReplicaDraft extends ForeignDraft {
  readonly at: Position;
  path?: Placed<string>;
  url?: Placed<string>;
}

export interface DatabaseDraft {
  readonly at: Position;
  readonly settings: Mutable<Partial<DatabaseSettings>>;
  readonly replicas: ReplicaDraft[];
  path?: Placed<string>;
  /** `dir` was given and refused, so that a missing path is no news. */
  directory: 'refused' | 'none';
  restoreIfMissing: 'yes' | 'no';
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export const LOG_TYPES = ['text', 'json', 'pretty'] as const;

export interface FileDraft extends ForeignDraft {
  readonly settings: Mutable<Partial<DatabaseSettings>>;
  readonly databases: DatabaseDraft[];
  /** `off` keeps everything, whatever the databases' own settings say. */
  removal: 'as set' | 'off';
  exec?: string;
  logLevel?: (typeof LOG_LEVELS)[number];
  logType?: (typeof LOG_TYPES)[number];
}

export function newReplica(at: Position): ReplicaDraft {
  return { at, foreign: 'none' };
}

export function newDatabase(at: Position): DatabaseDraft {
  return { at, settings: {}, replicas: [], directory: 'none', restoreIfMissing: 'no' };
}

export function newFile(): FileDraft {
  return { settings: {}, databases: [], removal: 'as set', foreign: 'none' };
}
