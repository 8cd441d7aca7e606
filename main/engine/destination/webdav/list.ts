// Reading one level: which LTX files it holds, how large, from when; and which work of dead writers.
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { HEADER_SIZE } from '../../ltx/header.ts';
import { compareRanges, parseLtxName } from '../../ltx/name.ts';
import { readTime } from '../batch.ts';
import { mapBounded } from '../bounded.ts';
import type { ListOptions, LtxInfo } from '../destination.ts';
import { isWorkName, levelName, objectName } from '../tree.ts';
import type { DavEntry } from './multistatus.ts';
import { MissingFile, readRange } from './read.ts';
import { type Folder, listFolder, remove, type Server } from './requests.ts';

/** Headers that are read at the same time. */
const HEADERS = 8;
/** A temp untouched for this long (ms, by the server's clock) has no writer. One that slept through starts over. */
const TEMP_LIFE = 3_600_000;

/** In order of (min, max), or undefined when the level has no folder. */
export async function listLevel(
  server: Server,
  level: number,
  { signal, seek = 0n, times }: ListOptions,
): Promise<LtxInfo[] | undefined> {
  const found: LtxInfo[] = [];
  const keep = (entry: DavEntry): boolean => {
    const info = infoOf(level, entry);
    if (info !== undefined && info.min >= seek) found.push(info);
    return false;
  };
  if ((await listFolder(server, `${levelName(level)}/`, keep, signal)) === undefined) return undefined;
  found.sort(compareRanges);
  if (times !== 'exact') return found;
  const exact = await mapBounded(found, HEADERS, (info) => withExactTime(server, info, signal));
  return exact.filter((info) => info !== undefined);
}

/** Undefined for foreign names, and for what is no file. */
function infoOf(level: number, { name, kind, size, modified }: DavEntry): LtxInfo | undefined {
  const range = parseLtxName(name);
  if (range === undefined || kind === 'folder') return undefined;
  if (size === undefined) {
    throw new TidemarkError('destination-failed', `the server does not say how large ${name} is`, {
      hint: 'Choose another server.',
    });
  }
  return { level, ...range, size, createdAt: modified ?? 0 };
}

/** Where its header tells none the listed time stays. Undefined when it was removed since. */
async function withExactTime(
  server: Server,
  info: LtxInfo,
  signal: AbortSignal | undefined,
): Promise<LtxInfo | undefined> {
  const range = { offset: 0, length: HEADER_SIZE };
  try {
    const createdAt = await readTime(readRange(server, objectName(info), range, signal));
    return createdAt === undefined ? info : { ...info, createdAt };
  } catch (error) {
    if (error instanceof MissingFile) return undefined;
    throw error;
  }
}

/** Removes what writers that died left in a level. Tidying only: what fails is left for the next time. */
export async function sweepLevel(server: Server, level: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    const folder = await listFolder(server, `${levelName(level)}/`, ({ name }) => isWorkName(name), signal);
    if (folder === undefined) return;
    for (const { name, kind } of folder.entries.filter((entry) => isDead(entry, folder))) {
      await remove(server, `${levelName(level)}/${name}${kind === 'folder' ? '/' : ''}`, signal);
    }
  } catch (error) {
    if (isTidemarkError(error, 'aborted')) throw error;
  }
}

function isDead({ modified }: DavEntry, { serverTime }: Folder): boolean {
  return modified !== undefined && serverTime !== undefined && serverTime - modified > TEMP_LIFE;
}
