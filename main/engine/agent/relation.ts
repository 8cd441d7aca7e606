// Is what another writer left at a destination the history of this very database? Asked before ours goes on behind it.
import { checksumAfter } from '../replica/continuity.ts';
import type { Destination, LtxInfo } from '../destination/destination.ts';
import type { Checksum } from '../ltx/checksum.ts';
import type { PageSums } from '../ltx/page-sums.ts';
import type { Txid } from '../ltx/txid.ts';

/** Headers that are read to find a state that both went through: of files with numbers of ours, … */
const MOST_READ = 8;
/** … and of others: who began at the same time as we has given other numbers to the same states. */
const MOST_SEARCHED = 32;
/** A database of fewer pages says too little by the pages that are the same. */
const ENOUGH_PAGES = 64;

export interface Kinship {
  readonly destination: Destination;
  readonly files: readonly LtxInfo[];
  /** What we recorded of ours. */
  readonly checksumAt: (txid: Txid) => Checksum | undefined;
  readonly wasAt: (checksum: Checksum) => boolean;
  readonly ours: PageSums | undefined;
  readonly theirs: PageSums;
}

/**
 * `related` when both went through the same state, which their checksums prove, or when at least half of all pages are the
 * same. Two databases that were given one place by mistake are neither.
 */
export async function kinshipOf(kinship: Kinship, signal: AbortSignal): Promise<'related' | 'strangers'> {
  const { ours, theirs } = kinship;
  if (ours === undefined) return 'related';
  if (await haveCommonState(kinship, signal)) return 'related';
  const pages = Math.min(ours.commit, theirs.commit);
  return pages >= ENOUGH_PAGES && samePages(ours, theirs, pages) * 2 >= pages ? 'related' : 'strangers';
}

async function haveCommonState(kinship: Kinship, signal: AbortSignal): Promise<boolean> {
  const { destination, files, checksumAt, wasAt } = kinship;
  const ends = [...new Map(files.map((file) => [file.max, file])).values()].sort((a, b) => (a.max < b.max ? 1 : -1));
  const shared = ends.filter(({ max }) => checksumAt(max) !== undefined);
  for (const file of [...spread(shared, MOST_READ), ...spread(ends, MOST_SEARCHED)]) {
    const said = await checksumAfter(destination, file, signal);
    if (said !== undefined && wasAt(said)) return true;
  }
  return false;
}

/** Some of them, from the newest to the oldest: the two may have parted long ago. */
function spread<T>(files: readonly T[], most: number): readonly T[] {
  if (files.length <= most) return files;
  const step = (files.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => files[Math.round(i * step)]!);
}

function samePages(a: PageSums, b: PageSums, pages: number): number {
  const [left, right] = [a.entries, b.entries];
  let same = 0;
  for (let at = 0; at < 2 * pages; at += 2) {
    if (left[at] === right[at] && left[at + 1] === right[at + 1]) same += 1;
  }
  return same;
}
