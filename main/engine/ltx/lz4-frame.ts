// The length of an LZ4 frame, found without decoding it.
//
// Litestream 0.5.0–0.5.3 stored each page as one and did not say how long it was (FACTS A.4). Numbers are
// little-endian here:
//
//   04 22 4d 18 | FLG | BD | [content size 8] | HC
//   block size 4 | block | [block checksum 4]
//   00000000 | [content checksum 4]
import { ltxError } from './fault.ts';

const MAGIC = [0x04, 0x22, 0x4d, 0x18];
/** The BD byte of frames with 64 KiB blocks: one holds any page, and no frame decodes to more than it. */
const BLOCKS_OF_64K = 0x40;
const STORED = 0x80000000;
/** Descriptor with content size, block size, block checksum, end mark, content checksum. */
export const MAX_LZ4_FRAME_OVERHEAD = 15 + 4 + 4 + 4 + 4;

/** Bits of the FLG byte. */
const VERSION_MASK = 0xc2;
const VERSION_1 = 0x40;
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const CONTENT_CHECKSUM = 0x04;
const DICTIONARY = 0x01;

/**
 * Bytes of the frame that begins at `at`, or undefined when it goes on past the end of `bytes`. A page is one
 * block of at most `maxBlock` bytes; anything else is `ltx-page`. `pgno` is for messages.
 */
export function measureLz4Frame(
  bytes: Uint8Array,
  at: number,
  pgno: number,
  maxBlock: number,
): number | undefined {
  const flags = checkDescriptor(bytes, at, pgno);
  if (flags === undefined) return undefined;
  const blockAt = at + (flags & CONTENT_SIZE ? 15 : 7);
  if (blockAt + 4 > bytes.length) return undefined;
  const blockSize = readLittle(bytes, blockAt) & ~STORED;
  if (blockSize === 0 || blockSize > maxBlock) {
    refuse(pgno, `LZ4 frame with a block of ${blockSize} bytes; it needs 1 to ${maxBlock}`);
  }
  const endAt = blockAt + 4 + blockSize + (flags & BLOCK_CHECKSUM ? 4 : 0);
  if (endAt + 4 > bytes.length) return undefined;
  if (readLittle(bytes, endAt) !== 0) refuse(pgno, 'LZ4 frame with more than one block');
  const end = endAt + 4 + (flags & CONTENT_CHECKSUM ? 4 : 0);
  return end > bytes.length ? undefined : end - at;
}

/** The FLG byte, or undefined when it is not there yet. */
function checkDescriptor(bytes: Uint8Array, at: number, pgno: number): number | undefined {
  for (const [i, expected] of MAGIC.entries()) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    if (byte !== expected) refuse(pgno, 'no size and no LZ4 frame');
  }
  const [flags, blocks] = [bytes[at + 4], bytes[at + 5]];
  if (flags === undefined || blocks === undefined) return undefined;
  if ((flags & VERSION_MASK) !== VERSION_1 || flags & DICTIONARY || blocks !== BLOCKS_OF_64K) {
    refuse(pgno, `LZ4 frame of an unknown kind: flags ${flags}, blocks ${blocks}`);
  }
  return flags;
}

function refuse(pgno: number, what: string): never {
  throw ltxError('ltx-page', `page ${pgno}: ${what}`);
}

function readLittle(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
