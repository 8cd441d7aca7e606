// Which files below some folders are SQLite databases. Few files are opened, and those that are followed never.
import type { Stats } from 'node:fs';
import type { Disk } from '../../base/disk.ts';
import { headerIfReadable } from '../../sqlite/read-header.ts';
import type { Candidate } from '../engine.ts';
import { appOf } from './apps.ts';
import { walkFiles, type WalkOptions } from './walk.ts';

/** A database that is protected, and how it shows. */
export interface RegisteredFile {
  readonly id: string;
  readonly dev: number;
  readonly ino: number;
  readonly pageSize: number;
  readonly mode: 'wal' | 'rollback';
}

export interface FindOptions extends WalkOptions {
  readonly disk: Disk;
  readonly registered: readonly RegisteredFile[];
}

const SMALLEST_PAGE = 512;
/** A larger file without a single block on the disk is a stand-in for one that is elsewhere: reading would fetch it. */
const LARGEST_INLINE = 65536;
/** Large files of other kinds, which reading would only slow down, and what programs share while they use a database. */
const NEVER = /(?:\.(?:jpe?g|png|heic|tiff?|raw|mp[34]|mov|mkv|avi|wav|flac|iso|img|vmdk|vdi|qcow2|zip|gz|xz|7z|tar|ltx)|-shm)$/i;

/** What apps are known by first, then the newest. */
export async function findCandidates(options: FindOptions): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  const seen = new Set<string>();
  for await (const { path, name, stats } of walkFiles(options)) {
    const key = `${stats.dev}:${stats.ino}`;
    if (seen.has(key) || !mayBeDatabase(name, stats)) continue;
    const candidate = candidateAt(path, stats, options);
    if (candidate === undefined) continue;
    seen.add(key);
    found.push(candidate);
  }
  return found.sort((a, b) => Number(b.app !== undefined) - Number(a.app !== undefined) || b.changedAt - a.changedAt);
}

/** A database is whole pages, and no page is smaller than 512 bytes. */
function mayBeDatabase(name: string, { size, blocks }: Stats): boolean {
  if (size === 0 || size % SMALLEST_PAGE !== 0 || NEVER.test(name)) return false;
  return blocks > 0 || size <= LARGEST_INLINE;
}

function candidateAt(path: string, stats: Stats, { disk, registered }: FindOptions): Candidate | undefined {
  const app = appOf(path);
  const known = registered.find(({ dev, ino }) => dev === stats.dev && ino === stats.ino);
  const shape = known ?? headerIfReadable(disk, path);
  if (shape === undefined) return undefined;
  return {
    path,
    size: stats.size,
    pageSize: shape.pageSize,
    mode: 'mode' in shape ? shape.mode : shape.journal,
    changedAt: Math.round(stats.mtimeMs),
    ...(app === undefined ? {} : { app }),
    ...(known === undefined ? {} : { registered: known.id }),
  };
}
