// From what a person writes for a destination (a path, `~/…`, or a URL) to a store that can be used. The one
// place that knows the kinds there are.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, TidemarkError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import type { Destination } from './destination.ts';
import { fileDestination } from './file/file.ts';
import type { FileSystem } from './file/system.ts';

/** Where a destination is, by kind. */
export interface DestinationLocation {
  readonly type: 'file';
  /** Absolute. */
  readonly path: string;
}

/** What `~` and relative paths start at. */
export interface PathBase {
  readonly home: string;
  readonly cwd: string;
}

export interface DestinationDeps {
  readonly random: Random;
  readonly fs?: FileSystem;
  readonly base?: PathBase;
}

/** Two letters at least: `c:` is a drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

const systemBase = (): PathBase => ({ home: homedir(), cwd: process.cwd() });

/** A path (`/mnt/backup`, `~/backup`, `backup`) or `file:///mnt/backup`; anything else throws `config`. */
export function parseDestinationUrl(text: string, base: PathBase = systemBase()): DestinationLocation {
  if (text.trim() === '' || text.includes('\0')) throw configError('the destination is empty');
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return { type: 'file', path: resolve(base.cwd, expandHome(text, base.home)) };
  if (scheme === 'file') return { type: 'file', path: pathOfFileUrl(text) };
  // The text itself is not repeated: such URLs may hold secrets.
  throw configError(`"${scheme}:" destinations are not supported: this version copies to folders only`);
}

/** Throws `config` as `parseDestinationUrl` does. Nothing is contacted yet. */
export function openDestination(text: string, { base, ...deps }: DestinationDeps): Destination {
  return fileDestination({ path: parseDestinationUrl(text, base).path, ...deps });
}

function expandHome(text: string, home: string): string {
  if (!text.startsWith('~')) return text;
  if (/^~(?:$|[/\\])/.test(text)) return join(home, text.slice(1));
  throw configError(`"${text}" names another user's home, which is not supported`);
}

function pathOfFileUrl(text: string): string {
  try {
    const url = new URL(text);
    if (/^file:\/\//i.test(text) && url.search === '' && url.hash === '') return resolve(fileURLToPath(url));
  } catch (error) {
    throw configError(`"${text}" is not a folder's URL: ${messageOf(error)}`);
  }
  throw configError(`"${text}" is not a folder's URL`);
}

function configError(message: string): TidemarkError {
  return new TidemarkError('config', message, {
    hint:
      'Give a folder, for example /mnt/backup/app or file:///mnt/backup/app. ' +
      'A name with a colon needs ./ before it.',
  });
}
