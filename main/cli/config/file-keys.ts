// Every key of a configuration file, as Litestream's (FACTS B.17), and what it does here.
import type { DatabaseSettings } from '../../engine/agent/settings.ts';
import { splitWords } from '../args/shell-words.ts';
import { LOG_LEVELS, LOG_TYPES, newDatabase, newReplica } from './drafts.ts';
import type { DatabaseDraft, FileDraft, Mutable, ReplicaDraft } from './drafts.ts';
import { REPLICA_KEYS, SHARED_REPLICA_KEYS } from './replica-keys.ts';
import { duration, ignored, integer, list, oneOf, refused, section, text, timer, yesNo } from './rules.ts';
import type { Rule, Section } from './rules.ts';

interface WithSettings {
  readonly settings: Mutable<Partial<DatabaseSettings>>;
}

const DIRECTORIES = 'List each database with its own path; looking through folders comes later.';

const SNAPSHOT_KEYS: Section<WithSettings> = {
  interval: timer(({ settings }, ms) => (settings.snapshotInterval = ms)),
  retention: duration(({ settings }, ms) => (settings.retention = { changes: ms, snapshots: ms })),
};

export const DATABASE_KEYS: Section<DatabaseDraft> = {
  path: text((draft, value, at) => (draft.path = { value, at })),
  'checkpoint-interval': timer(({ settings }, ms) => (settings.checkpointInterval = ms)),
  'min-checkpoint-page-count': integer(({ settings }, pages) => (settings.checkpointPages = pages)),
  'max-barrier': timer(({ settings }, ms) => (settings.maxBarrier = ms)),
  'restore-if-db-not-exists': yesNo((draft, on) => (draft.restoreIfMissing = on ? 'yes' : 'no')),
  snapshot: section(SNAPSHOT_KEYS, (draft) => draft),
  replica: section(REPLICA_KEYS, addReplica),
  replicas: list(REPLICA_KEYS, addReplica),
  'monitor-interval': ignored('decided-here', duration(nothing)),
  'busy-timeout': ignored('decided-here', duration(nothing)),
  'truncate-page-n': ignored('decided-here', integer(nothing)),
  'max-sync-wal-bytes': ignored('decided-here', integer(nothing)),
  'meta-path': ignored('not-yet', text(nothing)),
  dir: directory(),
  pattern: directory(),
  recursive: directory(),
  watch: directory(),
  'meta-dir': directory(),
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
  levels: ignored(
    'merges-nothing',
    list({ interval: duration(nothing) }, () => ({})),
  ),
  'l0-retention': ignored('merges-nothing', duration(nothing)),
  'l0-retention-check-interval': ignored('merges-nothing', duration(nothing)),
  retention: section<FileDraft, FileDraft>(
    { enabled: yesNo((draft, on) => (draft.removal = on ? 'as set' : 'off')) },
    (draft) => draft,
  ),
  'verify-compaction': ignored('merges-nothing', yesNo(nothing)),
  'shutdown-sync-interval': ignored('decided-here', duration(nothing)),
  validation: ignored(
    'not-yet',
    section({ interval: duration(nothing) }, () => ({})),
  ),
  addr: ignored('not-yet', text(nothing)),
  'mcp-addr': ignored('not-yet', text(nothing)),
  'heartbeat-url': ignored('not-yet', text(nothing)),
  'heartbeat-interval': ignored('not-yet', duration(nothing)),
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

/** The keys of Litestream's directory mode; the first says so for all of them. */
function directory(): Rule<DatabaseDraft> {
  const refuse = refused<DatabaseDraft>('is not in this version yet', DIRECTORIES);
  return (reading, entry, draft, path) => {
    if (draft.directory === 'none') refuse(reading, entry, draft, path);
    draft.directory = 'refused';
  };
}

function nothing(): void {
  // the value was checked; it changes nothing
}
