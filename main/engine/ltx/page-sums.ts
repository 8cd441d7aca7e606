// The checksums of all pages of one database, and of the whole, kept up to date with each change.
import { type Checksum, CHECKSUM_FLAG_HI } from './checksum.ts';
import { joinHalves } from './crc64.ts';

/**
 * Page sums are pairs of 32-bit halves as `pageSumInto` writes them: upper half first, flag set; 0, 0 where
 * no page is known. The lock page never gets one. Page numbers are trusted: check one from outside against
 * the database's size.
 */
export class PageSums {
  /** Page 1 at index 0; longer than the database so that growth is cheap; zeros past the end. */
  #pairs = new Uint32Array(0);
  #commit = 0;
  /** XOR of all pairs. */
  #hi = 0;
  #lo = 0;

  /** A copy of what `entries` gave. Pages it has no pair for are unknown, pairs past `commit` are dropped. */
  static from(entries: Uint32Array, commit: number): PageSums {
    const sums = new PageSums();
    sums.#resize(commit);
    const known = Math.min(commit, entries.length / 2);
    for (let at = 0; at < known; at++) sums.setFrom(at + 1, entries, at);
    return sums;
  }

  /** An empty table that grows to `pages` without moving. */
  static withRoom(pages: number): PageSums {
    const sums = new PageSums();
    sums.#pairs = new Uint32Array(2 * pages);
    return sums;
  }

  /** Size of the database in pages. */
  get commit(): number {
    return this.#commit;
  }

  /** Two halves for each page, page 1 first. A view that the next change may leave behind: use it at once. */
  get entries(): Uint32Array {
    return this.#pairs.subarray(0, 2 * this.#commit);
  }

  /** Sets the sum of page `pgno` ≥ 1; the database grows to it if it must. */
  set(pgno: number, hi: number, lo: number): void {
    if (pgno > this.#commit) this.#resize(pgno);
    const at = 2 * (pgno - 1);
    this.#hi ^= this.#pairs[at]! ^ hi;
    this.#lo ^= this.#pairs[at + 1]! ^ lo;
    this.#pairs[at] = hi;
    this.#pairs[at + 1] = lo;
  }

  /** Sets the sum of page `pgno` to the pair number `at` of `source`. */
  setFrom(pgno: number, source: Uint32Array, at: number): void {
    this.set(pgno, source[2 * at]!, source[2 * at + 1]!);
  }

  /** The sum of page `pgno`, or 0 when none is known. */
  get(pgno: number): Checksum {
    if (pgno > this.#commit) return 0n;
    return joinHalves(this.#pairs[2 * pgno - 2]!, this.#pairs[2 * pgno - 1]!);
  }

  /** Whether page `pgno` has the sum that is pair number `at` of `source`. */
  equals(pgno: number, source: Uint32Array, at: number): boolean {
    if (pgno > this.#commit) return false;
    const own = 2 * (pgno - 1);
    return this.#pairs[own] === source[2 * at] && this.#pairs[own + 1] === source[2 * at + 1];
  }

  /** Makes the database at most `commit` pages long. */
  truncate(commit: number): void {
    if (commit >= this.#commit) return;
    for (let pgno = commit + 1; pgno <= this.#commit; pgno++) this.set(pgno, 0, 0);
    this.#resize(commit);
  }

  /** The rolling checksum of the whole database; `EMPTY_DATABASE` when it has no pages. */
  checksum(): Checksum {
    return joinHalves(this.#hi | CHECKSUM_FLAG_HI, this.#lo);
  }

  /** An independent copy. */
  clone(): PageSums {
    return PageSums.from(this.entries, this.#commit);
  }

  #resize(commit: number): void {
    if (2 * commit > this.#pairs.length) {
      const larger = new Uint32Array(Math.max(2 * commit, Math.ceil(this.#pairs.length * 1.5)));
      larger.set(this.entries);
      this.#pairs = larger;
    }
    this.#commit = commit;
  }
}
