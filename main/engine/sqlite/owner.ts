// The one owner of descriptors on users' database files.
//
// POSIX record locks belong to the process: closing ANY descriptor of a file drops all locks that this process has
// on it, those of SQLite's own connections included. So a database file is opened here and nowhere else, once per
// process, before the first SQLite connection to it, and closed after the last. SQLite's own connections know the
// rule among themselves and share safely. Windows locks belong to the handle, so there the order does no harm.
//
// Users' files are opened for reading. Only a file of our own, one that follows another database, may be written.
//
// The registry is a module's variable because the hazard is the process's: two owners would undo each other. Worker
// threads get descriptor numbers to read from, never a path to open.
import type { Stats } from 'node:fs';
import { TidemarkError, errnoOf } from '../base/errors.ts';
import type { Disk } from '../base/disk.ts';
import { readFully, writeFully } from '../base/disk.ts';
import { type Access, connect, type Connection } from './connection.ts';
import { DATABASE_HEADER_SIZE } from './header.ts';

/** Names a file whatever its path: device and inode. */
export interface FileIdentity {
  readonly dev: number;
  readonly ino: number;
}

interface Entry {
  readonly key: string;
  readonly fd: number;
  /** Every path by which it was opened: SQLite puts `-shm` beside each. */
  readonly paths: Set<string>;
  /** Further descriptors of the same file that a race with a rename gave us; closing one early would drop locks. */
  readonly strays: number[];
  /** For files of our own only. */
  writing?: number;
  uses: number;
}

const entries = new Map<string, Entry>();

/** Undefined for what is not there; `database-unreadable` for what the system does not let us look at. */
export function lookUp(disk: Disk, path: string): Stats | undefined {
  try {
    return disk.statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(path, 'looked at', error);
  }
}

export function identify(disk: Disk, path: string): FileIdentity | undefined {
  const stat = lookUp(disk, path);
  return stat === undefined ? undefined : { dev: stat.dev, ino: stat.ino };
}

/** Undefined also for what cannot be looked at now: that is its own trouble, not that of another file. */
export function identityNow(disk: Disk, path: string): FileIdentity | undefined {
  try {
    return identify(disk, path);
  } catch {
    return undefined;
  }
}

/** Which file it is, and what changes when somebody writes to it, by whatever means. Times in ms. */
export interface FileStamp extends FileIdentity {
  readonly size: number;
  readonly mtime: number;
  readonly ctime: number;
}

export function stampOf(disk: Disk, path: string): FileStamp | undefined {
  const stat = lookUp(disk, path);
  if (stat === undefined) return undefined;
  return { dev: stat.dev, ino: stat.ino, size: stat.size, mtime: stat.mtimeMs, ctime: stat.ctimeMs };
}

/** File systems count time in steps of some ms: what is written within the same step leaves the stamp as it is. */
const TIME_STEP = 20;

/** The stamp if it tells of every later write, undefined if the file was written so shortly before `now` that it may not. */
export function settledStamp(stamp: FileStamp | undefined, now: number): FileStamp | undefined {
  return stamp !== undefined && Math.abs(now - stamp.mtime) < TIME_STEP ? undefined : stamp;
}

export function sameStamp(a: FileStamp | undefined, b: FileStamp | undefined): boolean {
  return a !== undefined && a.size === b?.size && a.mtime === b.mtime && a.ctime === b.ctime;
}

export function sameFile(a: FileIdentity | undefined, b: FileIdentity | undefined): boolean {
  return a !== undefined && a.dev === b?.dev && a.ino === b.ino;
}

/** A database file held open: its descriptor for reading pages, and the SQLite connections made to it. */
export class DatabaseFile {
  readonly path: string;
  readonly identity: FileIdentity;
  readonly #disk: Disk;
  readonly #entry: Entry;
  readonly #connections = new Set<Connection>();
  #open = true;

  private constructor(disk: Disk, path: string, identity: FileIdentity, entry: Entry) {
    this.#disk = disk;
    this.path = path;
    this.identity = identity;
    this.#entry = entry;
  }

  /** `database-missing` when there is no such file, `database-unreadable` when it may not be read. */
  static open(disk: Disk, path: string): DatabaseFile {
    const entry = acquire(disk, path);
    const stat = disk.fstatSync(entry.fd);
    return new DatabaseFile(disk, path, { dev: stat.dev, ino: stat.ino }, entry);
  }

  /** Read-only descriptor, also valid in this process's worker threads while the file is open here. */
  get fd(): number {
    return this.#entry.fd;
  }

  /** Bytes. */
  size(): number {
    return this.#disk.fstatSync(this.#entry.fd).size;
  }

  /** The first 100 bytes, or fewer if the file is shorter. `database-unreadable` when the disk does not give them. */
  readHeader(): Uint8Array {
    const bytes = new Uint8Array(DATABASE_HEADER_SIZE);
    try {
      return bytes.subarray(0, readFully(this.#disk, this.#entry.fd, bytes, 0));
    } catch (error) {
      throw unreadable(this.path, 'read', error);
    }
  }

  /** True while the path still leads to this very file. */
  isCurrent(): boolean {
    return sameFile(identify(this.#disk, this.path), this.identity);
  }

  /**
   * A connection to this file, closed with it at the latest. `database-missing` (retry now) if the path leads
   * elsewhere by now: SQLite opens by path, so this is checked on both sides of its open.
   */
  connect(access: Access, busyTimeout: number): Connection {
    this.#requireCurrent();
    const connection = connect(this.path, access, busyTimeout);
    this.#connections.add(connection);
    try {
      this.#requireCurrent();
    } catch (error) {
      this.disconnect(connection);
      throw error;
    }
    return connection;
  }

  disconnect(connection: Connection): void {
    this.#connections.delete(connection);
    connection.close();
  }

  /** Connections first, the descriptor last. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const connection of this.#connections) connection.close();
    this.#connections.clear();
    release(this.#disk, this.#entry);
  }

  #requireCurrent(): void {
    if (this.isCurrent()) return;
    throw movedError(this.path);
  }
}

/**
 * A database file of our own, to which pages may be written: one that follows another database (DESIGN §8). Whoever writes
 * holds SQLite's exclusive lock by a connection to `file`.
 */
export class OwnDatabaseFile {
  readonly file: DatabaseFile;
  readonly #disk: Disk;
  readonly #fd: number;

  private constructor(disk: Disk, file: DatabaseFile, fd: number) {
    this.#disk = disk;
    this.file = file;
    this.#fd = fd;
  }

  /** As `DatabaseFile.open`; `database-unreadable` also when it may not be written. */
  static open(disk: Disk, path: string): OwnDatabaseFile {
    const file = DatabaseFile.open(disk, path);
    try {
      return new OwnDatabaseFile(disk, file, acquireWriting(disk, file));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** @param position bytes from the start of the file */
  write(bytes: Uint8Array, position: number): void {
    writeFully(this.#disk, this.#fd, bytes, position);
  }

  /** @param size bytes */
  resize(size: number): void {
    this.#disk.ftruncateSync(this.#fd, size);
  }

  /** What was written is durable when it returns. */
  sync(): void {
    this.#disk.fsyncSync(this.#fd);
  }
}

/** A second descriptor of the same file is no harm while the first is open: both are closed together. */
function acquireWriting(disk: Disk, { path, identity }: DatabaseFile): number {
  const entry = entries.get(keyOf(identity))!;
  if (entry.writing !== undefined) return entry.writing;
  const fd = openOr(disk, path, 'r+', 'written');
  if (sameFile(disk.fstatSync(fd), identity)) {
    entry.writing = fd;
    return fd;
  }
  const other = entries.get(keyOf(disk.fstatSync(fd)));
  if (other === undefined) disk.closeSync(fd);
  else other.strays.push(fd);
  throw movedError(path);
}

function movedError(path: string): TidemarkError {
  return new TidemarkError('database-missing', `${path} was moved or replaced just now`, { retry: 'now' });
}

function acquire(disk: Disk, path: string): Entry {
  const known = identify(disk, path);
  const shared = known === undefined ? undefined : entries.get(keyOf(known));
  if (shared !== undefined) return share(shared, path);
  requireNoSharedMemory(disk, path, known);
  const fd = openOr(disk, path, 'r', 'opened');
  const stat = disk.fstatSync(fd);
  const key = keyOf(stat);
  const raced = entries.get(key);
  if (raced !== undefined) {
    raced.strays.push(fd);
    return share(raced, path);
  }
  const entry: Entry = { key, fd, paths: new Set([path]), strays: [], uses: 1 };
  entries.set(key, entry);
  return entry;
}

function share(entry: Entry, path: string): Entry {
  entry.paths.add(path);
  entry.uses++;
  return entry;
}

/** The locks of a WAL database, our read mark among them, are on its `-shm`: closing that would drop them as well. */
function requireNoSharedMemory(disk: Disk, path: string, identity: FileIdentity | undefined): void {
  const followed = [...entries.values()].flatMap(({ paths }) => [...paths]);
  const whose = followed.find((database) => sameFile(identity, identityNow(disk, `${database}-shm`)));
  if (whose === undefined) return;
  throw new TidemarkError('database-not-sqlite', `${path} is not a database but belongs to one: ${whose}`, {
    hint: 'Choose the database itself.',
  });
}

function release(disk: Disk, entry: Entry): void {
  entry.uses--;
  if (entry.uses > 0) return;
  entries.delete(entry.key);
  for (const fd of [entry.fd, entry.writing, ...entry.strays]) if (fd !== undefined) disk.closeSync(fd);
}

function keyOf(identity: FileIdentity): string {
  return `${identity.dev}:${identity.ino}`;
}

function openOr(disk: Disk, path: string, how: 'r' | 'r+', doing: string): number {
  try {
    return disk.openSync(path, how);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') {
      throw new TidemarkError('database-missing', `there is no file at ${path}`, {
        hint: 'Check the path. If the file is on a disk that is not connected, connect it; Tidemark keeps looking.',
        retry: 'later',
        cause: error,
      });
    }
    throw unreadable(path, doing, error);
  }
}

/** `doing` reads as in "cannot be <doing>". */
function unreadable(path: string, doing: string, cause: unknown): TidemarkError {
  return new TidemarkError('database-unreadable', `${path} cannot be ${doing} (${errnoOf(cause) ?? 'unknown error'})`, {
    hint: 'Check that you may read the file and open its folder, and the disk itself.',
    retry: 'later',
    cause,
  });
}
