// The calls that a pen in a folder is made of, taken as a parameter so that tests can fail and reorder them, and what their
// failures mean to a person.
import * as promises from 'node:fs/promises';
import { type ErrorCode, errnoOf, isTidemarkError, messageOf, type Retry, TidemarkError } from '../../base/errors.ts';
import { MAX_RECORD_SIZE } from '../record.ts';

export type FileSystem = Pick<typeof promises, 'link' | 'mkdir' | 'open' | 'readdir' | 'rename' | 'stat' | 'unlink'>;

export const systemFiles: FileSystem = promises;

/** What link() says where there are no hard links. EISDIR is how libuv puts Windows' "invalid function". */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR']);

/** What servers and FUSE file systems say to fsync of a directory when they have no such thing. */
const NO_DIRECTORY_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EBADF']);

const ABSENT = new Set('ENODEV ENXIO ENOTCONN ESTALE EHOSTDOWN EHOSTUNREACH ENETDOWN ENETUNREACH ETIMEDOUT'.split(' '));
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);
const FULL = new Set(['ENOSPC', 'EDQUOT']);

export interface SmallFile {
  readonly bytes: Uint8Array;
  /** Ms since the epoch, on the clock of the machine that holds the file: created, written or renamed last. */
  readonly touchedAt: number;
}

/** Undefined when it is not there. Of a file that is too long, one byte more than the longest. */
export async function readSmall(fs: FileSystem, path: string): Promise<SmallFile | undefined> {
  const handle = await unlessMissing(fs.open(path, 'r'));
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    const bytes = Buffer.alloc(Math.min(stats.size, MAX_RECORD_SIZE + 1));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return { bytes: bytes.subarray(0, bytesRead), touchedAt: lastTouched(stats) };
  } finally {
    await handle.close();
  }
}

/** Creates it, whole and durable. Gives the time on the clock of the machine that holds it. */
export async function writeNew(fs: FileSystem, path: string, bytes: Uint8Array): Promise<number> {
  const handle = await fs.open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
    return lastTouched(await handle.stat());
  } finally {
    await handle.close();
  }
}

/** What time it is, ms since the epoch, on the clock of the machine that holds `probe`, a file that is created for it. */
export async function timeOf(fs: FileSystem, probe: string): Promise<number> {
  const handle = await fs.open(probe, 'wx', 0o600);
  try {
    return lastTouched(await handle.stat());
  } finally {
    await handle.close();
  }
}

/** Makes a created, renamed or removed name in `dir` survive power loss, wherever the file system can. */
export async function syncDirectory(fs: FileSystem, dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(dir, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!NO_DIRECTORY_SYNC.has(errnoOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

/** `won`: `name` is now another name of `temp`. No name is ever replaced. */
export async function linkNew(fs: FileSystem, temp: string, name: string): Promise<'won' | 'taken'> {
  try {
    await fs.link(temp, name);
    return 'won';
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (NO_HARD_LINKS.has(errno)) throw noHardLinksError(name, error);
    if (errno !== 'EEXIST') throw error;
  }
  // NFS repeats a request whose answer was lost; the repeat of one that worked says EEXIST (FACTS C.3, race 9).
  return (await fs.stat(temp)).nlink > 1 ? 'won' : 'taken';
}

export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function lastTouched({ ctimeMs, birthtimeMs }: { ctimeMs: number; birthtimeMs: number }): number {
  return Math.max(ctimeMs, birthtimeMs);
}

/** Turns what a call threw into words. TidemarkErrors pass unchanged. */
export function folderError(error: unknown, dir: string): TidemarkError {
  if (isTidemarkError(error)) return error;
  const errno = errnoOf(error) ?? '';
  const words = (code: ErrorCode, what: string, hint: string, retry: Retry): TidemarkError =>
    new TidemarkError(code, `cannot take or look at the pen in ${dir}: ${what}`, { hint, retry, cause: error });
  if (ABSENT.has(errno)) return words('destination-absent', `the disk or server is not there (${errno})`, 'Connect it.', 'later');
  if (DENIED.has(errno)) {
    return words('destination-denied', `permission denied (${errno})`, 'Let this user write there.', 'later');
  }
  if (FULL.has(errno)) return words('destination-full', `no space left (${errno})`, 'Free some space there.', 'later');
  if (errno === 'ENOTDIR') return words('destination-failed', 'it is not a folder', 'Name a folder for the copies.', 'never');
  const what = errno === '' ? messageOf(error) : `the disk or server reported an error (${errno})`;
  return words('destination-failed', what, 'Check the disk or the connection.', 'later');
}

function noHardLinksError(path: string, cause: unknown): TidemarkError {
  const message = `the file system of ${path} has no hard links, and without them no pen can be kept there`;
  return new TidemarkError('unsupported', message, {
    hint: 'Use a disk with another format (exFAT and FAT cannot do it), or let one computer alone write there.',
    cause,
  });
}
