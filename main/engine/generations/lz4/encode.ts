// LZ4 frames, written as they come: independent blocks, and a checksum of all content at the end. Little-endian.
//
//   04 22 4d 18 | 64 | 50 | HC          version 1, independent blocks, content checksum; blocks of 256 KiB
//   size, 4 (upper bit: stored as it is) | block …
//   00000000 | xxHash-32 of the content
import { compressSync } from 'lz4-napi';
import { Xxh32, xxh32 } from './xxh32.ts';

const BLOCK = 256 << 10;
const STORED = 0x80000000;
const DESCRIPTOR = Uint8Array.of(0x64, 0x50);
/** lz4-napi puts the decoded size, 4 bytes, before a block. */
const NAPI_PREFIX = 4;

/** One frame of all that `content` gives. Takes memory for one block. */
export async function* encodeLz4(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hash = new Xxh32();
  const block = Buffer.alloc(BLOCK);
  let used = 0;
  yield Uint8Array.of(0x04, 0x22, 0x4d, 0x18, ...DESCRIPTOR, (xxh32(DESCRIPTOR) >>> 8) & 0xff);
  for await (const piece of content) {
    hash.update(piece);
    for (let at = 0; at < piece.length;) {
      const taken = piece.subarray(at, at + BLOCK - used);
      block.set(taken, used);
      used += taken.length;
      at += taken.length;
      if (used < BLOCK) continue;
      yield packed(block);
      used = 0;
    }
  }
  if (used > 0) yield packed(block.subarray(0, used));
  const end = new Uint8Array(8);
  new DataView(end.buffer).setUint32(4, hash.digest(), true);
  yield end;
}

function packed(block: Buffer): Uint8Array {
  const compressed = compressSync(block).subarray(NAPI_PREFIX);
  const [size, bytes] = compressed.length < block.length ? [compressed.length, compressed] : [block.length | STORED, block];
  const out = new Uint8Array(4 + bytes.length);
  new DataView(out.buffer).setUint32(0, size >>> 0, true);
  out.set(bytes, 4);
  return out;
}
