// Where a live database is at: how much of its log is committed, or its change counter.
import { type Disk, readFully } from '../../base/disk.ts';
import { assertNever } from '../../base/errors.ts';
import { type Connection, guard } from '../../sqlite/connection.ts';
import { DATABASE_HEADER_SIZE, type DatabaseHeader, parseDatabaseHeader } from '../../sqlite/header.ts';
import type { FileIdentity } from '../../sqlite/owner.ts';
import { WalFile } from '../../sqlite/wal-file.ts';

/**
 * A live database as a job sees it: its path for SQLite, and for reading the descriptor that the one owner of
 * descriptors holds open (DESIGN §2.4).
 */
export interface LiveFile {
  readonly path: string;
  readonly fd: number;
  readonly identity: FileIdentity;
}

export type StateMark =
  | {
      readonly kind: 'wal';
      /** Committed frames in the log. */
      readonly frames: number;
      /** Of them, how many are in the database file as well. */
      readonly copied: number;
      readonly salt1: number;
      readonly salt2: number;
    }
  /** The change counter: every transaction moves it. 0 for an empty file. */
  | { readonly kind: 'rollback'; readonly counter: number };

/** The state now. `connection` must not be in a transaction. */
export function markOf(disk: Disk, live: LiveFile, connection: Connection): StateMark {
  const header = liveHeader(disk, live);
  if (header?.journal !== 'wal') return { kind: 'rollback', counter: header?.changeCounter ?? 0 };
  const { log, checkpointed } = logOf(connection, live.path);
  const wal = new WalFile(disk, live.path);
  try {
    const { salt1, salt2 } = wal.header() ?? { salt1: 0, salt2: 0 };
    return { kind: 'wal', frames: log, copied: checkpointed, salt1, salt2 };
  } finally {
    wal.close();
  }
}

/** Undefined for an empty file. */
export function liveHeader(disk: Disk, { fd, path }: Pick<LiveFile, 'fd' | 'path'>): DatabaseHeader | undefined {
  const bytes = new Uint8Array(DATABASE_HEADER_SIZE);
  const length = readFully(disk, fd, bytes, 0);
  return length === 0 ? undefined : parseDatabaseHeader(bytes.subarray(0, length), path);
}

export function sameMark(a: StateMark, b: StateMark): boolean {
  switch (a.kind) {
    case 'wal':
      return b.kind === 'wal' && a.frames === b.frames && a.salt1 === b.salt1 && a.salt2 === b.salt2;
    case 'rollback':
      return b.kind === 'rollback' && a.counter === b.counter;
    default:
      return assertNever(a);
  }
}

interface Log {
  readonly log: number;
  readonly checkpointed: number;
}

/** NOOP takes no lock and copies nothing; it only says how long the log is. */
function logOf(connection: Connection, path: string): Log {
  const row = guard(path, () => (connection.pragma('wal_checkpoint(NOOP)') as Log[])[0]);
  // -1 stands for a log that was not opened yet.
  return { log: Math.max(0, row?.log ?? 0), checkpointed: Math.max(0, row?.checkpointed ?? 0) };
}
