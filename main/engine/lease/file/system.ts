// What a pen in a folder is made of, over the calls of a folder destination.
import { errnoOf, TidemarkError, unlessMissing } from '../../base/errors.ts';
import type { FileSystem } from '../../destination/folder-calls.ts';
import { MAX_RECORD_SIZE } from '../record.ts';

/** What link() says where there are no hard links. EISDIR is how libuv puts Windows' "invalid function". */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR']);

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

function lastTouched({ ctimeMs, birthtimeMs }: { ctimeMs: number; birthtimeMs: number }): number {
  return Math.max(ctimeMs, birthtimeMs);
}

function noHardLinksError(path: string, cause: unknown): TidemarkError {
  const message = `the file system of ${path} has no hard links, and without them no pen can be kept there`;
  return new TidemarkError('unsupported', message, {
    hint: 'Use a disk with another format (exFAT and FAT cannot do it), or let one computer alone write there.',
    cause,
  });
}
