// Streaming a file, or part of it, in pieces of bounded size.
import type { FileHandle } from 'node:fs/promises';
import { throwIfAborted } from '../../base/abort.ts';
import type { OpenOptions } from '../destination.ts';
import type { FileSystem } from '../folder-calls.ts';
import { PIECE_SIZE } from './handle.ts';

/**
 * The bytes of `range`, clipped to the file's size when opened. Every piece is the receiver's to keep. The
 * descriptor is closed however the loop over it ends.
 */
export async function* readPieces(
  fs: FileSystem,
  path: string,
  options: OpenOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  throwIfAborted(options.signal, `reading ${path}`);
  const handle = await fs.open(path, 'r');
  try {
    const { size } = await handle.stat();
    let position = options.range?.offset ?? 0;
    const end = Math.min(size, position + (options.range?.length ?? size));
    while (position < end) {
      throwIfAborted(options.signal, `reading ${path}`);
      const piece = await readPiece(handle, position, Math.min(PIECE_SIZE, end - position));
      if (piece.length === 0) return;
      yield piece;
      position += piece.length;
    }
  } finally {
    await handle.close();
  }
}

async function readPiece(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
