// Finding and reading the configuration file.
import { readFileSync, statSync } from 'node:fs';
import { errnoOf, messageOf, TidemarkError } from '../../engine/base/errors.ts';
import { parsePlace } from '../bridge/destinations.ts';
import type { Context } from '../context.ts';
import { absolutePath } from '../text/paths.ts';
import type { Configuration, DatabaseConfig } from './configuration.ts';

/** Far more than a person writes, bytes. */
const LARGEST = 1024 * 1024;

export interface ConfigFlags {
  readonly config: string | undefined;
  readonly 'no-expand-env': boolean;
}

/** The file that -config or TIDEMARK_CONFIG names, or undefined when neither does. Throws `config`. */
export async function loadConfiguration(
  flags: ConfigFlags,
  context: Pick<Context, 'env' | 'cwd' | 'configured'>,
): Promise<Configuration | undefined> {
  const { env, cwd } = context;
  const file = flags.config ?? env['TIDEMARK_CONFIG'];
  if (file === undefined || file === '') return undefined;
  const yaml = readConfig(absolutePath(file, cwd));
  const { parseConfiguration } = await import('./configuration.ts');
  const configuration = parseConfiguration(yaml, {
    file,
    cwd,
    parsePlace: (text) => parsePlace(text, cwd),
    readText: readKey,
    ...(flags['no-expand-env'] ? {} : { env }),
  });
  for (const database of configuration.databases) noteSecrets(database, context);
  return configuration;
}

/** Whoever opens one of these histories by its URL finds what it takes. */
export function noteSecrets({ replicas }: DatabaseConfig, { configured }: Pick<Context, 'configured'>): void {
  for (const { url, place } of replicas) configured?.set(url, place.secrets);
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new TidemarkError('config', `${path} cannot be read: ${messageOf(error)}`, { hint: 'Check the path, and who may read it.' });
  }
}

function readConfig(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > LARGEST)
      throw new TidemarkError('config', `${path} is too large for a configuration (${size} bytes)`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof TidemarkError) throw error;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): TidemarkError {
  switch (errnoOf(error)) {
    case 'ENOENT':
      return new TidemarkError('config', `cannot read the configuration ${path}`, {
        hint: 'Check the path: there is no such file.',
        cause: error,
      });
    case 'EISDIR':
      return new TidemarkError('config', `cannot read the configuration ${path}: it is a folder`, {
        hint: 'Name the file itself, for example tidemark.yml.',
      });
    default:
      return new TidemarkError('config', `cannot read the configuration ${path}`, {
        hint: 'Let this user read it, and check its disk.',
        cause: error,
      });
  }
}
