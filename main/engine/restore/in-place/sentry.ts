// Watches over the present from the moment it is kept: only what nobody has changed since may be replaced.
//
// In WAL mode SQLite itself tells, by `data_version` of a connection that stays open: the log's length and salts would
// not do, since a log can be emptied or removed and look as before. In rollback mode it is the change counter, which
// can be read while another connection holds every lock.
import { systemDisk } from '../../base/disk.ts';
import { type Connection, guard } from '../../sqlite/connection.ts';
import type { JournalKind } from '../../sqlite/header.ts';
import type { DatabaseFile } from '../../sqlite/owner.ts';
import { liveFile } from './live.ts';
import { liveHeader } from './mark.ts';

interface Sight {
  readonly journal: JournalKind;
  readonly version: number;
}

export class Sentry {
  readonly #file: DatabaseFile;
  readonly #connection: Connection;
  #seen: Sight | undefined;

  constructor(file: DatabaseFile) {
    this.#file = file;
    this.#connection = file.connect('read', 0);
  }

  /** From now on. `database-locked` while another program is in the middle of something. */
  begin(): void {
    this.#seen = this.#look();
  }

  /** Whether anybody committed anything, or moved the file, since `begin`. */
  get state(): 'unchanged' | 'changed' {
    const now = this.#look();
    const same = now.journal === this.#seen?.journal && now.version === this.#seen.version;
    return same && this.#file.isCurrent() ? 'unchanged' : 'changed';
  }

  close(): void {
    this.#file.disconnect(this.#connection);
  }

  #look(): Sight {
    const header = liveHeader(systemDisk, liveFile(this.#file));
    if (header?.journal !== 'wal') return { journal: 'rollback', version: header?.changeCounter ?? 0 };
    const version = guard(this.#file.path, () => this.#connection.pragma('data_version', { simple: true }));
    return { journal: 'wal', version: Number(version) };
  }
}
