// Where Tidemark keeps its own state: one folder per user, one folder in it per database. Never beside the user's
// files.
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type Disk, replaceFile } from '../base/disk.ts';
import type { Random } from '../base/random.ts';
import { POSITIONS_FILE, SPOOL_DIR } from '../capture/ledger.ts';
import { type CapturePosition, PositionLog } from '../capture/position.ts';

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

/** The folder of one database's state. */
export function stateDir(home: string, path: string): string {
  return join(home, 'databases', createHash('sha256').update(path).digest('hex').slice(0, 16));
}

const RECORD_FILE = 'database.json';

export interface DatabaseRecord {
  readonly path: string;
  /** `held`: a history was kept there; if it is not found later, the place is absent and not empty. */
  readonly destinations: readonly { readonly url: string; readonly held: boolean }[];
}

export function writeRecord(disk: Disk, dir: string, record: DatabaseRecord, random: Random): void {
  const text = `${JSON.stringify({ version: 1, ...record }, null, 2)}\n`;
  replaceFile(disk, join(dir, RECORD_FILE), new TextEncoder().encode(text), random.token(8));
}

export interface KnownDatabase {
  readonly path: string;
  readonly destinations: readonly string[];
  /** Newest captured position; undefined before the first. */
  readonly position: CapturePosition | undefined;
  /** Bytes waiting in the local spool. */
  readonly spoolBytes: number;
}

/** What is known here of every database that was ever followed. Reads only; an agent may be running. */
export function readKnownDatabases(disk: Disk, home: string): KnownDatabase[] {
  const root = join(home, 'databases');
  if (!disk.existsSync(root)) return [];
  return disk
    .readdirSync(root)
    .map((name) => readKnown(disk, join(root, name)))
    .filter((known) => known !== undefined)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Undefined when there is none, or none that can be read. */
export function readRecord(disk: Disk, dir: string): DatabaseRecord | undefined {
  try {
    const record: unknown = JSON.parse(disk.readFileSync(join(dir, RECORD_FILE), 'utf8'));
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** By hand, since every command reads records and a schema library takes longer to load than all the rest. */
function isRecord(value: unknown): value is DatabaseRecord & { readonly version: 1 } {
  const { version, path, destinations } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (version !== 1 || typeof path !== 'string' || !Array.isArray(destinations)) return false;
  return destinations.every((one: unknown) => {
    const { url, held } = (one ?? {}) as Partial<Record<string, unknown>>;
    return typeof url === 'string' && typeof held === 'boolean';
  });
}

function readKnown(disk: Disk, dir: string): KnownDatabase | undefined {
  try {
    const record = readRecord(disk, dir);
    return record && {
      path: record.path,
      destinations: record.destinations.map(({ url }) => url),
      position: PositionLog.peek(disk, join(dir, POSITIONS_FILE)),
      spoolBytes: spoolBytes(disk, join(dir, SPOOL_DIR)),
    };
  } catch {
    return undefined;
  }
}

function spoolBytes(disk: Disk, dir: string): number {
  if (!disk.existsSync(dir)) return 0;
  const sizes = disk.readdirSync(dir).map((name) => disk.statSync(join(dir, name), { throwIfNoEntry: false })?.size);
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
