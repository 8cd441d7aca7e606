// The read mark: an open read transaction that keeps the write-ahead log from being reset under us.
//
// While a mark on frames is held, no reset happens. A mark taken when the log was fully copied into the database
// (SQLite's slot 0) lets the next writer reset once, but then blocks copying back, so there is no second reset.
// A new mark is always taken, and the log read to its end, before the old one is let go: so at no moment can a
// frame disappear that was not captured, and "salt 1 grew by one" means "all of the old log was captured".
import type { Connection } from './connection.ts';
import { beginRead, endRead } from './connection.ts';
import type { DatabaseFile } from './owner.ts';

const BUSY_TIMEOUT = 0;

export class ReadMark {
  readonly #file: DatabaseFile;
  readonly #connections: [Connection, Connection];
  /** Index of the connection that holds the mark. */
  #held: 0 | 1 = 0;

  constructor(file: DatabaseFile) {
    this.#file = file;
    const first = file.connect('read', BUSY_TIMEOUT);
    try {
      beginRead(first, file.path);
      this.#connections = [first, file.connect('read', BUSY_TIMEOUT)];
    } catch (error) {
      file.disconnect(first);
      throw error;
    }
  }

  /**
   * Takes a mark at the log's present end, runs `readToEnd`, then lets the old mark go: until it has finished both
   * are held, since a slot-0 mark alone would let a writer overwrite frames that are being read. If anything fails
   * the old mark stays. Not to be called again before it has settled.
   */
  async advance<T>(readToEnd: () => Promise<T>): Promise<T> {
    const next = this.#held === 0 ? 1 : 0;
    beginRead(this.#connections[next], this.#file.path);
    try {
      const result = await readToEnd();
      endRead(this.#connections[this.#held]);
      this.#held = next;
      return result;
    } catch (error) {
      endRead(this.#connections[next]);
      throw error;
    }
  }

  /** Lets go of the mark while `work` runs. Only for someone who holds the write lock, so that no frame can come. */
  without<T>(work: () => T): T {
    const connection = this.#connections[this.#held];
    endRead(connection);
    try {
      return work();
    } finally {
      beginRead(connection, this.#file.path);
    }
  }

  close(): void {
    for (const connection of this.#connections) {
      endRead(connection);
      this.#file.disconnect(connection);
    }
  }
}
