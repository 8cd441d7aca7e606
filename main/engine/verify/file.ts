// Verifies one LTX file on disk.
import { basename } from 'node:path';
import { type Disk, readFully } from '../base/disk.ts';
import { errnoOf, TidemarkError } from '../base/errors.ts';
import { parseLtxName } from '../ltx/name.ts';
import type { LtxEnds } from '../ltx/trailer.ts';
import { decodeFile, type DecodeOptions, type FileReceiver } from '../restore/decode-file.ts';
import { WHOLE_FILE } from '../restore/read-ahead.ts';
import { checkName } from '../restore/walk.ts';

const PIECE = 512 * 1024;

export interface VerifiedFile extends LtxEnds {
  /** Pages it holds. */
  readonly pages: number;
  /** Bytes. */
  readonly size: number;
}

/**
 * Proves the file at `path` whole, and that its name, if it is an LTX file's, is its own. Throws `ltx-…`, or
 * `usage` when it cannot be read.
 */
export async function verifyFile(disk: Disk, path: string, options: DecodeOptions): Promise<VerifiedFile> {
  let size = 0;
  let pages = 0;
  const onBytes = (length: number): void => {
    size += length;
    options.onBytes?.(length);
  };
  const receiver: FileReceiver = {
    header: () => undefined,
    run: ({ pgnos }) => {
      pages += pgnos.length;
      return undefined;
    },
  };
  const kind = sizeOf(disk, path) <= WHOLE_FILE ? 'whole' : 'stream';
  const ends = await decodeFile({ kind, pieces: piecesOf(disk, path) }, { ...options, onBytes }, receiver);
  const range = parseLtxName(basename(path));
  if (range !== undefined) checkName(range, ends.header);
  return { ...ends, pages, size };
}

function sizeOf(disk: Disk, path: string): number {
  return disk.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function* piecesOf(disk: Disk, path: string): Generator<Uint8Array> {
  const fd = openToRead(disk, path);
  try {
    for (let at = 0; ; at += PIECE) {
      const piece = new Uint8Array(PIECE);
      const length = readFully(disk, fd, piece, at);
      if (length > 0) yield piece.subarray(0, length);
      if (length < PIECE) return;
    }
  } finally {
    disk.closeSync(fd);
  }
}

function openToRead(disk: Disk, path: string): number {
  try {
    return disk.openSync(path, 'r');
  } catch (error) {
    throw new TidemarkError('usage', `${path} cannot be read (${errnoOf(error) ?? 'unknown error'})`, {
      hint: 'Give the path of an LTX file.',
      cause: error,
    });
  }
}
