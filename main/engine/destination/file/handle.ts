// What is done with a file that is open.
import type { FileHandle } from 'node:fs/promises';
import { errnoOf } from '../../base/errors.ts';

/** Bytes per call, reading and writing: large enough that the call is free, small enough to stop soon. */
export const PIECE_SIZE = 512 * 1024;

/**
 * What some disks and shares say to a user who may write but not set times. The time is then the writing's.
 */
const NO_TIMES = new Set(['EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Sets the modification time (ms since the epoch), wherever the file system lets us. It is for listings, and
 * for Litestream; the true time is in the file's header.
 */
export async function setModified(handle: FileHandle, time: number): Promise<void> {
  try {
    await handle.utimes(time / 1000, time / 1000);
  } catch (error) {
    if (!NO_TIMES.has(errnoOf(error) ?? '')) throw error;
  }
}

/** Writes all of `pieces` at the handle's position; a call that writes less goes on where it stopped. */
export async function writePieces(handle: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  let rest = pieces.filter((piece) => piece.length > 0);
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest);
    rest = skipBytes(rest, bytesWritten);
  }
}

function skipBytes(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  let skip = count;
  const rest: Uint8Array[] = [];
  for (const piece of pieces) {
    if (skip < piece.length) rest.push(piece.subarray(skip));
    skip = Math.max(0, skip - piece.length);
  }
  return rest;
}
