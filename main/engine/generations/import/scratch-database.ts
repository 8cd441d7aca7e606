// A database that is put together beside its history while that is read: one plain file of pages, and the sums of them. Logs are
// applied as a checkpoint of SQLite would: what lies behind the end of the database stays in the file until a log has ended, as
// it may become part of the database again.
import { join } from 'node:path';
import { type Disk, explainDiskError, readFully, writeFully } from '../../base/disk.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { pageSumInto } from '../../ltx/checksum.ts';
import { lockPgno } from '../../ltx/lock-page.ts';
import { PageSums } from '../../ltx/page-sums.ts';
import type { LogFrame } from '../log-frames.ts';

/** The pages that one step made others than they were, ascending; `commit` is the size in pages then. */
export interface Difference {
  readonly pgnos: readonly number[];
  readonly commit: number;
}

interface OpenFiles {
  readonly database: number;
  readonly log: number;
}

export class ScratchDatabase {
  readonly #disk: Disk;
  readonly #files: OpenFiles;
  readonly #paths: readonly string[];
  #pageSize = 0;
  #commit = 0;
  #sums = new PageSums();
  /** Of the log: bytes in its file, and where the newest frame of each page is that was committed since the last step. */
  #logged = 0;
  #committed = new Map<number, number>();
  #open: (readonly [pgno: number, at: number])[] = [];
  /** Size after the last commit of this step, and the smallest on the way. */
  #next: { readonly commit: number; readonly smallest: number } | undefined;

  private constructor(disk: Disk, folder: string, random: Random) {
    this.#disk = disk;
    const name = random.token(8);
    this.#paths = [join(folder, `${name}.db.tmp`), join(folder, `${name}.log.tmp`)];
    const [database = -1, log = -1] = this.#paths.map((path) => disk.openSync(path, 'wx+', 0o600));
    this.#files = { database, log };
  }

  /** In `folder`, which must exist; what a kill leaves there ends in `.tmp`. */
  static create(disk: Disk, folder: string, random: Random): ScratchDatabase {
    return new ScratchDatabase(disk, folder, random);
  }

  get pageSize(): number {
    return this.#pageSize;
  }

  get commit(): number {
    return this.#commit;
  }

  get sums(): PageSums {
    return this.#sums;
  }

  /**
   * A whole database takes the place of what is here. With another page size all pages are others. What an error leaves is not to be
   * gone on with but by another whole one; sums are as before. `restore-damaged` for bytes that are no whole pages.
   */
  async replaceBy(image: AsyncIterable<Uint8Array>, pageSize: number): Promise<Difference> {
    this.#forgetLog();
    let size = 0;
    for await (const piece of image) {
      this.#write(this.#files.database, piece, size);
      size += piece.length;
    }
    if (size % pageSize !== 0) throw partOfPage(size, pageSize);
    this.#startOver(pageSize, size / pageSize);
    return { pgnos: this.allPages().filter((pgno) => this.#sum(pgno) === 'changed'), commit: this.#commit };
  }

  /**
   * Takes the next frame of a log. Nothing of it shows before the log commits and `step` is called. `restore-damaged` for pages of another
   * size, and for a database that grows as none can.
   */
  frame({ pgno, commit, page }: LogFrame): void {
    if (page.length !== this.#pageSize) throw otherPages(page.length, this.#pageSize);
    this.#write(this.#files.log, page, this.#logged);
    this.#open.push([pgno, this.#logged]);
    this.#logged += page.length;
    if (commit === 0) return;
    this.#requireGrowth(commit);
    for (const [changed, at] of this.#open) this.#committed.set(changed, at);
    this.#open = [];
    this.#next = { commit, smallest: Math.min(commit, this.#next?.smallest ?? this.#commit) };
  }

  /**
   * Of what a transaction adds SQLite leaves out only pages that it frees again: as many as the free-list pages among its frames can
   * name, 4 bytes each. More would be memory and disk that nobody wrote anything for.
   */
  #requireGrowth(commit: number): void {
    const before = this.#next?.commit ?? this.#commit;
    const highest = this.#open.reduce((most, [pgno]) => Math.max(most, pgno), commit);
    if (highest <= before + this.#open.length * (this.#pageSize / 4)) return;
    throw new TidemarkError('restore-damaged', `a transaction of ${this.#open.length} pages grows the database from ${before} pages to ${highest}`);
  }

  /** All transactions that were committed since the last step; undefined when there is none. */
  step(): Difference | undefined {
    if (this.#next === undefined) return undefined;
    const { commit, smallest } = this.#next;
    const page = new Uint8Array(this.#pageSize);
    for (const [pgno, at] of this.#committed) {
      readFully(this.#disk, this.#files.log, page, at);
      this.#write(this.#files.database, page, (pgno - 1) * this.#pageSize);
    }
    const candidates = new Set([...this.#committed.keys()].filter((pgno) => pgno <= commit));
    for (const pgno of this.#pages(smallest + 1, commit)) candidates.add(pgno);
    this.#sums.truncate(smallest);
    this.#commit = commit;
    const pgnos = [...candidates].sort((a, b) => a - b).filter((pgno) => this.#sum(pgno) === 'changed');
    this.#committed.clear();
    this.#next = undefined;
    if (this.#open.length === 0) this.#logged = 0;
    return { pgnos, commit };
  }

  /** A log is over: what it did not commit never was. */
  endLog(): void {
    this.#forgetLog();
    this.#cut();
  }

  /** Valid until the next call. */
  readonly page = (pgno: number): Uint8Array => {
    const page = new Uint8Array(this.#pageSize);
    readFully(this.#disk, this.#files.database, page, (pgno - 1) * this.#pageSize);
    return page;
  };

  /** All but the lock page. */
  allPages(): readonly number[] {
    return this.#pages(1, this.#commit);
  }

  discard(): void {
    for (const fd of [this.#files.database, this.#files.log]) this.#disk.closeSync(fd);
    for (const path of this.#paths) this.#disk.rmSync(path, { force: true });
  }

  #forgetLog(): void {
    this.#committed.clear();
    this.#open = [];
    this.#next = undefined;
    this.#logged = 0;
  }

  #cut(): void {
    this.#disk.ftruncateSync(this.#files.database, this.#commit * this.#pageSize);
  }

  #pages(first: number, last: number): number[] {
    const lock = lockPgno(this.#pageSize);
    const pgnos: number[] = [];
    for (let pgno = first; pgno <= last; pgno++) if (pgno !== lock) pgnos.push(pgno);
    return pgnos;
  }

  /** Sums a page as it is in the file now. */
  #sum(pgno: number): 'changed' | 'as before' {
    const sum = new Uint32Array(2);
    pageSumInto(pgno, this.page(pgno), sum, 0);
    if (this.#sums.equals(pgno, sum, 0)) return 'as before';
    this.#sums.setFrom(pgno, sum, 0);
    return 'changed';
  }

  #startOver(pageSize: number, commit: number): void {
    if (pageSize !== this.#pageSize) this.#sums = new PageSums();
    this.#pageSize = pageSize;
    this.#commit = commit;
    this.#sums.truncate(commit);
    this.#cut();
  }

  #write(fd: number, bytes: Uint8Array, at: number): void {
    try {
      writeFully(this.#disk, fd, bytes, at);
    } catch (error) {
      throw explainDiskError(this.#paths[0]!, error);
    }
  }
}

function otherPages(size: number, pageSize: number): TidemarkError {
  return new TidemarkError('restore-damaged', `the log has pages of ${size} bytes, the database of ${pageSize}`);
}

function partOfPage(size: number, pageSize: number): TidemarkError {
  return new TidemarkError('restore-damaged', `a snapshot has ${size} bytes, which are no whole pages of ${pageSize}`);
}
