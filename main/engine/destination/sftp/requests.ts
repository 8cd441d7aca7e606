// The requests a destination is made of, as promises; a missing name is an answer and no error where that is usual.
import type { FileEntry, SFTPWrapper, Stats } from 'ssh2';
import type { Answer, Session } from './session.ts';
import { NO_SUCH_FILE, statusOf } from './status.ts';

/** An open file, or folder. */
export type Handle = Buffer;

const END_OF_FILE = 1;
/** Requests for more names under way at once: a server gives about a hundred each time. */
const PAGES_AHEAD = 4;
/** Times are unsigned 32-bit seconds. */
const LATEST_TIME = 2 ** 32 - 1;

/** A new file that only this user may read. Fails with a status when the name is taken. */
export function createFile(session: Session, path: string): Promise<Handle> {
  return session.call<Handle>((sftp, answer) => {
    sftp.open(path, 'wx', { mode: 0o600 }, answer);
  });
}

export function openFile(session: Session, path: string): Promise<Handle> {
  return session.call<Handle>((sftp, answer) => {
    sftp.open(path, 'r', answer);
  });
}

export async function closeHandle(session: Session, handle: Handle): Promise<void> {
  await session.call((sftp, answer) => {
    sftp.close(handle, answer as (error?: Error | null) => void);
  });
}

/** The bytes are copied before this returns. */
export async function writeAt(session: Session, handle: Handle, bytes: Buffer, position: number): Promise<void> {
  await session.call((sftp, answer) => {
    sftp.write(handle, bytes, 0, bytes.length, position, answer as (error?: Error | null) => void);
  });
}

/** Fewer bytes than asked for only at the end of the file. */
export async function readAt(session: Session, handle: Handle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const count = await session.call<number>((sftp, answer) => {
      sftp.read(handle, bytes, filled, length - filled, position + filled, answer);
    });
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

export function statHandle(session: Session, handle: Handle): Promise<Stats> {
  return session.call<Stats>((sftp, answer) => {
    sftp.fstat(handle, answer);
  });
}

/** Undefined when nothing has that name. */
export function statPath(session: Session, path: string): Promise<Stats | undefined> {
  return unlessMissing(
    session.call<Stats>((sftp, answer) => {
      sftp.stat(path, answer);
    }),
  );
}

/** Makes the file's bytes durable where the server offers to (`fsync@openssh.com`). */
export async function syncFile(session: Session, handle: Handle): Promise<void> {
  await session.extension((sftp, answer) => {
    sftp.ext_openssh_fsync(handle, answer);
  });
}

/**
 * Sets modification and access time (ms since the epoch), to the second, wherever the server lets us and knows such times.
 * For listings, and for Litestream; the true time is in the file's header.
 */
export async function setTimes(session: Session, handle: Handle, modified: number, accessed: number): Promise<void> {
  const [mtime, atime] = [Math.floor(modified / 1000), Math.floor(accessed / 1000)];
  if (mtime < 0 || mtime > LATEST_TIME) return;
  try {
    await session.call((sftp, answer) => {
      sftp.futimes(handle, atime, mtime, answer as (error?: Error | null) => void);
    });
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
  }
}

/** `no` when nothing had that name. */
export async function removeFile(session: Session, path: string): Promise<'yes' | 'no'> {
  const removed = session.call((sftp, answer) => {
    sftp.unlink(path, answer as (error?: Error | null) => void);
  });
  return (await unlessMissing(removed.then(() => 'yes' as const))) ?? 'no';
}

/** Fails with a status when the name is taken, by a folder or anything else. */
export async function makeFolder(session: Session, path: string): Promise<void> {
  await session.call((sftp, answer) => {
    sftp.mkdir(path, { mode: 0o700 }, answer as (error?: Error | null) => void);
  });
}

export async function removeFolder(session: Session, path: string): Promise<void> {
  await session.call((sftp, answer) => {
    sftp.rmdir(path, answer as (error?: Error | null) => void);
  });
}

/** A second name for a file, never in the place of another; `not-offered` without `hardlink@openssh.com`. */
export async function linkFile(session: Session, from: string, to: string): Promise<'linked' | 'not-offered'> {
  const done = await session.extension((sftp, answer) => {
    sftp.ext_openssh_hardlink(from, to, answer as (error?: Error | null) => void);
  });
  return done === undefined ? 'not-offered' : 'linked';
}

/** Version 3's rename, which fails when the name is taken (draft-ietf-secsh-filexfer-02 §6.5). */
export async function renameFile(session: Session, from: string, to: string): Promise<void> {
  await session.call((sftp, answer) => {
    sftp.rename(from, to, answer as (error?: Error | null) => void);
  });
}

/** What a folder holds, in no order; undefined when it is not there. `each` is called between requests, and may throw. */
export async function listFolder(
  session: Session,
  path: string,
  each: () => void = () => undefined,
): Promise<FileEntry[] | undefined> {
  const handle = await unlessMissing(
    session.call<Handle>((sftp, answer) => {
      sftp.opendir(path, answer);
    }),
  );
  if (handle === undefined) return undefined;
  try {
    const entries: FileEntry[] = [];
    const lane = async (): Promise<void> => {
      for (let page = await nextPage(session, handle); page !== undefined; page = await nextPage(session, handle)) {
        each();
        for (const entry of page) entries.push(entry);
      }
    };
    await Promise.all(Array.from({ length: PAGES_AHEAD }, lane));
    return entries;
  } finally {
    closeHandle(session, handle).catch(() => undefined);
  }
}

async function nextPage(session: Session, handle: Handle): Promise<FileEntry[] | undefined> {
  try {
    return await session.call<FileEntry[]>((sftp, answer) => {
      readPage(sftp, handle, answer);
    });
  } catch (error) {
    if (statusOf(error) === END_OF_FILE) return undefined;
    throw error;
  }
}

/** The library's types leave out that a folder may be given by its handle. */
function readPage(sftp: SFTPWrapper, handle: Handle, answer: Answer<FileEntry[]>): void {
  sftp.readdir(handle, answer);
}

export interface Space {
  /** Bytes that this user may still write. */
  readonly free: number;
  /** Bytes in all. */
  readonly total: number;
}

/** Undefined where the server does not say (`statvfs@openssh.com`). */
export async function spaceAt(session: Session, path: string): Promise<Space | undefined> {
  try {
    const answer = await session.extension<{ f_frsize: number; f_blocks: number; f_bavail: number }>((sftp, done) => {
      sftp.ext_openssh_statvfs(path, done);
    });
    if (answer === undefined) return undefined;
    const { f_frsize: unit, f_blocks: blocks, f_bavail: available } = answer.value;
    return { free: available * unit, total: blocks * unit };
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    return undefined;
  }
}

async function unlessMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (statusOf(error) === NO_SUCH_FILE) return undefined;
    throw error;
  }
}
