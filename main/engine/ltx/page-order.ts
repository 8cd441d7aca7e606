// Which page may come next in a file (FACTS A.9), for those who write one and those who read one.
import { ltxError } from './fault.ts';
import { isSnapshot, type LtxHeader } from './header.ts';
import { lockPgno, storedPages } from './lock-page.ts';

type PageOrderCode = 'ltx-page' | 'ltx-encode' | 'ltx-incomplete';

/** Pages ascend, lie within the database and are never the lock page; a snapshot has all of them. */
export class PageOrder {
  readonly #header: LtxHeader;
  readonly #code: PageOrderCode;
  readonly #lock: number;
  #last = 0;
  #count = 0;

  /** `code`: the error for a page out of order. */
  constructor(header: LtxHeader, code: PageOrderCode) {
    this.#header = header;
    this.#code = code;
    this.#lock = lockPgno(header.pageSize);
  }

  /** Pages admitted so far. */
  get count(): number {
    return this.#count;
  }

  /** Takes note of the next page, or throws. */
  admit(pgno: number): void {
    const fault = this.#fault(pgno);
    if (fault !== undefined) throw ltxError(this.#code, fault);
    this.#last = pgno;
    this.#count++;
  }

  #fault(pgno: number): string | undefined {
    const { commit } = this.#header;
    if (pgno <= 0) return 'page number required';
    if (pgno > commit) return `page ${pgno} is past the database's end at ${commit} pages`;
    if (pgno === this.#lock) return `page ${pgno} is the lock page, which has no content`;
    if (!isSnapshot(this.#header)) {
      return pgno > this.#last ? undefined : `page ${pgno} follows page ${this.#last}; pages must ascend`;
    }
    const next = this.#last + 1 === this.#lock ? this.#lock + 1 : this.#last + 1;
    return pgno === next ? undefined : `page ${pgno} comes where a snapshot needs page ${next}`;
  }

  /** After the last page: `ltx-incomplete` for a snapshot that lacks some. */
  finish(): void {
    if (!isSnapshot(this.#header)) return;
    const { commit, pageSize } = this.#header;
    const all = storedPages(commit, pageSize);
    if (this.#count === all) return;
    throw ltxError('ltx-incomplete', `the snapshot holds ${this.#count} of the database's ${all} pages`);
  }
}
