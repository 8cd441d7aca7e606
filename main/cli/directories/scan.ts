// Looking through the folders of a directory entry for databases: whatever has SQLite's magic and fits the pattern.
import { type Dirent, promises as fs, type Stats } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Disk } from '../../engine/base/disk.ts';
import { errnoOf } from '../../engine/base/errors.ts';
import { headerIfReadable } from '../../engine/sqlite/read-header.ts';
import type { DirectoryConfig } from '../config/configuration.ts';
import { nameMatcher } from './glob.ts';

export interface Found {
  /** Absolute. */
  readonly path: string;
  /** From the entry's folder, with `/` between names. */
  readonly name: string;
}

export interface Scan {
  readonly databases: readonly Found[];
  /** Every folder that was looked through, the entry's own included. */
  readonly folders: readonly string[];
  /** `no` when a folder could not be read now: what was not found may be there. */
  readonly complete: 'yes' | 'no';
}

export interface ScannerOptions {
  readonly config: Pick<DirectoryConfig, 'dir' | 'pattern' | 'depth'>;
  readonly disk: Disk;
  /** Folders that are not entered: what is in them is ours. */
  readonly except: readonly string[];
  /** Whether somebody follows it already: then it is one, and is not opened. */
  readonly isKnown: (path: string) => boolean;
}

/** Beside a database, and never one. Folders of Litestream's end so, too. */
const SIDE = /-(?:wal|shm|journal|litestream)$/;

export class Scanner {
  readonly #options: ScannerOptions;
  readonly #fits: (name: string) => boolean;
  /** What was no database when it was last opened: its time and size then. */
  readonly #others = new Map<string, string>();

  constructor(options: ScannerOptions) {
    this.#options = options;
    this.#fits = nameMatcher(options.config.pattern);
  }

  /** Whether news of that name may be news of a database that is not followed. */
  concerns(folder: string, name: string, news: 'name' | 'content'): boolean {
    if (SIDE.test(name)) return false;
    return news === 'name' || (this.#fits(name) && !this.#options.isKnown(join(folder, name)));
  }

  /** In order of their names. Links are not followed; what may not be read is passed over. */
  async scan(): Promise<Scan> {
    const { dir, depth } = this.#options.config;
    const [databases, folders, queue]: [Found[], string[], string[]] = [[], [], [dir]];
    let complete: Scan['complete'] = 'yes';
    for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
      folders.push(folder);
      const entries = await entriesOf(folder);
      if (entries === undefined) complete = 'no';
      for (const entry of entries ?? []) {
        const path = join(folder, entry.name);
        if (SIDE.test(entry.name)) continue;
        if (entry.isDirectory() && depth === 'tree' && !this.#options.except.includes(path)) queue.push(path);
        else if (entry.isFile() && this.#fits(entry.name) && (await this.#isDatabase(path))) {
          databases.push({ path, name: relative(dir, path).split(sep).join('/') });
        }
      }
    }
    return { databases, folders, complete };
  }

  async #isDatabase(path: string): Promise<boolean> {
    if (this.#options.isKnown(path)) return true;
    const stats = await fs.lstat(path).catch(() => undefined);
    if (stats === undefined || stats.size === 0) return false;
    const stamp = stampOf(stats);
    if (this.#others.get(path) === stamp) return false;
    if (headerIfReadable(this.#options.disk, path) !== undefined) return true;
    this.#others.set(path, stamp);
    return false;
  }
}

function stampOf({ size, mtimeMs, ino }: Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}

/** None of a folder that is not there; undefined for one that cannot be read. */
async function entriesOf(folder: string): Promise<readonly Dirent[] | undefined> {
  try {
    const entries = await fs.readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? [] : undefined;
  }
}
