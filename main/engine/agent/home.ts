// Where Tidemark keeps its own state: one folder per user, one folder in it per database. Never beside the user's
// files.
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { shortHash } from '../base/short-hash.ts';

/** `TIDEMARK_HOME`, else the platform's place for application data. */
export function tidemarkHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const chosen = env['TIDEMARK_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  switch (platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Tidemark');
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Tidemark');
    default:
      return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'tidemark');
  }
}

/** Where copies go until a person says otherwise. */
export function usualFolder(userHome: string): string {
  return join(userHome, 'Tidemark Backups');
}

/** The real path of a database, also before the file exists. */
export function canonicalPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    try {
      return join(realpathSync(dirname(absolute)), basename(absolute));
    } catch {
      return absolute;
    }
  }
}

/** The folder that holds the state of all databases. */
export function databasesDir(home: string): string {
  return join(home, 'databases');
}

/** The folder of one database's state. */
export function stateDir(home: string, path: string): string {
  return join(databasesDir(home), shortHash(path));
}

/** The folder of the state of a file that follows another database. */
export function followerDir(home: string, path: string): string {
  return join(home, 'followers', shortHash(path));
}

/** The folder of the nodes of this computer. */
export function nodesDir(home: string): string {
  return join(home, 'nodes');
}

/** What a node keeps, and where programs look: `<home>/nodes/<name>`. */
export function nodeDir(home: string, name: string): string {
  return join(nodesDir(home), name);
}

/** What a node keeps of its file as a follower's. @param dir the node's own folder */
export function copyDir(dir: string): string {
  return join(dir, 'copy');
}

/** What restores build before it takes its place; emptied at start. */
export function scratchDir(home: string): string {
  return join(home, 'scratch');
}

/** A moment (ms since the epoch) as part of a file's name: `20261121T104207123Z`. */
export function nameStamp(now: number): string {
  return new Date(now).toISOString().replaceAll(/[^0-9TZ]/g, '');
}
