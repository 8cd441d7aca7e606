// The file system as a parameter. Engine code that writes takes one of these instead of importing node:fs, so that
// a test can fail the n-th write, fill the disk, or stop between two steps.
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf, TidemarkError } from './errors.ts';

/** The synchronous calls that local state (spool, page sums, positions) is built from. */
export type Disk = Pick<
  typeof fs,
  | 'closeSync'
  | 'existsSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'linkSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'readSync'
  | 'readdirSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
  | 'statfsSync'
  | 'unlinkSync'
  | 'utimesSync'
  | 'writeSync'
>;

export const systemDisk: Disk = fs;

/** Writes all of `bytes` at `position` (or at the descriptor's own position). `writeSync` may write less. */
export function writeFully(disk: Disk, fd: number, bytes: Uint8Array, position: number | null = null): void {
  let done = 0;
  while (done < bytes.length) {
    const at = position === null ? null : position + done;
    done += disk.writeSync(fd, bytes, done, bytes.length - done, at);
  }
}

/** Reads into `bytes` from `position` until full or end of file; returns the number of bytes read. */
export function readFully(disk: Disk, fd: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) {
    const n = disk.readSync(fd, bytes, done, bytes.length - done, position + done);
    if (n === 0) break;
    done += n;
  }
  return done;
}

/** Makes a created, renamed or removed name in `dir` survive power loss. Windows has no such call and needs none. */
export function syncDirectory(disk: Disk, dir: string): void {
  if (process.platform === 'win32') return;
  const fd = disk.openSync(dir, 'r');
  try {
    disk.fsyncSync(fd);
  } finally {
    disk.closeSync(fd);
  }
}

/** Replaces `path` by `bytes` so that a crash leaves the old or the new content, never a mixture. */
export function replaceFile(disk: Disk, path: string, bytes: Uint8Array, token: string): void {
  const temp = `${path}.${token}.tmp`;
  try {
    writeNew(disk, temp, bytes);
    disk.renameSync(temp, path);
  } catch (error) {
    disk.rmSync(temp, { force: true });
    throw error;
  }
  syncDirectory(disk, dirname(path));
}

/** As `replaceFile`, by UTF-8. */
export function replaceText(disk: Disk, path: string, text: string, token: string): void {
  replaceFile(disk, path, new TextEncoder().encode(text), token);
}

/** Removes from `dir` what a crash left before it had its name: files that end in `.tmp`. */
export function removeTemps(disk: Disk, dir: string): void {
  for (const name of disk.readdirSync(dir)) if (name.endsWith('.tmp')) disk.rmSync(join(dir, name), { force: true });
}

function writeNew(disk: Disk, path: string, bytes: Uint8Array): void {
  const fd = disk.openSync(path, 'wx', 0o600);
  try {
    writeFully(disk, fd, bytes);
    disk.fsyncSync(fd);
  } finally {
    disk.closeSync(fd);
  }
}

/** `disk-full` in words for what the system says when there is no room; any other error as it is. */
export function explainDiskError(dir: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno !== 'ENOSPC' && errno !== 'EDQUOT') return error;
  return new TidemarkError('disk-full', `there is no room left on the disk of ${dir}`, {
    hint: 'Free some space there. Nothing is lost: Tidemark goes on where it stopped.',
    retry: 'later',
    cause: error,
  });
}
