// What replicate is asked to do, from words on the command line or from a file.
import { TidemarkError } from '../../engine/base/errors.ts';
import { splitWords } from '../args/shell-words.ts';
import { placeOf } from '../bridge/destinations.ts';
import type { Configuration, DatabaseConfig, DirectoryConfig } from '../config/configuration.ts';
import type { Service } from '../config/service.ts';
import { loadConfiguration, type ConfigFlags } from '../config/load.ts';
import { Uniqueness } from '../config/uniqueness.ts';
import { usualReplica } from '../config/usual.ts';
import type { Context } from '../context.ts';
import type { LogLevel, LogOptions } from '../terminal/log.ts';
import { refuseSidecar } from '../sidecar.ts';
import { databasePath } from '../text/paths.ts';
import type { Mode } from './run.ts';

export interface ReplicateFlags extends ConfigFlags {
  readonly once: boolean;
  readonly exec: string | undefined;
  readonly 'restore-if-db-not-exists': boolean;
  readonly v: boolean;
  readonly 'log-level': LogLevel | undefined;
  readonly json: boolean;
}

export interface ReplicatePlan extends Service {
  readonly databases: readonly DatabaseConfig[];
  readonly directories: readonly DirectoryConfig[];
  readonly mode: Mode;
  readonly log: LogOptions;
  readonly notices: readonly string[];
}

/** Throws `usage` or `config`. */
export async function planReplicate(
  words: readonly string[],
  flags: ReplicateFlags,
  context: Context,
): Promise<ReplicatePlan> {
  const file = words.length === 0 ? await requireConfiguration(flags, context) : undefined;
  if (file === undefined && flags.config !== undefined) {
    throw new TidemarkError('usage', 'give databases either as words or with -config', {
      hint: 'Leave one out.',
    });
  }
  const mode = chooseMode(flags, file);
  const databases = file?.databases ?? [fromWords(words, context)];
  for (const { path } of databases) refuseSidecar(context.disk, path);
  return {
    databases: databases.map((database) => ({
      ...adjust(database, flags),
      restoreIfMissing: flags['restore-if-db-not-exists'] ? 'yes' : database.restoreIfMissing,
    })),
    directories: (file?.directories ?? []).map((directory) => adjust(directory, flags)),
    metrics: file?.metrics,
    heartbeat: file?.heartbeat,
    mode,
    log: { level: logLevel(flags, file), form: flags.json || file?.logType === 'json' ? 'json' : 'text' },
    notices: file?.notices ?? [],
  };
}

async function requireConfiguration(flags: ReplicateFlags, context: Context): Promise<Configuration> {
  const file = await loadConfiguration(flags, context);
  if (file !== undefined) return file;
  throw new TidemarkError('usage', 'there is nothing to replicate', {
    hint: 'Name a database and a folder: tidemark replicate shop.db /mnt/backup/shop. Or give -config FILE.',
  });
}

/** `DB DEST…` */
function fromWords([db = '', ...destinations]: readonly string[], context: Context): DatabaseConfig {
  if (destinations.length === 0) {
    throw new TidemarkError('usage', `"${db}" has no destination`, {
      hint: `Name the folder that keeps its copies: tidemark replicate ${db} /mnt/backup/name.`,
    });
  }
  const unique = new Uniqueness();
  const path = unique.database(databasePath(db, context.cwd), 'here');
  const replicas = destinations.map((text) => {
    const place = placeOf(text, context);
    unique.destination(place.location, path, 'on the command line');
    return usualReplica(place);
  });
  return { path, replicas, destinations: replicas.map(({ url }) => url), settings: {}, restoreIfMissing: 'no' };
}

function chooseMode(flags: ReplicateFlags, file: Configuration | undefined): Mode {
  const command = flags.exec ?? (flags.once ? undefined : file?.exec);
  if (flags.once && flags.exec !== undefined) {
    throw new TidemarkError('usage', '-once and -exec exclude each other', {
      hint: '-once copies what is there and ends; -exec copies for as long as the command runs.',
    });
  }
  if (command !== undefined) return { kind: 'exec', words: splitWords(command) };
  return flags.once ? { kind: 'once' } : { kind: 'until-stopped' };
}

/** After a single sync there is little left to try, ms. */
const ONCE_TIMEOUT = 1000;

function adjust<C extends Pick<DatabaseConfig, 'settings'>>(config: C, flags: ReplicateFlags): C {
  return flags.once ? { ...config, settings: { ...config.settings, shutdownTimeout: ONCE_TIMEOUT } } : config;
}

function logLevel(flags: ReplicateFlags, file: Configuration | undefined): LogLevel {
  if (flags['log-level'] !== undefined) return flags['log-level'];
  if (flags.v) return 'debug';
  return file?.logLevel === 'trace' ? 'debug' : (file?.logLevel ?? 'info');
}
