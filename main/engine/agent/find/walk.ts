// Going through folders for files that may be databases: bounded in depth, number and time, and only one small step
// at a time, so that nothing else has to wait.
import { type Dirent, promises as fs, type Stats } from 'node:fs';
import { join } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';

export interface WalkLimits {
  /** Folders below a root. */
  readonly depth: number;
  /** Names looked at in all. */
  readonly entries: number;
  /** Ms. */
  readonly time: number;
}

export const DEFAULT_LIMITS: WalkLimits = { depth: 12, entries: 400_000, time: 60_000 };

export interface WalkOptions {
  readonly roots: readonly string[];
  /** Folders that are not entered, by whatever path one gets there. */
  readonly except: readonly string[];
  readonly limits: WalkLimits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told how many names were looked at, now and then. */
  readonly onCount: (names: number) => void;
}

export interface WalkedFile {
  readonly path: string;
  readonly name: string;
  readonly stats: Stats;
}

/** What holds no database that a person would miss, or far too many of them. Lower case. */
const SKIPPED: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.cache',
  'cache',
  'caches',
  'code cache',
  'gpucache',
  'cachestorage',
  'cacheddata',
  'trash',
  '.trash',
  '.trashes',
  '$recycle.bin',
  'system volume information',
  '.tox',
  '.venv',
  'venv',
  '__pycache__',
  '.npm',
  '.cargo',
  '.rustup',
  '.gradle',
  '.m2',
  'tmp',
  'temp',
  'lost+found',
]);

/** Names between two reports. */
const REPORT_EVERY = 500;

interface Pending {
  readonly folder: string;
  readonly depth: number;
}

/** Plain files below the roots, near ones first. Links are not followed; what may not be read is passed over. */
export async function* walkFiles(options: WalkOptions): AsyncGenerator<WalkedFile, void, undefined> {
  const { limits, clock, signal } = options;
  const end = clock.monotonic() + limits.time;
  const queue: Pending[] = options.roots.map((folder) => ({ folder, depth: 0 }));
  const entered = new Set<string | undefined>([undefined, ...(await Promise.all(options.except.map(identityOf)))]);
  let names = 0;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const identity = await identityOf(next.folder);
    if (entered.has(identity)) continue;
    entered.add(identity);
    for (const entry of await entriesOf(next.folder)) {
      throwIfAborted(signal, 'looking for databases');
      if (names >= limits.entries || clock.monotonic() > end) return;
      if (++names % REPORT_EVERY === 0) options.onCount(names);
      const path = join(next.folder, entry.name);
      if (entry.isDirectory()) {
        if (next.depth < limits.depth && !isSkipped(entry)) queue.push({ folder: path, depth: next.depth + 1 });
      } else if (entry.isFile()) {
        const stats = await fs.lstat(path).catch(() => undefined);
        if (stats?.isFile() === true) yield { path, name: entry.name, stats };
      }
    }
  }
  options.onCount(names);
}

/** Undefined for what is not there, or cannot be looked at. */
async function identityOf(folder: string): Promise<string | undefined> {
  const stats = await fs.stat(folder, { bigint: true }).catch(() => undefined);
  return stats && `${stats.dev}:${stats.ino}`;
}

function isSkipped({ name }: Dirent): boolean {
  return SKIPPED.has(name.toLowerCase());
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return fs.readdir(folder, { withFileTypes: true }).catch(() => []);
}
