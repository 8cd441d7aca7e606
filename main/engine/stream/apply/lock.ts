// SQLite's exclusive lock on the follower's file, waited for with patience and without keeping readers out for long.
import type { Clock } from '../../base/clock.ts';
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { beginRead, type Connection, endRead, guard } from '../../sqlite/connection.ts';
import { parseDatabaseHeader } from '../../sqlite/header.ts';
import type { DatabaseFile } from '../../sqlite/owner.ts';

/**
 * How long one try waits inside SQLite, ms: while it does, those who read finish and nobody new begins, so that a stream
 * of readers without gaps does not keep us out. It holds this thread.
 */
const TRY = 20;
/** Pauses between tries, ms: readers' turn. */
const SHORTEST = 5;
const LONGEST = 100;

export interface LockDeps {
  readonly clock: Clock;
  /** How long other programs may keep us waiting, ms. */
  readonly patience: number;
}

export class FileLock {
  readonly #file: DatabaseFile;
  readonly #connection: Connection;
  readonly #deps: LockDeps;
  /** Monotonic ms: until then it is readers' turn. */
  #notBefore = 0;

  constructor(file: DatabaseFile, deps: LockDeps) {
    this.#file = file;
    this.#deps = deps;
    this.#connection = file.connect('own', TRY);
    this.#keepJournalInMemory();
  }

  /**
   * SQLite begins an empty file by writing to its journal; that one must not be where ours is. What a crash left is rolled
   * back all the same.
   */
  #keepJournalInMemory(): void {
    this.#connection.pragma('journal_mode = MEMORY');
  }

  /** Nobody writes meanwhile, many may read. What a crash left was rolled back by SQLite. */
  shared<T>(work: () => Promise<T>): Promise<T> {
    return this.#holding(() => {
      beginRead(this.#connection, this.#file.path);
    }, work);
  }

  /**
   * Nobody else reads or writes meanwhile. `database-locked` when others did not let go within the patience. Comes back as
   * long after the last time as that took: readers that wait look only every now and then whether it is their turn.
   */
  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const { clock } = this.#deps;
    await clock.sleep(Math.max(0, this.#notBefore - clock.monotonic()));
    return this.#holding(() => {
      this.#leaveWalMode();
      guard(this.#file.path, () => this.#connection.exec('BEGIN EXCLUSIVE'));
    }, () => this.#timed(work));
  }

  async #timed<T>(work: () => Promise<T>): Promise<T> {
    const { clock } = this.#deps;
    const start = clock.monotonic();
    try {
      return await work();
    } finally {
      const end = clock.monotonic();
      this.#notBefore = end + Math.min(LONGEST, end - start);
    }
  }

  /** In WAL mode, where another program took the file, there is no lock that keeps readers out. */
  #leaveWalMode(): void {
    const header = this.#file.readHeader();
    if (header.length === 0 || parseDatabaseHeader(header, this.#file.path).journal === 'rollback') return;
    guard(this.#file.path, () => this.#connection.pragma('journal_mode = DELETE'));
    this.#keepJournalInMemory();
  }

  async #holding<T>(take: () => void, work: () => Promise<T>): Promise<T> {
    await this.#outlast(take);
    try {
      return await work();
    } finally {
      endRead(this.#connection);
    }
  }

  async #outlast(take: () => void): Promise<void> {
    const { clock, patience } = this.#deps;
    const deadline = clock.monotonic() + patience;
    for (let pause = SHORTEST; ; pause = Math.min(LONGEST, 2 * pause)) {
      try {
        take();
        return;
      } catch (error) {
        if (!isTidemarkError(error, 'database-locked')) throw error;
        if (clock.monotonic() > deadline) throw stillRead(this.#file.path, patience, error);
      }
      await clock.sleep(pause);
    }
  }

  close(): void {
    this.#file.disconnect(this.#connection);
  }
}

function stillRead(path: string, patience: number, cause: unknown): TidemarkError {
  return new TidemarkError('database-locked', `other programs have read ${path} for ${Math.round(patience / 1000)} s without a pause`, {
    hint: 'The file shows an older state until they let go; then it goes on by itself.',
    retry: 'later',
    cause,
  });
}
