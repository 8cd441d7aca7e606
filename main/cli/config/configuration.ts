// A configuration file → which databases go where, or one error that names every problem in it.
import { hostname } from 'node:os';
import type { DatabaseSettings } from '../../engine/agent/settings.ts';
import type { DestinationLocation } from '../../engine/destination/location.ts';
import { formatDestination } from '../../engine/destination/url.ts';
import { absolutePath, databasePath } from '../text/paths.ts';
import { checkDirectory, type DirectoryWhere } from './directory.ts';
import type { DatabaseDraft, FileDraft, ReplicaValues } from './drafts.ts';
import { newFile } from './drafts.ts';
import { expand, type Environment } from './expand.ts';
import { FILE_KEYS } from './file-keys.ts';
import { levelsOf } from './levels.ts';
import { noticesOf } from './notices.ts';
import { Problems } from './problems.ts';
import type { PlaceTools } from './place-parts.ts';
import { placeOf, type PlaceConfig } from './replica-place.ts';
import { retentionSettings } from './retention.ts';
import { type IgnoredKey, readSection, type Reading } from './rules.ts';
import { type Service, serviceOf } from './service.ts';
import { Uniqueness } from './uniqueness.ts';
import { parseYaml } from './yaml.ts';

/** Where one database's history is kept. */
export interface ReplicaConfig {
  /** Canonical; names the history for good. */
  readonly url: string;
  /** How it is used; shared by the databases of a directory. */
  readonly place: PlaceConfig;
}

/** One database and the places that keep its history. */
export interface DatabaseConfig {
  /** Absolute. */
  readonly path: string;
  /** At least one, none twice. */
  readonly replicas: readonly ReplicaConfig[];
  /** URLs of `replicas`. */
  readonly destinations: readonly string[];
  readonly settings: Partial<DatabaseSettings>;
  /** Bring the database back from its destinations at start if the file is not there. */
  readonly restoreIfMissing: 'yes' | 'no';
}

/** Every database in a folder. */
export interface DirectoryConfig extends DirectoryWhere {
  /** Each database goes to the path of its own in them. */
  readonly places: readonly PlaceConfig[];
  readonly settings: Partial<DatabaseSettings>;
}

export interface Configuration extends Service {
  readonly databases: readonly DatabaseConfig[];
  readonly directories: readonly DirectoryConfig[];
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
  /** From a path or URL; throws `config`. */
  readonly parsePlace: (text: string) => DestinationLocation;
  /** The text of a file of keys; throws `config`. */
  readonly readText: (path: string) => string;
}

interface Checking {
  readonly draft: FileDraft;
  readonly problems: Problems;
  readonly unique: Uniqueness;
  readonly tools: PlaceTools;
  readonly cwd: string;
}

/** `config` with all problems, each with line and column. */
export function parseConfiguration(yaml: string, options: ParseOptions): Configuration {
  const { env, cwd } = options;
  const problems = new Problems();
  const reading: Reading = { problems, ignored: [], expand: (text) => (env ? expand(text, env) : text) };
  const root = parseYaml(yaml, problems);
  const draft = newFile();
  if (root !== undefined) readSection(reading, root, FILE_KEYS, draft);
  const readText = (path: string): string => options.readText(absolutePath(path, cwd));
  const tools = { problems, parse: options.parsePlace, readText, computer: hostname() };
  const found = root === undefined ? NOTHING : checkAll({ draft, problems, unique: new Uniqueness(), tools, cwd });
  const service = serviceOf(draft, problems);
  problems.throwIfAny(options.file);
  const { exec, logLevel, logType } = draft;
  return { ...found, ...service, exec, logLevel, logType, notices: noticesOf([...reading.ignored, ...notCompared(draft)]) };
}

/** What is compared are generations. */
function notCompared(draft: FileDraft): IgnoredKey[] {
  const formatOf = ({ choices }: ReplicaValues): string => choices.format ?? draft.choices.format ?? 'ltx';
  const replicas = draft.databases.flatMap((database) => database.replicas);
  const own = replicas.filter((replica) => formatOf(replica) === 'ltx').flatMap(({ generations }) => generations.validation ?? []);
  const isShared = replicas.every((replica) => formatOf(replica) === 'ltx') && draft.generations.validation !== undefined;
  return [...own, ...(isShared ? [draft.generations.validation!] : [])].map(({ at: { line } }) => {
    return { because: 'not-yet', key: 'validation-interval', line };
  });
}

type Found = Pick<Configuration, 'databases' | 'directories'>;
const NOTHING: Found = { databases: [], directories: [] };

function checkAll(checking: Checking): Found {
  const { draft, problems } = checking;
  if (draft.databases.length === 0) {
    problems.add({ line: 1, column: 1 }, 'no database is named', 'Add "dbs:" with a path and a replica.');
  }
  const levels = levelsOf(draft.levels, problems);
  if (levels !== undefined) draft.settings.levels = levels;
  const isDirectory = ({ directory }: DatabaseDraft): boolean => directory.at !== undefined;
  return {
    databases: draft.databases.filter((database) => !isDirectory(database)).flatMap((database) => checkDatabase(database, checking)),
    directories: draft.databases.filter(isDirectory).flatMap((database) => checkFolder(database, checking)),
  };
}

function checkDatabase(database: DatabaseDraft, checking: Checking): DatabaseConfig[] {
  const path = checkPath(database, checking);
  const replicas = checkPlaces(database, path, checking).map((place) => ({ url: formatDestination(place.location), place }));
  const settings = settingsOf(database, checking);
  if (path === undefined || replicas.length === 0) return [];
  return [{ path, replicas, destinations: replicas.map(({ url }) => url), settings, restoreIfMissing: database.restoreIfMissing }];
}

function checkFolder(database: DatabaseDraft, checking: Checking): DirectoryConfig[] {
  const found = checkDirectory(database, checking.problems, checking.cwd);
  const places = checkPlaces(database, found?.dir, checking);
  const settings = settingsOf(database, checking);
  return found === undefined || places.length === 0 ? [] : [{ ...found, places, settings }];
}

function settingsOf(database: DatabaseDraft, { draft, problems }: Checking): Partial<DatabaseSettings> {
  const kept = retentionSettings(draft.retention, database, problems);
  return { ...draft.settings, ...database.settings, ...kept };
}

function checkPath(draft: DatabaseDraft, { problems, unique, cwd }: Checking): string | undefined {
  if (draft.path === undefined) {
    problems.add(draft.at, 'this database has no path', 'Add "path:".');
    return undefined;
  }
  const { value, at } = draft.path;
  return problems.attempt(at, () => unique.database(databasePath(value, cwd), `on line ${at.line}`));
}

function checkPlaces(draft: DatabaseDraft, path: string | undefined, checking: Checking): PlaceConfig[] {
  const { problems, unique, tools } = checking;
  if (draft.replicas.length === 0) problems.add(draft.at, 'this database has no destination', 'Add "replica:" with a path.');
  return draft.replicas.flatMap((replica) => {
    const place = placeOf(replica, checking.draft, tools);
    if (place === undefined) return [];
    const at = (replica.url ?? replica.path ?? replica).at;
    const isOwn = problems.attempt(at, () => unique.destination(place.location, path, `on line ${at.line}`));
    return isOwn === undefined ? [] : [place];
  });
}
