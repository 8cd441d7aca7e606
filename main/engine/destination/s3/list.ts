// Reading what a level holds, from pages of a thousand keys.
import { throwIfAborted } from '../../base/abort.ts';
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { HEADER_SIZE } from '../../ltx/header.ts';
import { parseLtxName } from '../../ltx/name.ts';
import { formatTxid } from '../../ltx/txid.ts';
import { readTime } from '../batch.ts';
import { mapBounded } from '../bounded.ts';
import type { ListOptions, LtxInfo } from '../destination.ts';
import type { Bucket } from './bucket.ts';
import { createdAtOf, levelPrefix, objectKey } from './layout.ts';
import { readObject } from './read.ts';

/** Questions for exact times under way at once. */
const WIDTH = 50;

/** In order of (min, max), which is that of their keys. */
export async function listLevel(
  bucket: Bucket,
  level: number,
  { seek, times, signal }: ListOptions,
): Promise<LtxInfo[]> {
  const doing = `list level ${level}`;
  const prefix = levelPrefix(bucket.options.location.path, level);
  const after = seek === undefined ? {} : { after: prefix + formatTxid(seek) };
  const found: LtxInfo[] = [];
  for await (const page of bucket.list({ prefix, ...after }, { signal }, doing)) {
    throwIfAborted(signal, `listing level ${level}`);
    for (const { key, size, modified } of page) {
      const range = parseLtxName(key.slice(prefix.length));
      if (range !== undefined) found.push({ level, ...range, size, createdAt: modified });
    }
  }
  if (times !== 'exact') return found;
  const exact = await mapBounded(found, WIDTH, (info) => withExactTime(bucket, info, signal));
  return exact.filter((info) => info !== undefined);
}

/**
 * A file that was put there by other means has its time in its header; where that tells none the listed time stays. Undefined
 * when it was removed since.
 */
async function withExactTime(
  bucket: Bucket,
  info: LtxInfo,
  signal: AbortSignal | undefined,
): Promise<LtxInfo | undefined> {
  const key = objectKey(bucket.options.location.path, info);
  const doing = `look at ${key}`;
  const head = await bucket.head(key, { signal }, doing);
  if (head === undefined) return undefined;
  const [range, missing] = [{ offset: 0, length: HEADER_SIZE }, (): TidemarkError => missingError(key)];
  try {
    const header = readObject(bucket, key, { range, signal, doing, missing });
    const createdAt = createdAtOf(head.metadata) ?? (await readTime(header));
    return createdAt === undefined ? info : { ...info, createdAt };
  } catch (error) {
    if (isTidemarkError(error, 'object-missing')) return undefined;
    throw error;
  }
}

function missingError(key: string): TidemarkError {
  return new TidemarkError('object-missing', `${key} was removed since it was listed`);
}
