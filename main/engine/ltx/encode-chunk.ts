// A chunk: some pages compressed and hashed, possibly in a worker thread, ready to be joined to a file.
import { BLOCK_PREFIX, frameLength, packPage, writeFrame } from './frame.ts';
import { RunHash } from './page-hash.ts';

/** Pages to be encoded, in the file's order. */
export interface PageChunk {
  readonly pageSize: number;
  readonly pgnos: Uint32Array;
  /** `pgnos.length` pages back to back. Fastest where they start at a multiple of four in their buffer. */
  readonly pages: Uint8Array;
}

/** Frames and all that a file needs to know of them. Owns its arrays: their buffers may be transferred. */
export interface EncodedChunk {
  readonly pgnos: Uint32Array<ArrayBuffer>;
  /** Whole frames, back to back. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of each frame. */
  readonly lengths: Uint32Array<ArrayBuffer>;
  /** CRC of what the file checksum covers of these frames: each one's prefix and its page uncompressed. */
  readonly crc: bigint;
  /** Bytes under `crc`. */
  readonly crcLength: number;
  /** Each page's own sum, as `pageSumInto` writes them. */
  readonly sums: Uint32Array<ArrayBuffer>;
}

/**
 * Compresses and hashes pages. Pure; whether the pages may stand so in a file is `LtxEncoder.chunk`'s to say.
 */
export function encodeChunk({ pageSize, pgnos, pages }: PageChunk): EncodedChunk {
  const blocks = Array.from(pgnos, (_, i) => packPage(pages.subarray(i * pageSize, (i + 1) * pageSize)));
  const lengths = Uint32Array.from(blocks, frameLength);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  const sums = new Uint32Array(2 * pgnos.length);
  const hash = new RunHash(pages, pageSize, sums);
  let at = 0;
  for (const [i, block] of blocks.entries()) {
    const next = writeFrame(bytes, at, pgnos[i]!, block);
    hash.add(bytes.subarray(at, at + BLOCK_PREFIX), i);
    at = next;
  }
  return { pgnos: pgnos.slice(), bytes, lengths, crc: hash.crc, crcLength: hash.crcLength, sums };
}
