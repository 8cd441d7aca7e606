// A run: some whole frames of one file, cut out so that a worker thread can decompress and hash them.
import { ltxError, naming } from './fault.ts';
import { readFrameHead, unpackFrame } from './frame.ts';
import { RunHash } from './page-hash.ts';

/** Frames as they lie in the file. Owns its bytes: their buffer may be transferred to another thread. */
export interface FrameRun {
  /** Whole frames, back to back. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Number of frames. */
  readonly count: number;
  readonly pageSize: number;
  /** The file, for messages. */
  readonly name?: string;
}

/** The pages of one run, in the file's order. Owns its arrays: their buffers may be transferred. */
export interface DecodedRun {
  readonly pgnos: Uint32Array<ArrayBuffer>;
  /** `pgnos.length` pages back to back, from the start of their buffer. */
  readonly pages: Uint8Array<ArrayBuffer>;
  /** Each page's own sum, as `pageSumInto` writes them. */
  readonly sums: Uint32Array<ArrayBuffer>;
  /** CRC of what the file checksum covers of these frames: each one's prefix and its page decompressed. */
  readonly crc: bigint;
  /** Bytes under `crc`. */
  readonly crcLength: number;
}

/**
 * Decompresses and hashes a run. Pure; never takes more memory than the run's pages. Errors are `ltx-page`.
 */
export function decodeRun(run: FrameRun): DecodedRun {
  return naming(run.name, () => decodeFrames(run));
}

function decodeFrames({ bytes, count, pageSize }: FrameRun): DecodedRun {
  const pgnos = new Uint32Array(count);
  const pages = new Uint8Array(count * pageSize);
  const sums = new Uint32Array(2 * count);
  const hash = new RunHash(pages, pageSize, sums);
  for (let i = 0, at = 0; i < count; i++) {
    const head = readFrameHead(bytes, at, pageSize);
    if (head === undefined) throw ltxError('ltx-page', `frame ${i + 1} of ${count} is cut off`);
    unpackFrame(head, bytes, at, pages.subarray(i * pageSize, (i + 1) * pageSize));
    hash.add(bytes.subarray(at, at + head.prefix), i);
    pgnos[i] = head.pgno;
    at += head.length;
  }
  return { pgnos, pages, sums, crc: hash.crc, crcLength: hash.crcLength };
}
