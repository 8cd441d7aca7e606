// Where a follower's file is, after whatever happened since it was last looked at: its own pages decide.
import { join } from 'node:path';
import type { Disk } from '../../base/disk.ts';
import { readSums } from '../../capture/sums-file.ts';
import { formatTxid } from '../../ltx/txid.ts';
import type { PageSums } from '../../ltx/page-sums.ts';
import { type DatabaseFile, sameStamp, stampOf } from '../../sqlite/owner.ts';
import { isOurs } from './page-one.ts';
import { sumSourcePages } from './pages.ts';
import type { Standing } from './prove.ts';
import type { FollowerState, Point } from './state.ts';

export type Whereabouts =
  /** Nothing was applied yet. */
  | { readonly kind: 'blank' }
  | { readonly kind: 'at'; readonly standing: Standing }
  /** `why` reads as in "it went another way: <why>". */
  | { readonly kind: 'diverged'; readonly why: string; readonly last: Point | undefined };

export const SUMS_FILE = 'page-sums';

/** Under a lock that keeps writers out, after SQLite has undone what was left unfinished. */
export async function findOut(disk: Disk, file: DatabaseFile, dir: string, state: FollowerState): Promise<Whereabouts> {
  const { from, to } = state;
  for (const point of [to, from]) {
    if (point === undefined || !looksLike(file, point)) continue;
    const sums = trusted(disk, file, dir, state, point) ?? (await sumSourcePages(disk, file, point));
    if (sums.checksum() === point.checksum) return { kind: 'at', standing: { point, sums } };
  }
  if (to === undefined && from === undefined && file.size() === 0) return { kind: 'blank' };
  if (from === undefined && to !== undefined && file.size() === 0) return { kind: 'blank' };
  const last = to ?? from;
  const after = last === undefined ? 'before its first state came' : `after transaction ${formatTxid(last.txid)}`;
  return { kind: 'diverged', why: `another program wrote to it ${after}`, last };
}

/** Size and first page say so; the other pages are not looked at. */
export function looksLike(file: DatabaseFile, point: Point): boolean {
  if (file.size() !== point.commit * point.pageSize) return false;
  return point.commit === 0 || isOurs(file.readHeader(), point);
}

/** The table as it was left, if nobody can have written to the file since. */
function trusted(disk: Disk, file: DatabaseFile, dir: string, { stamp, to }: FollowerState, point: Point): PageSums | undefined {
  if (stamp === undefined || point !== to || !sameStamp(stamp, stampOf(disk, file.path))) return undefined;
  const stored = readSums(disk, join(dir, SUMS_FILE));
  return stored?.txid === point.txid && stored.pageSize === point.pageSize ? stored.sums : undefined;
}
