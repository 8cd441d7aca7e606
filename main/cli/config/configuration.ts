// A configuration file → which databases go where, or one error that names every problem in it.
import type { DatabaseSettings } from '../../engine/agent/settings.ts';
import { databasePath } from '../text/paths.ts';
import type { DatabaseDraft, FileDraft, ReplicaDraft } from './drafts.ts';
import { newFile } from './drafts.ts';
import { expand, type Environment } from './expand.ts';
import { FILE_KEYS } from './file-keys.ts';
import { noticesOf } from './notices.ts';
import { Problems, type Position } from './problems.ts';
import { readSection, type Reading } from './rules.ts';
import { Uniqueness } from './uniqueness.ts';
import { parseYaml } from './yaml.ts';

/** One database and the places that keep its history. */
export interface DatabaseConfig {
  /** Absolute. */
  readonly path: string;
  /** Canonical URLs, at least one, none twice. */
  readonly destinations: readonly string[];
  readonly settings: Partial<DatabaseSettings>;
  /** Bring the database back from its destinations at start if the file is not there. */
  readonly restoreIfMissing: 'yes' | 'no';
}

export interface Configuration {
  readonly databases: readonly DatabaseConfig[];
  readonly exec: string | undefined;
  readonly logLevel: FileDraft['logLevel'];
  readonly logType: FileDraft['logType'];
  /** What the file asks for that this version does not do, one line each. */
  readonly notices: readonly string[];
}

export interface ParseOptions {
  /** The file's name for messages. */
  readonly file: string;
  /** What relative paths are relative to. */
  readonly cwd: string;
  /** Variables for `${NAME}`; without it such text stays as it is. */
  readonly env?: Environment;
  /** The canonical URL of a destination; throws `config`. */
  readonly destinationUrl: (text: string) => string;
}

/** `config` with all problems, each with line and column. */
export function parseConfiguration(yaml: string, options: ParseOptions): Configuration {
  const { env } = options;
  const problems = new Problems();
  const reading: Reading = { problems, ignored: [], expand: (text) => (env ? expand(text, env) : text) };
  const root = parseYaml(yaml, problems);
  const draft = newFile();
  if (root !== undefined) readSection(reading, root, FILE_KEYS, draft);
  const databases = root === undefined ? [] : checkDatabases(draft, problems, options);
  problems.throwIfAny(options.file);
  const { exec, logLevel, logType } = draft;
  return { databases, exec, logLevel, logType, notices: noticesOf(reading.ignored) };
}

function checkDatabases(draft: FileDraft, problems: Problems, options: ParseOptions): DatabaseConfig[] {
  const unique = new Uniqueness();
  if (draft.databases.length === 0) {
    problems.add({ line: 1, column: 1 }, 'no database is named', 'Add "dbs:" with a path and a replica.');
  }
  return draft.databases.flatMap((database) => {
    const path = checkPath(database, problems, unique, options.cwd);
    const destinations = checkReplicas(database, path, problems, unique, options);
    if (path === undefined || destinations.length === 0) return [];
    const settings = settingsOf(draft, database);
    return [{ path, destinations, settings, restoreIfMissing: database.restoreIfMissing }];
  });
}

function settingsOf({ settings, removal }: FileDraft, database: DatabaseDraft): Partial<DatabaseSettings> {
  return { ...settings, ...database.settings, ...(removal === 'off' ? { retention: 'off' } : {}) };
}

function checkPath(
  draft: DatabaseDraft,
  problems: Problems,
  unique: Uniqueness,
  cwd: string,
): string | undefined {
  if (draft.path === undefined) {
    if (draft.directory === 'none') problems.add(draft.at, 'this database has no path', 'Add "path:".');
    return undefined;
  }
  const { value, at } = draft.path;
  return problems.attempt(at, () => unique.database(databasePath(value, cwd), `on line ${at.line}`));
}

function checkReplicas(
  draft: DatabaseDraft,
  path: string | undefined,
  problems: Problems,
  unique: Uniqueness,
  options: ParseOptions,
): string[] {
  if (draft.replicas.length === 0 && draft.directory === 'none') {
    problems.add(draft.at, 'this database has no destination', 'Add "replica:" with a path.');
  }
  return draft.replicas.flatMap((replica) => {
    const place = placeOf(replica, problems);
    if (place === undefined) return [];
    const { value, at } = place;
    const check = (): string => unique.destination(options.destinationUrl(value), path, `on line ${at.line}`);
    return problems.attempt(at, check) ?? [];
  });
}

function placeOf(replica: ReplicaDraft, problems: Problems): { value: string; at: Position } | undefined {
  const { path, url, at, foreign } = replica;
  if (foreign === 'said') return undefined;
  if (path !== undefined && url !== undefined) {
    problems.add(url.at, 'a replica has either a path or a url', 'Remove one of them.');
    return undefined;
  }
  const place = path ?? url;
  if (place === undefined) problems.add(at, 'this replica has no path', 'Add "path:" with a folder.');
  return place;
}
