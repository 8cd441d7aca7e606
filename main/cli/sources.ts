// What a word on the command line means: a database whose copies are known to be somewhere, or a destination.
import { statSync } from 'node:fs';
import { TidemarkError } from '../engine/base/errors.ts';
import { canonicalUrl } from './bridge/destinations.ts';
import { knownByName, knownDatabases, pathComparer } from './bridge/known.ts';
import type { Configuration, DatabaseConfig } from './config/configuration.ts';
import { loadConfiguration, noteSecrets, type ConfigFlags } from './config/load.ts';
import type { Context } from './context.ts';
import { refuseSidecar } from './sidecar.ts';
import { databasePath, isDatabaseUrl } from './text/paths.ts';

export interface Source {
  /** The database that was named; undefined when a destination was. */
  readonly database: string | undefined;
  /** Canonical URLs, at least one. */
  readonly destinations: readonly string[];
}

/**
 * A folder or URL is a destination. Anything else is a database if a configuration or this computer knows it
 * as one, by its path or, where nothing is, by its name; a file that neither knows is an error, and a path where
 * nothing is and that is no name, is taken for a destination.
 */
export async function findSource(word: string, flags: ConfigFlags, context: Context): Promise<Source> {
  const there = kindOf(word, context.cwd);
  if (there === 'destination')
    return { database: undefined, destinations: [canonicalUrl(word, context.cwd)] };
  const path = databasePath(word, context.cwd);
  refuseSidecar(context.disk, path);
  const destinations = await destinationsOf(path, flags, context);
  if (destinations.length > 0) return { database: path, destinations };
  if (there === 'database') throw unknownDatabase(path);
  const named = knownByName(await knownDatabases(context), word);
  if (named !== undefined && named.destinations.length > 0) return { database: named.path, destinations: named.destinations };
  return { database: undefined, destinations: [canonicalUrl(word, context.cwd)] };
}

/** The word that a command cannot do without. */
export function requireWord(word: string | undefined, what: string, example: string): string {
  if (word !== undefined) return word;
  throw new TidemarkError('usage', `which ${what}?`, { hint: `For example: tidemark ${example}.` });
}

function kindOf(word: string, cwd: string): 'database' | 'destination' | 'nothing' {
  if (isDatabaseUrl(word)) return 'database';
  if (/^[a-z][a-z0-9+.-]+:/i.test(word)) return 'destination';
  const stats = statSync(databasePath(word, cwd), { throwIfNoEntry: false });
  if (stats === undefined) return 'nothing';
  return stats.isDirectory() ? 'destination' : 'database';
}

async function destinationsOf(
  path: string,
  flags: ConfigFlags,
  context: Context,
): Promise<readonly string[]> {
  const isSame = await pathComparer(path);
  const configuration = await loadConfiguration(flags, context);
  const configured = configuration && (await configuredAt(configuration, path, isSame));
  if (configured !== undefined) {
    noteSecrets(configured, context);
    return configured.destinations;
  }
  const known = (await knownDatabases(context)).find((database) => isSame(database.path));
  return known?.destinations ?? [];
}

async function configuredAt(
  configuration: Configuration,
  path: string,
  isSame: (other: string) => boolean,
): Promise<DatabaseConfig | undefined> {
  const { databaseAt } = await import('./directories/databases.ts');
  return databaseAt(configuration, path, isSame);
}

function unknownDatabase(path: string): TidemarkError {
  return new TidemarkError('usage', `it is not known where copies of ${path} are`, {
    hint: 'Name the destination instead, or give -config FILE. `tidemark databases` lists what is known.',
  });
}
