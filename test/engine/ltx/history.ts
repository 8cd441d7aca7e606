// A made-up database with a history: what each transaction changed, as files, and what it all came to.
import { PageSums } from '../../../main/engine/ltx/page-sums.ts';
import { type Checksum, pageSumInto } from '../../../main/engine/ltx/checksum.ts';
import type { CompactionInput } from '../../../main/engine/ltx/compact.ts';
import type { LtxHeader } from '../../../main/engine/ltx/header.ts';
import type { Lcg } from './bytes.ts';
import { streamed } from './bytes.ts';
import { encodeFile, headerOf, type Pages } from './files.ts';

export interface HistoryFile extends CompactionInput {
  readonly header: LtxHeader;
  readonly bytes: Uint8Array;
}

export class History {
  readonly files: HistoryFile[] = [];
  readonly #pageSize: number;
  readonly #sums = new PageSums();
  readonly #pages = new Map<number, Uint8Array>();

  /** Page size in bytes. */
  constructor(pageSize = 512) {
    this.#pageSize = pageSize;
  }

  get pages(): Pages {
    return new Map([...this.#pages].sort(([a], [b]) => a - b));
  }

  get checksum(): Checksum {
    return this.#sums.checksum();
  }

  /** One transaction: these pages, and then so many in all. */
  commit(changed: Pages, commit: number, values: Partial<LtxHeader> = {}): HistoryFile {
    const txid = BigInt(this.files.length + 1);
    const pre = txid === 1n ? 0n : this.#sums.checksum();
    this.#apply(changed, commit);
    const header = headerOf({
      pageSize: this.#pageSize,
      commit,
      min: txid,
      timestamp: 1_700_000_000_000 + 1000 * this.files.length,
      walOffset: 32,
      walSize: 4096,
      walSalt1: 1,
      walSalt2: 2,
      nodeId: 3n,
      ...(commit === 0 ? { flags: 0, preApply: pre } : { rolling: { pre, post: this.#sums.checksum() } }),
      ...values,
    });
    const bytes = encodeFile(header, changed);
    const file = { header, bytes, range: { min: txid, max: txid }, open: () => streamed([bytes]) };
    this.files.push(file);
    return file;
  }

  #apply(changed: Pages, commit: number): void {
    const sum = new Uint32Array(2);
    for (const [pgno, page] of changed) {
      pageSumInto(pgno, page, sum, 0);
      this.#sums.setFrom(pgno, sum, 0);
      this.#pages.set(pgno, page);
    }
    this.#sums.truncate(commit);
    for (const pgno of this.#pages.keys()) if (pgno > commit) this.#pages.delete(pgno);
  }

  /**
   * One transaction as a real database makes them: some pages rewritten, the file grown or cut now and then.
   */
  commitAtRandom(random: Lcg): HistoryFile {
    const before = this.#sums.commit;
    const commit = Math.max(1, before + [0, 0, 0, 5, 40, -3, -30][random.below(7)]!);
    const changed = new Map<number, Uint8Array>();
    for (let pgno = 1; pgno <= commit; pgno++) {
      if (pgno > before || random.below(6) === 0) changed.set(pgno, random.page(this.#pageSize));
    }
    return this.commit(changed, commit);
  }
}
