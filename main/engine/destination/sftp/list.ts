// Reading one level's folder: which LTX files it holds, how large, from when; and which work of dead writers.
import type { FileEntry } from 'ssh2';
import { throwIfAborted } from '../../base/abort.ts';
import { HEADER_SIZE } from '../../ltx/header.ts';
import { compareRanges, parseLtxName } from '../../ltx/name.ts';
import { readTime } from '../batch.ts';
import { mapBounded } from '../bounded.ts';
import { LEVELS, type ListOptions, type LtxInfo } from '../destination.ts';
import type { Traffic } from '../traffic.ts';
import { isWorkName, levelName, objectName } from '../tree.ts';
import { readRange } from './read.ts';
import { listFolder, removeFile } from './requests.ts';
import type { Session } from './session.ts';
import { NO_SUCH_FILE, statusOf } from './status.ts';
import type { Tree } from './tree.ts';

/** Headers that are read at the same time. */
const HEADERS = 16;
/** A temp untouched for this long (ms, by the server's clock) has no writer. One that slept through starts over. */
const TEMP_LIFE = 3_600_000;
const KIND_OF_FILE = 0o170000;
const REGULAR = 0o100000;

export interface Store {
  readonly session: Session;
  readonly tree: Tree;
  readonly traffic: Traffic;
}

/** In order of (min, max), or undefined when the level has no folder. */
export async function listLevel(store: Store, level: number, options: ListOptions): Promise<LtxInfo[] | undefined> {
  const { signal, seek = 0n, times } = options;
  const check = (): void => {
    throwIfAborted(signal, `listing level ${level}`);
  };
  store.traffic.request('list');
  const entries = await listFolder(store.session, store.tree.at(levelName(level)), check);
  if (entries === undefined) return undefined;
  const found = entries.map((entry) => infoOf(level, entry)).filter((info) => info !== undefined);
  const wanted = found.filter(({ min }) => min >= seek).sort(compareRanges);
  if (times !== 'exact') return wanted;
  const exact = await mapBounded(wanted, HEADERS, (info) => withExactTime(store, info, signal));
  return exact.filter((info) => info !== undefined);
}

/** Undefined for foreign names, and for what is no file. */
function infoOf(level: number, { filename, attrs }: FileEntry): LtxInfo | undefined {
  const range = parseLtxName(filename);
  if (range === undefined || (attrs.mode & KIND_OF_FILE) !== REGULAR) return undefined;
  return { level, ...range, size: attrs.size, createdAt: attrs.mtime * 1000 };
}

/** Where its header tells none the listed time stays. Undefined when it was removed since. */
async function withExactTime(
  { session, tree, traffic }: Store,
  info: LtxInfo,
  signal: AbortSignal | undefined,
): Promise<LtxInfo | undefined> {
  const range = { offset: 0, length: HEADER_SIZE };
  try {
    const createdAt = await readTime(readRange({ session, traffic, path: tree.at(objectName(info)), range, signal }));
    return createdAt === undefined ? info : { ...info, createdAt };
  } catch (error) {
    if (statusOf(error) === NO_SUCH_FILE) return undefined;
    throw error;
  }
}

/** Ms on the server's clock. Not the modification time alone: writers set that to the transaction's before they publish. */
function lastTouched({ mtime, atime }: FileEntry['attrs']): number {
  return Math.max(mtime, atime) * 1000;
}

/** Removes what writers that died left in any level. Tidying only: what fails is left for the next time. */
export async function sweepLeftOvers({ session, tree, traffic }: Store, now: number): Promise<void> {
  const sweep = async (level: number): Promise<void> => {
    const folder = tree.at(levelName(level));
    traffic.request('list');
    const entries = (await listFolder(session, folder)) ?? [];
    const dead = entries.filter(({ filename, attrs }) => isWorkName(filename) && now - lastTouched(attrs) > TEMP_LIFE);
    for (const { filename } of dead) {
      traffic.request('delete');
      await removeFile(session, `${folder}/${filename}`);
    }
  };
  await Promise.allSettled(LEVELS.map(sweep));
}
