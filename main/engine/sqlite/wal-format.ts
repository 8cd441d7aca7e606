// Header and frame header of a write-ahead log (`<database>-wal`). All integers big-endian; the checksums are
// computed over words in the order that the magic names.
// Source: the WAL format chapter of SQLite's documentation; vectors in FACTS A.14.
//
//  log header, 32 bytes                      frame header, 24 bytes, then one page
//   0  4  magic 0x377f0682 or …83             0  4  page number
//   4  4  format 3007000                      4  4  commit: database size in pages, 0 inside a transaction
//   8  4  page size                           8  4  salt 1    (as in the log header)
//  12  4  checkpoint sequence                12  4  salt 2
//  16  4  salt 1 (grows by 1 per reset)      16  4  checksum 1 over 0…7 and the page, running
//  20  4  salt 2 (random)                    20  4  checksum 2
//  24  8  checksum of 0…23
import { addWalChecksum, type WalSums, type WordOrder } from './wal-checksum.ts';
import { isPageSize } from './header.ts';

export const WAL_HEADER_SIZE = 32;
export const WAL_FRAME_HEADER_SIZE = 24;

/** Of a log whose checksums are over little-endian words; one more for big-endian. */
export const WAL_MAGIC = 0x377f0682;
export const WAL_FORMAT = 3007000;

export interface WalHeader {
  readonly order: WordOrder;
  /** Bytes. */
  readonly pageSize: number;
  readonly salt1: number;
  readonly salt2: number;
  /** Running checksum after the header. */
  readonly sums: Readonly<WalSums>;
}

/** One generation of a log is named by its salts: same salts, same log, only longer. */
export function sameGeneration(
  a: { readonly salt1: number; readonly salt2: number },
  b: { readonly salt1: number; readonly salt2: number },
): boolean {
  return a.salt1 === b.salt1 && a.salt2 === b.salt2;
}

/** The header in the first 32 bytes, or undefined when SQLite would take the log for empty. */
export function parseWalHeader(bytes: Uint8Array): WalHeader | undefined {
  if (bytes.length < WAL_HEADER_SIZE) return undefined;
  const aligned = bytes.slice(0, WAL_HEADER_SIZE);
  const view = new DataView(aligned.buffer);
  const magic = view.getUint32(0);
  if ((magic & ~1) >>> 0 !== WAL_MAGIC || view.getUint32(4) !== WAL_FORMAT) return undefined;
  const pageSize = view.getUint32(8);
  if (!isPageSize(pageSize)) return undefined;
  const order: WordOrder = magic === WAL_MAGIC ? 'little' : 'big';
  const sums: WalSums = { s0: 0, s1: 0 };
  addWalChecksum(sums, order, aligned.buffer, 0, 24);
  if (sums.s0 !== view.getInt32(24) || sums.s1 !== view.getInt32(28)) return undefined;
  return { order, pageSize, salt1: view.getUint32(16), salt2: view.getUint32(20), sums };
}

/** Bytes from one frame to the next. */
export function frameSize(pageSize: number): number {
  return WAL_FRAME_HEADER_SIZE + pageSize;
}

/** Frames in `bytes` of log, header included; a part of a frame does not count. */
export function framesIn(bytes: number, pageSize: number): number {
  return bytes <= WAL_HEADER_SIZE ? 0 : Math.floor((bytes - WAL_HEADER_SIZE) / frameSize(pageSize));
}
