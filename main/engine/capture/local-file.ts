// Files of our own on the local disk: written so that a name always stands for a whole file, read in pieces.
import { dirname } from 'node:path';
import { type Disk, explainDiskError, readFully, syncDirectory, writeFully } from '../base/disk.ts';
import type { Sink } from '../ltx/encoder.ts';

const PIECE_BYTES = 256 << 10;

/** Writes a new file and makes its bytes durable; returns how many there are. What an error leaves is the caller's. */
export async function writeTemp(disk: Disk, temp: string, build: (sink: Sink) => Promise<void>): Promise<number> {
  const fd = disk.openSync(temp, 'wx', 0o600);
  try {
    let size = 0;
    await build({
      write: (bytes) => {
        writeFully(disk, fd, bytes);
        size += bytes.length;
      },
    });
    disk.fsyncSync(fd);
    return size;
  } finally {
    disk.closeSync(fd);
  }
}

/** As `writeTemp`, then under its name. Durable when it resolves, else nothing is there. `disk-full` without room. */
export async function writeWhole(
  disk: Disk,
  { temp, path }: { readonly temp: string; readonly path: string },
  build: (sink: Sink) => Promise<void>,
): Promise<number> {
  try {
    const size = await writeTemp(disk, temp, build);
    disk.renameSync(temp, path);
    syncDirectory(disk, dirname(path));
    return size;
  } catch (error) {
    disk.rmSync(temp, { force: true });
    throw explainDiskError(dirname(path), error);
  }
}

/** The bytes of a file in pieces; each is the receiver's to keep. */
// eslint-disable-next-line @typescript-eslint/require-await -- local reads are synchronous; receivers are not
export async function* filePieces(disk: Disk, path: string): AsyncGenerator<Uint8Array> {
  const fd = disk.openSync(path, 'r');
  try {
    const { size } = disk.fstatSync(fd);
    for (let position = 0; position < size; ) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, size - position));
      const n = readFully(disk, fd, piece, position);
      if (n > 0) yield piece.subarray(0, n);
      if (n < piece.length) return;
      position += n;
    }
  } finally {
    disk.closeSync(fd);
  }
}

/** For `build`: all that a stream gives. */
export function fromStream(source: AsyncIterable<Uint8Array>): (sink: Sink) => Promise<void> {
  return async (sink) => {
    for await (const piece of source) sink.write(piece);
  };
}
