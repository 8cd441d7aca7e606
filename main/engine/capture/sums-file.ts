// The page-sum table on disk. Written now and then as a whole (temp, rename); the spool keeps every transaction since,
// so that the table can be brought up to date after a kill at any moment.
//
// Header, 64 bytes, big-endian, then 8 bytes per page, page 1 first, in this machine's byte order (the file never
// leaves the machine):
//   0  8  "TDMSUMS1"       16  8  TXID                32  8  CRC-64 of the entries
//   8  4  page size        24  8  rolling checksum    40 16  zero
//  12  4  pages                                       56  8  CRC-64 of 0…55
import type { Disk } from '../base/disk.ts';
import { replaceFile } from '../base/disk.ts';
import type { Random } from '../base/random.ts';
import { crc64 } from '../ltx/checksum.ts';
import { PageSums } from '../ltx/page-sums.ts';
import type { Txid } from '../ltx/txid.ts';

const HEADER_SIZE = 64;
const MAGIC = 0x54444d53554d5331n;

export interface StoredSums {
  readonly txid: Txid;
  readonly pageSize: number;
  readonly sums: PageSums;
}

export function writeSums(disk: Disk, path: string, stored: StoredSums, random: Random): void {
  const { sums } = stored;
  const entries = new Uint8Array(sums.entries.buffer, sums.entries.byteOffset, 8 * sums.commit);
  const bytes = new Uint8Array(HEADER_SIZE + entries.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, MAGIC);
  view.setUint32(8, stored.pageSize);
  view.setUint32(12, sums.commit);
  view.setBigUint64(16, stored.txid);
  view.setBigUint64(24, sums.checksum());
  view.setBigUint64(32, crc64(entries));
  view.setBigUint64(56, crc64(bytes.subarray(0, 56)));
  bytes.set(entries, HEADER_SIZE);
  replaceFile(disk, path, bytes, random.token(8));
}

/** The stored table, or undefined when there is none or it is not sound: then it is rebuilt, never trusted. */
export function readSums(disk: Disk, path: string): StoredSums | undefined {
  if (!disk.existsSync(path)) return undefined;
  const bytes = new Uint8Array(disk.readFileSync(path));
  if (bytes.length < HEADER_SIZE) return undefined;
  const view = new DataView(bytes.buffer);
  const commit = view.getUint32(12);
  if (view.getBigUint64(0) !== MAGIC || view.getBigUint64(56) !== crc64(bytes.subarray(0, 56))) return undefined;
  const entries = bytes.slice(HEADER_SIZE);
  if (entries.length !== 8 * commit || view.getBigUint64(32) !== crc64(entries)) return undefined;
  const sums = PageSums.from(new Uint32Array(entries.buffer, 0, 2 * commit), commit);
  if (sums.checksum() !== view.getBigUint64(24)) return undefined;
  return { txid: view.getBigUint64(16), pageSize: view.getUint32(8), sums };
}
