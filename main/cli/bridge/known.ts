// What this computer already knows: the databases Tidemark has followed, and where their copies are.
import { basename } from 'node:path';
import type { KnownDatabase } from '../../engine/agent/known.ts';
import { TidemarkError } from '../../engine/base/errors.ts';
import type { Environment } from '../config/expand.ts';
import type { Context } from '../context.ts';

export type { KnownDatabase };

export async function homeOf(env: Environment): Promise<string> {
  const { tidemarkHome } = await import('../../engine/agent/home.ts');
  return tidemarkHome(env);
}

export async function knownDatabases({ env, disk }: Pick<Context, 'env' | 'disk'>): Promise<KnownDatabase[]> {
  const { readKnownDatabases } = await import('../../engine/agent/known.ts');
  const { tidemarkHome } = await import('../../engine/agent/home.ts');
  return readKnownDatabases(disk, tidemarkHome(env));
}

/** The one whose file has this name, as for the commands that ask the running Tidemark; `usage` if several have it. */
export function knownByName<Known extends KnownDatabase>(known: readonly Known[], name: string): Known | undefined {
  const [named, ...others] = known.filter(({ path }) => basename(path) === name);
  if (others.length === 0) return named;
  throw new TidemarkError('usage', `several databases are named ${name}`, { hint: 'Give the whole path.' });
}

/** Whether two paths lead to the same database, also before it exists. */
export async function pathComparer(path: string): Promise<(other: string) => boolean> {
  const { canonicalPath } = await import('../../engine/agent/home.ts');
  const wanted = canonicalPath(path);
  return (other) => canonicalPath(other) === wanted;
}
