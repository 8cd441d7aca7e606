// Every key of a configuration file, as Litestream's (FACTS B.17), and what it does here.
import type { DatabaseSettings } from '../../engine/agent/settings.ts';
import { splitWords } from '../args/shell-words.ts';
import { LOG_LEVELS, LOG_TYPES, newDatabase, newReplica } from './drafts.ts';
import type { DatabaseDraft, FileDraft, LevelDraft, Mutable, ReplicaDraft } from './drafts.ts';
import { REPLICA_KEYS, SHARED_REPLICA_KEYS } from './replica-keys.ts';
import { RETENTION_KEYS, type WithRetention } from './retention.ts';
import { duration, ignored, integer, list, oneOf, placed, section, text, timer, yesNo } from './rules.ts';
import type { Section } from './rules.ts';

interface WithSettings extends WithRetention {
  readonly settings: Mutable<Partial<DatabaseSettings>>;
}

const SNAPSHOT_KEYS: Section<WithSettings> = {
  interval: timer(({ settings }, ms) => (settings.snapshotInterval = ms)),
  retention: duration(({ retention }, ms) => (retention.changes = ms)),
};

/** Looking more often costs more than it gains: changes are told of by the system, ms. */
const LEAST_INTERVAL = 25;

export const DATABASE_KEYS: Section<DatabaseDraft> = {
  path: text((draft, value, at) => (draft.path = { value, at })),
  'checkpoint-interval': timer(({ settings }, ms) => (settings.checkpointInterval = ms)),
  'min-checkpoint-page-count': integer(({ settings }, pages) => (settings.checkpointPages = pages)),
  'max-barrier': timer(({ settings }, ms) => (settings.maxBarrier = ms)),
  'restore-if-db-not-exists': yesNo((draft, on) => (draft.restoreIfMissing = on ? 'yes' : 'no')),
  snapshot: section(SNAPSHOT_KEYS, (draft) => draft),
  retention: section(RETENTION_KEYS, (draft) => draft),
  replica: section(REPLICA_KEYS, addReplica),
  replicas: list(REPLICA_KEYS, addReplica),
  'monitor-interval': timer(({ settings }, ms) => (settings.monitorInterval = Math.max(LEAST_INTERVAL, ms))),
  'busy-timeout': ignored('decided-here', duration(nothing)),
  'truncate-page-n': ignored('decided-here', integer(nothing)),
  'max-sync-wal-bytes': ignored('decided-here', integer(nothing)),
  'meta-path': ignored('own-home', text(nothing)),
  'meta-dir': ignored('own-home', text(nothing)),
  dir: placed(text(({ directory }, value, at) => (directory.dir = { value, at })), startDirectory),
  pattern: placed(text(({ directory }, value, at) => (directory.pattern = { value, at })), startDirectory),
  recursive: placed(yesNo(({ directory }, on) => (directory.recursive = on)), startDirectory),
  watch: placed(yesNo(({ directory }, on) => (directory.watch = on)), startDirectory),
};

export const FILE_KEYS: Section<FileDraft> = {
  dbs: list(DATABASE_KEYS, addDatabase),
  exec: text((draft, command) => {
    splitWords(command);
    draft.exec = command;
  }),
  snapshot: section(SNAPSHOT_KEYS, (draft) => draft),
  'shutdown-sync-timeout': timer(({ settings }, ms) => (settings.shutdownTimeout = ms)),
  logging: section<FileDraft, FileDraft>(
    {
      level: oneOf(LOG_LEVELS, (draft, level) => (draft.logLevel = level)),
      type: oneOf(LOG_TYPES, (draft, type) => (draft.logType = type)),
      stderr: yesNo(nothing),
      source: ignored('not-yet', yesNo(nothing)),
    },
    (draft) => draft,
  ),
  levels: list({ interval: duration<LevelDraft>((level, ms) => (level.interval = ms)) }, addLevel),
  'l0-retention': duration(({ retention }, ms) => (retention.leastChanges = ms)),
  'l0-retention-check-interval': ignored('decided-here', duration(nothing)),
  retention: section(RETENTION_KEYS, (draft) => draft),
  'verify-compaction': ignored('decided-here', yesNo(nothing)),
  'shutdown-sync-interval': ignored('decided-here', duration(nothing)),
  validation: ignored(
    'not-yet',
    section({ interval: duration(nothing) }, () => ({})),
  ),
  addr: text((draft, value, at) => (draft.addr = { value, at })),
  'mcp-addr': ignored('not-yet', text(nothing)),
  'heartbeat-url': text((draft, value, at) => (draft.heartbeatUrl = { value, at })),
  'heartbeat-interval': timer((draft, value, at) => (draft.heartbeatInterval = { value, at })),
  socket: ignored(
    'not-yet',
    section({ enabled: yesNo(nothing), path: text(nothing), permissions: text(nothing) }, () => ({})),
  ),
  ...SHARED_REPLICA_KEYS,
};

function addDatabase(file: FileDraft, at: DatabaseDraft['at']): DatabaseDraft {
  const database = newDatabase(at);
  file.databases.push(database);
  return database;
}

function addReplica(database: DatabaseDraft, at: ReplicaDraft['at']): ReplicaDraft {
  const replica = newReplica(at);
  database.replicas.push(replica);
  return replica;
}

function startDirectory({ directory }: DatabaseDraft, at: DatabaseDraft['at']): void {
  directory.at ??= at;
}

function addLevel(file: FileDraft, at: LevelDraft['at']): LevelDraft {
  const level = { at };
  file.levels.push(level);
  return level;
}

function nothing(): void {
  // the value was checked; it changes nothing
}
