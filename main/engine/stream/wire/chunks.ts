// A file of unknown length on the wire (FACTS E.4): chunks of a length as u16 (1 … 65535, big-endian) and so many bytes;
// the length 0 ends it.
import type { ByteReader } from './byte-reader.ts';

const LENGTH_SIZE = 2;
const MAX_CHUNK = 0xffff;

/** What `bytes` gives, in chunks. After an error of it nothing ends the file: the receiver sees it cut off. */
export async function* chunked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length; at += MAX_CHUNK) yield chunkOf(piece.subarray(at, at + MAX_CHUNK));
  }
  yield new Uint8Array(LENGTH_SIZE);
}

function chunkOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(LENGTH_SIZE + bytes.length);
  new DataView(chunk.buffer).setUint16(0, bytes.length);
  chunk.set(bytes, LENGTH_SIZE);
  return chunk;
}

/** Reads one file to its end; each piece is the receiver's until it asks for the next. `stream-protocol` when it is cut off. */
export async function* dechunked(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    let left = (await reader.exactly(LENGTH_SIZE)).getUint16(0);
    if (left === 0) return;
    while (left > 0) {
      const piece = await reader.some(left);
      left -= piece.length;
      yield piece;
    }
  }
}
