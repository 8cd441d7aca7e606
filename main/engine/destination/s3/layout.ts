// Where things are in a bucket: Litestream's S3 replica, `<path>/<level as four hex digits>/<min>-<max>.ltx`, the creation time
// in metadata (FACTS A.13). With an empty path keys begin with a slash, as Litestream's do.
import { formatLtxName, parseLtxName } from '../../ltx/name.ts';
import type { LtxRef } from '../destination.ts';

/** RFC 3339 with fractions of a second. */
const TIMESTAMP = 'litestream-timestamp';

/** Of an object that is not LTX's: without a path it is the name itself, as Litestream 0.3 has it. */
export function nameKey(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

export function keyIn(path: string, name: string): string {
  return `${path}/${name}`;
}

export function levelPrefix(path: string, level: number): string {
  return keyIn(path, `${level.toString(16).padStart(4, '0')}/`);
}

export function objectKey(path: string, ref: LtxRef): string {
  return levelPrefix(path, ref.level) + formatLtxName(ref);
}

/** False for what others keep in the same bucket, also below the path. */
export function isObjectKey(path: string, key: string): boolean {
  const prefix = keyIn(path, '');
  const parts = /^([0-9a-f]{4})\/([^/]+)$/.exec(key.slice(prefix.length));
  return key.startsWith(prefix) && parts !== null && parseLtxName(parts[2]!) !== undefined;
}

/** Nothing where the time is beyond what dates can say. */
export function timestampMetadata(createdAt: number): Record<string, string> {
  const date = new Date(createdAt);
  return Number.isNaN(date.getTime()) ? {} : { [TIMESTAMP]: date.toISOString() };
}

/** Ms since the epoch; undefined when there is none that can be read. */
export function createdAtOf(metadata: Readonly<Record<string, string>>): number | undefined {
  const time = Date.parse(metadata[TIMESTAMP] ?? '');
  return Number.isNaN(time) ? undefined : time;
}
