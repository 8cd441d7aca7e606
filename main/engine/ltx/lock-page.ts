// The page with SQLite's lock bytes at 1 GiB: it has no content, no file carries it, no checksum counts it.

/** File offset of SQLite's first lock byte. */
const PENDING_BYTE = 0x40000000;
const SMALLEST_PAGE = 512;
const LARGEST_PAGE = 65536;

/** A power of two from 512 to 65536. */
export function isPageSize(value: number): boolean {
  return Number.isInteger(Math.log2(value)) && value >= SMALLEST_PAGE && value <= LARGEST_PAGE;
}

/** Number of the lock page: 262145 at 4096 bytes a page. */
export function lockPgno(pageSize: number): number {
  return PENDING_BYTE / pageSize + 1;
}

/** How many pages a snapshot of a database of `commit` pages holds: all but the lock page. */
export function storedPages(commit: number, pageSize: number): number {
  return commit < lockPgno(pageSize) ? commit : commit - 1;
}
