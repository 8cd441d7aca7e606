// Reading one level's directory: which LTX files it holds, how large, from when.
import { throwIfAborted } from '../../base/abort.ts';
import { unlessMissing } from '../../base/errors.ts';
import { HEADER_SIZE } from '../../ltx/header.ts';
import { parseLtxName } from '../../ltx/name.ts';
import { formatTxid } from '../../ltx/txid.ts';
import { readTime } from '../batch.ts';
import { mapBounded } from '../bounded.ts';
import type { ListOptions, LtxInfo, LtxRef } from '../destination.ts';
import { levelPath, objectPath } from './layout.ts';
import { readPieces } from './read.ts';
import type { FileSystem } from '../folder-calls.ts';

/** Calls in flight at once. libuv runs four at a time; a few more keep a network share busy. */
const WIDTH = 16;

/**
 * The level's files in order of (min, max), which is that of their names, or undefined when it has no directory. A
 * level may hold a hundred thousand files: whatever costs more than sorting is done file by file, between other work.
 */
export async function listLevel(
  fs: FileSystem,
  path: string,
  level: number,
  options: ListOptions,
): Promise<LtxInfo[] | undefined> {
  const names = await unlessMissing(fs.readdir(levelPath(path, level)));
  if (names === undefined) return undefined;
  const infos = await mapBounded(wanted(names, options), WIDTH, (name) => describe(fs, path, { level, name }, options));
  return infos.filter((info) => info !== undefined);
}

function wanted(names: string[], { seek }: ListOptions): string[] {
  const first = formatTxid(seek ?? 0n);
  return names.filter((name) => name >= first).sort();
}

interface Named {
  readonly level: number;
  readonly name: string;
}

/** Undefined for foreign names, for what was removed since the directory was read, and for what is no file. */
async function describe(
  fs: FileSystem,
  path: string,
  { level, name }: Named,
  { times, signal }: ListOptions,
): Promise<LtxInfo | undefined> {
  throwIfAborted(signal, `listing level ${level}`);
  const range = parseLtxName(name);
  if (range === undefined) return undefined;
  const ref: LtxRef = { level, ...range };
  const file = objectPath(path, ref);
  const stats = await unlessMissing(fs.stat(file));
  if (stats?.isFile() !== true) return undefined;
  const listed = { ...ref, size: stats.size, createdAt: Math.round(stats.mtimeMs) };
  return times === 'exact' ? unlessMissing(withExactTime(fs, file, listed)) : listed;
}

/** Where its header tells none the listed time stays. */
async function withExactTime(fs: FileSystem, file: string, listed: LtxInfo): Promise<LtxInfo> {
  const createdAt = await readTime(readPieces(fs, file, { range: { offset: 0, length: HEADER_SIZE } }));
  return createdAt === undefined ? listed : { ...listed, createdAt };
}
