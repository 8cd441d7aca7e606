// One page as it lies in an LTX file (FACTS A.4): pgno u32 | flags u16 | size u32 | LZ4 block, big-endian;
// or, from old writers and with flags 0, without the size and with a whole LZ4 frame.
import { compressSync, decompressFrameSync, uncompressSync } from 'lz4-napi';
import { messageOf } from '../base/errors.ts';
import { ltxError } from './fault.ts';
import { MAX_LZ4_FRAME_OVERHEAD, measureLz4Frame } from './lz4-frame.ts';

/** Six zero bytes, a frame header without page, stand behind the last page. */
export const END_MARKER_SIZE = 6;

/** Frame flag: the size is given and the payload is an LZ4 block. */
const LZ4_BLOCK = 0x0001;
/** Bytes of a block frame before its block. */
export const BLOCK_PREFIX = 10;
const FRAME_PREFIX = 6;
/** lz4-napi puts the decoded size, u32 little-endian, before a block. */
const NAPI_PREFIX = 4;
const LARGEST_PAGE = 65536;

/** What a frame says before its payload. */
export interface FrameHead {
  readonly pgno: number;
  /** How the payload is compressed. */
  readonly form: 'block' | 'frame';
  /** Bytes before the payload: what the file checksum covers besides the page. */
  readonly prefix: number;
  /** Bytes of the whole frame. */
  readonly length: number;
}

/** The most bytes a page can take as an LZ4 block. */
export function maxBlockSize(pageSize: number): number {
  return pageSize + Math.floor(pageSize / 255) + 16;
}

/** The most bytes a whole frame can have: an LZ4 frame adds more to a block than our own prefix does. */
export function maxFrameSize(pageSize: number): number {
  return FRAME_PREFIX + MAX_LZ4_FRAME_OVERHEAD + maxBlockSize(pageSize);
}

/** Whether the six bytes at `at` are the end marker; undefined when there are not six. */
export function isEndMarker(bytes: Uint8Array, at: number): boolean | undefined {
  if (at + END_MARKER_SIZE > bytes.length) return undefined;
  for (let i = at; i < at + END_MARKER_SIZE; i++) if (bytes[i] !== 0) return false;
  return true;
}

/**
 * Reads the head of the frame at `at`, or gives undefined when the frame goes on past the end of `bytes`.
 * `ltx-page` for what no page of `pageSize` bytes can need.
 */
export function readFrameHead(bytes: Uint8Array, at: number, pageSize: number): FrameHead | undefined {
  if (at + FRAME_PREFIX > bytes.length) return undefined;
  const pgno = readU32(bytes, at);
  const flags = (bytes[at + 4]! << 8) | bytes[at + 5]!;
  if (pgno === 0) throw ltxError('ltx-page', 'page number required');
  switch (flags) {
    case LZ4_BLOCK:
      return readBlockHead(bytes, at, pgno, pageSize);
    case 0:
      return readLegacyHead(bytes, at, pgno, pageSize);
    default:
      return refuse(pgno, `invalid page header flags: 0x${flags.toString(16).padStart(4, '0')}`);
  }
}

function readBlockHead(bytes: Uint8Array, at: number, pgno: number, pageSize: number): FrameHead | undefined {
  if (at + BLOCK_PREFIX > bytes.length) return undefined;
  const size = readU32(bytes, at + FRAME_PREFIX);
  const most = maxBlockSize(pageSize);
  if (size === 0 || size > most) {
    refuse(pgno, `compressed size ${size}; a ${pageSize}-byte page needs 1 to ${most}`);
  }
  const length = BLOCK_PREFIX + size;
  return at + length > bytes.length ? undefined : { pgno, form: 'block', prefix: BLOCK_PREFIX, length };
}

function readLegacyHead(
  bytes: Uint8Array,
  at: number,
  pgno: number,
  pageSize: number,
): FrameHead | undefined {
  const size = measureLz4Frame(bytes, at + FRAME_PREFIX, pgno, maxBlockSize(pageSize));
  if (size === undefined) return undefined;
  return { pgno, form: 'frame', prefix: FRAME_PREFIX, length: FRAME_PREFIX + size };
}

const napiInput = new Uint8Array(NAPI_PREFIX + maxBlockSize(LARGEST_PAGE));
const napiSize = new DataView(napiInput.buffer);

/** Decompresses the frame at `at` into `page`, which it must fill exactly, else `ltx-page`. */
export function unpackFrame(head: FrameHead, bytes: Uint8Array, at: number, page: Uint8Array): void {
  const payload = bytes.subarray(at + head.prefix, at + head.length);
  const content =
    head.form === 'block' ? unpackBlock(head, payload, page.length) : unpackLegacy(head, payload);
  if (content.length !== page.length) {
    refuse(head.pgno, `decompressed to ${content.length} of ${page.length} bytes`);
  }
  page.set(content);
}

function unpackBlock(head: FrameHead, block: Uint8Array, pageSize: number): Uint8Array {
  napiSize.setUint32(0, pageSize, true);
  napiInput.set(block, NAPI_PREFIX);
  return decompressing(head, () => uncompressSync(napiInput.subarray(0, NAPI_PREFIX + block.length)));
}

function unpackLegacy(head: FrameHead, payload: Uint8Array): Uint8Array {
  return decompressing(head, () => decompressFrameSync(asBuffer(payload)));
}

function decompressing(head: FrameHead, work: () => Uint8Array): Uint8Array {
  try {
    return work();
  } catch (error) {
    return refuse(head.pgno, `damaged LZ4 data: ${messageOf(error)}`, error);
  }
}

/** The page as an LZ4 block. */
export function packPage(page: Uint8Array): Uint8Array {
  return compressSync(asBuffer(page)).subarray(NAPI_PREFIX);
}

/** Writes the frame of a packed page at `at`; returns the offset behind it. */
export function writeFrame(out: Uint8Array, at: number, pgno: number, block: Uint8Array): number {
  writeU32(out, at, pgno);
  out[at + 4] = 0;
  out[at + 5] = LZ4_BLOCK;
  writeU32(out, at + FRAME_PREFIX, block.length);
  out.set(block, at + BLOCK_PREFIX);
  return at + BLOCK_PREFIX + block.length;
}

/** Bytes that `writeFrame` writes. */
export function frameLength(block: Uint8Array): number {
  return BLOCK_PREFIX + block.length;
}

/** The whole frame of one page. */
export function encodeFrame(pgno: number, page: Uint8Array): Uint8Array<ArrayBuffer> {
  const block = packPage(page);
  const frame = new Uint8Array(frameLength(block));
  writeFrame(frame, 0, pgno, block);
  return frame;
}

function refuse(pgno: number, what: string, cause?: unknown): never {
  throw ltxError('ltx-page', `page ${pgno}: ${what}`, cause);
}

function readU32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
