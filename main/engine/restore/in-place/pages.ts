// Two databases page by page: what was written must be what was meant.
import type { Disk } from '../../base/disk.ts';
import { pagesPerChunk } from '../../capture/chunks.ts';
import { type PagePlaces, pagesFrom, placesOf, readPlaces, type View } from '../../capture/view.ts';
import type { DatabaseHeader } from '../../sqlite/header.ts';
import type { WalScan } from '../../sqlite/wal-scan.ts';
import { liveHeader } from './mark.ts';

/** The database that lies in one file and nowhere else. */
export function viewOfFile(disk: Disk, fd: number, name: string): View {
  const empty = { pageSize: 0, commit: 0, changeCounter: 0 };
  const header = liveHeader(disk, { fd, path: name });
  const content = header === undefined ? empty : contentOf(header, disk, fd);
  return { ...content, databaseFd: fd, walFd: -1, overlay: new Map<number, number>(), end: undefined };
}

type Size = Pick<View, 'pageSize' | 'commit' | 'changeCounter'>;

function contentOf(header: DatabaseHeader, disk: Disk, fd: number): Size {
  const { pageSize, changeCounter, pageCount } = header;
  return { pageSize, changeCounter, commit: pageCount ?? Math.floor(disk.fstatSync(fd).size / pageSize) };
}

/** The database after the scanned transactions. */
export function viewOfLog(databaseFd: number, walFd: number, scan: WalScan): View {
  const { commit, pages: overlay, end } = scan;
  return { pageSize: end.header.pageSize, commit, changeCounter: 0, databaseFd, walFd, overlay, end };
}

export interface Stretch {
  /** The first page of it. */
  readonly first: number;
  /** How many pages at most. */
  readonly count: number;
}

/**
 * The first page that the two do not have in common, or undefined. Reads about a megabyte of each at a time.
 */
export function firstDifference(disk: Disk, a: View, b: View, { first, count }: Stretch): number | undefined {
  if (a.pageSize !== b.pageSize || a.commit !== b.commit) return 1;
  const end = Math.min(a.commit, first + count - 1);
  const atOnce = pagesPerChunk(a.pageSize);
  const [left, right] = [new Uint8Array(atOnce * a.pageSize), new Uint8Array(atOnce * a.pageSize)];
  for (let next = first; next <= end;) {
    const pgnos = pagesFrom(a, next, Math.min(atOnce, end - next + 1));
    if (pgnos.length === 0) return undefined;
    const bytes = pgnos.length * a.pageSize;
    const [one, other] = [left.subarray(0, bytes), right.subarray(0, bytes)];
    readPages(disk, placesOf(a, pgnos), one);
    readPages(disk, placesOf(b, pgnos), other);
    const at = differenceAt(one, other);
    if (at !== undefined) return pgnos[Math.floor(at / a.pageSize)];
    next = pgnos.at(-1)! + 1;
  }
  return undefined;
}

/**
 * What SQLite sets by itself when it copies a database: journal mode (18, 19), change counter (24), size (28,
 * compared apart), schema cookie (40), and for which change and by which version the size was written (92,
 * 96).
 */
const SET_BY_SQLITE = [
  [18, 20],
  [24, 32],
  [40, 44],
  [92, 100],
] as const;

function readPages(disk: Disk, places: PagePlaces, into: Uint8Array): void {
  readPlaces(disk, places, into);
  if (places.pgnos[0] === 1) for (const [from, to] of SET_BY_SQLITE) into.fill(0, from, to);
}

function differenceAt(a: Uint8Array, b: Uint8Array): number | undefined {
  if (Buffer.compare(a, b) === 0) return undefined;
  return a.findIndex((byte, i) => byte !== b[i]);
}
