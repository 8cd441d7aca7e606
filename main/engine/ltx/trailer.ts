// The last 16 bytes of an LTX file (FACTS A.7): checksum of the database after it, checksum of the file.
import { type Checksum, EMPTY_DATABASE, formatChecksum, hasChecksumFlag } from './checksum.ts';
import { ltxError } from './fault.ts';
import { LTX_NO_CHECKSUM, type LtxHeader } from './header.ts';

export const TRAILER_SIZE = 16;
/** The part of the trailer that the file checksum covers. */
export const HASHED_TRAILER_SIZE = 8;

export interface LtxTrailer {
  /** Standard checksum of the database after the file; 0 with `LTX_NO_CHECKSUM`. */
  readonly postApply: Checksum;
  /** Flag and CRC of everything before it, pages decompressed. */
  readonly fileChecksum: Checksum;
}

/** The two ends of a file: everything it says besides its pages. */
export interface LtxEnds {
  readonly header: LtxHeader;
  readonly trailer: LtxTrailer;
}

/** 16 bytes, big-endian. */
export function encodeTrailer(trailer: LtxTrailer): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TRAILER_SIZE);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, trailer.postApply);
  view.setBigUint64(8, trailer.fileChecksum);
  return bytes;
}

/** Reads the trailer at the start of `bytes`, which must hold one. */
export function decodeTrailer(bytes: Uint8Array): LtxTrailer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, TRAILER_SIZE);
  return { postApply: view.getBigUint64(0), fileChecksum: view.getBigUint64(8) };
}

/** What is wrong with `postApply` in a file with this header, or undefined. */
export function postApplyFault(header: LtxHeader, postApply: Checksum): string | undefined {
  const shown = formatChecksum(postApply);
  const { commit, flags, rolling } = header;
  if (commit === 0 && postApply !== EMPTY_DATABASE) {
    return `post-apply checksum of an empty database is ${shown}, must be ${formatChecksum(EMPTY_DATABASE)}`;
  }
  if (flags === LTX_NO_CHECKSUM) {
    return postApply === 0n ? undefined : `post-apply checksum not allowed without checksums, is ${shown}`;
  }
  if (!hasChecksumFlag(postApply)) return `invalid post-apply checksum: ${shown}`;
  if (rolling === undefined || rolling.post === postApply) return undefined;
  const own = formatChecksum(rolling.post);
  return `post-apply checksum ${shown} differs from the header's rolling checksum ${own}`;
}

/** `ltx-trailer` unless the trailer fits the header. */
export function validateTrailer(header: LtxHeader, trailer: LtxTrailer): void {
  const fault = postApplyFault(header, trailer.postApply);
  if (fault !== undefined) throw ltxError('ltx-trailer', fault);
  if (!hasChecksumFlag(trailer.fileChecksum)) {
    throw ltxError('ltx-trailer', `invalid file checksum: ${formatChecksum(trailer.fileChecksum)}`);
  }
}

/** What the database summed to before the file: 0 before a snapshot, undefined when the file does not say. */
export function checksumBefore(header: LtxHeader): Checksum | undefined {
  if (header.rolling !== undefined) return header.rolling.pre;
  return header.flags === LTX_NO_CHECKSUM ? undefined : header.preApply;
}

/**
 * What the database sums to after the file: our extension's word first, then the standard one, if there is
 * any.
 */
export function databaseChecksum(header: LtxHeader, trailer: LtxTrailer): Checksum | undefined {
  if (header.rolling !== undefined) return header.rolling.post;
  return header.flags === LTX_NO_CHECKSUM ? undefined : trailer.postApply;
}
