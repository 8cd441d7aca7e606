// The first 100 bytes of an LTX file (FACTS A.3), with our extension in the reserved bytes (DESIGN §3).
//
//    0  "LTX1"         16  min TXID        48  WAL offset     72  node id
//    4  flags          24  max TXID        56  WAL size       80  our checksum before
//    8  page size      32  timestamp ms    64  WAL salt 1     88  our checksum after
//   12  commit         40  pre-apply       68  WAL salt 2     96  "TDM1"
//
// All numbers are big-endian. 32-bit fields are unsigned; timestamp, WAL offset and WAL size are signed.
import { type Checksum, EMPTY_DATABASE, formatChecksum, hasChecksumFlag } from './checksum.ts';
import { ltxError } from './fault.ts';
import { isPageSize } from './lock-page.ts';
import { formatTxid, type Txid } from './txid.ts';

export const HEADER_SIZE = 100;
/** Header flag: the standard checksum fields are zero. The only flag there is. */
export const LTX_NO_CHECKSUM = 0x2;

const MAGIC = 0x4c545831;
const EXTENSION_MAGIC = 0x54444d31;
/** The farthest a `Date` reaches from the epoch, in milliseconds. */
const LATEST_DATE = 8.64e15;

/** Checksums of the whole database before and after a file; our extension. */
export interface RollingPair {
  /** 0 for a snapshot, else with the flag bit. */
  readonly pre: Checksum;
  /** With the flag bit; `EMPTY_DATABASE` when no pages are left. */
  readonly post: Checksum;
}

export interface LtxHeader {
  /** 0 or `LTX_NO_CHECKSUM`. */
  readonly flags: number;
  /** Bytes: a power of two from 512 to 65536. */
  readonly pageSize: number;
  /** Size of the database in pages once the file is applied. */
  readonly commit: number;
  readonly min: Txid;
  readonly max: Txid;
  /** Milliseconds since the Unix epoch; always a valid `Date`. */
  readonly timestamp: number;
  /** Standard checksum before the file; 0 for snapshots and with `LTX_NO_CHECKSUM`. */
  readonly preApply: Checksum;
  /** Where in the WAL the file's first frame was, bytes; 0 when it came from no WAL. */
  readonly walOffset: number;
  /** Bytes of the WAL the file covers. */
  readonly walSize: number;
  readonly walSalt1: number;
  readonly walSalt2: number;
  readonly nodeId: bigint;
  /** Present when the header carries our extension. */
  readonly rolling?: RollingPair;
}

/** In the header of a file whose pages came from no WAL. */
export const FROM_NO_WAL = { walOffset: 0, walSize: 0, walSalt1: 0, walSalt2: 0, nodeId: 0n } as const;

/** Whether the file holds the whole database rather than changes to it. */
export function isSnapshot(header: Pick<LtxHeader, 'min'>): boolean {
  return header.min === 1n;
}

/** 100 bytes; `ltx-header` for a header that no reader would accept. */
export function encodeHeader(header: LtxHeader): Uint8Array<ArrayBuffer> {
  validateHeader(header);
  const bytes = new Uint8Array(HEADER_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint32(4, header.flags);
  view.setUint32(8, header.pageSize);
  view.setUint32(12, header.commit);
  view.setBigUint64(16, header.min);
  view.setBigUint64(24, header.max);
  view.setBigInt64(32, BigInt(header.timestamp));
  view.setBigUint64(40, header.preApply);
  view.setBigInt64(48, BigInt(header.walOffset));
  view.setBigInt64(56, BigInt(header.walSize));
  view.setUint32(64, header.walSalt1);
  view.setUint32(68, header.walSalt2);
  view.setBigUint64(72, header.nodeId);
  if (header.rolling !== undefined) encodeExtension(view, header.rolling);
  return bytes;
}

function encodeExtension(view: DataView, rolling: RollingPair): void {
  view.setBigUint64(80, rolling.pre);
  view.setBigUint64(88, rolling.post);
  view.setUint32(96, EXTENSION_MAGIC);
}

/**
 * Reads the header at the start of `bytes`. `ltx-truncated` when there are fewer than 100 of them,
 * `ltx-header` when they are no valid header.
 */
export function decodeHeader(bytes: Uint8Array): LtxHeader {
  if (bytes.length < HEADER_SIZE) {
    const figures = `${bytes.length} of ${HEADER_SIZE} bytes`;
    throw ltxError('ltx-truncated', `the file ends in its header, after ${figures}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_SIZE);
  const magic = view.getUint32(0);
  if (magic !== MAGIC) refuse(`not an LTX file: it begins with 0x${magic.toString(16)}, not "LTX1"`);
  const header: LtxHeader = {
    flags: view.getUint32(4),
    pageSize: view.getUint32(8),
    commit: view.getUint32(12),
    min: view.getBigUint64(16),
    max: view.getBigUint64(24),
    timestamp: Number(view.getBigInt64(32)),
    preApply: view.getBigUint64(40),
    walOffset: Number(view.getBigInt64(48)),
    walSize: Number(view.getBigInt64(56)),
    walSalt1: view.getUint32(64),
    walSalt2: view.getUint32(68),
    nodeId: view.getBigUint64(72),
    ...decodeExtension(view),
  };
  validateHeader(header);
  return header;
}

function decodeExtension(view: DataView): Pick<LtxHeader, 'rolling'> {
  if (view.getUint32(96) !== EXTENSION_MAGIC) return {};
  return { rolling: { pre: view.getBigUint64(80), post: view.getBigUint64(88) } };
}

/** The rules of FACTS A.3 in their order, then our extension's: `ltx-header` with the offending value. */
function validateHeader(header: LtxHeader): void {
  checkFlags(header);
  checkSizes(header);
  checkTransactions(header);
  checkWal(header);
  checkStandardChecksum(header);
  checkExtension(header);
}

function refuse(message: string): never {
  throw ltxError('ltx-header', message);
}

function isU32(value: number): boolean {
  return value >>> 0 === value;
}

function isU64(value: bigint): boolean {
  return BigInt.asUintN(64, value) === value;
}

function isDate(milliseconds: number): boolean {
  return Number.isInteger(milliseconds) && Math.abs(milliseconds) <= LATEST_DATE;
}

function checkFlags({ flags }: LtxHeader): void {
  if (flags === 0 || flags === LTX_NO_CHECKSUM) return;
  refuse(`invalid flags: 0x${flags.toString(16).padStart(8, '0')}`);
}

function checkSizes({ pageSize, commit }: LtxHeader): void {
  if (!isPageSize(pageSize)) refuse(`invalid page size: ${pageSize}`);
  if (!isU32(commit)) refuse(`invalid database size: ${commit} pages`);
}

function checkTransactions({ min, max, timestamp, nodeId }: LtxHeader): void {
  if (min === 0n) refuse('minimum transaction id required');
  if (max === 0n) refuse('maximum transaction id required');
  if (!isU64(min) || !isU64(max)) refuse(`transaction ids too large: ${min}, ${max}`);
  if (min > max) refuse(`transaction ids out of order: ${formatTxid(min)} > ${formatTxid(max)}`);
  if (!isDate(timestamp)) refuse(`invalid timestamp: ${timestamp} ms`);
  if (!isU64(nodeId)) refuse(`invalid node id: ${nodeId}`);
}

function checkWal({ walOffset, walSize, walSalt1, walSalt2 }: LtxHeader): void {
  if (walOffset < 0 || !Number.isSafeInteger(walOffset)) refuse(`invalid wal offset: ${walOffset}`);
  if (walSize < 0 || !Number.isSafeInteger(walSize)) refuse(`invalid wal size: ${walSize}`);
  if (!isU32(walSalt1) || !isU32(walSalt2)) refuse(`invalid wal salts: ${walSalt1}, ${walSalt2}`);
  if (walOffset !== 0) return;
  if (walSalt1 !== 0 || walSalt2 !== 0) refuse(`wal offset required with wal salts ${walSalt1}, ${walSalt2}`);
  if (walSize !== 0) refuse(`wal offset required with a wal size of ${walSize}`);
}

function checkStandardChecksum(header: LtxHeader): void {
  const { preApply } = header;
  const shown = formatChecksum(preApply);
  if (isSnapshot(header)) {
    if (preApply !== 0n) refuse(`pre-apply checksum must be zero on snapshots, is ${shown}`);
  } else if (header.flags === LTX_NO_CHECKSUM) {
    if (preApply !== 0n) refuse(`pre-apply checksum not allowed without checksums, is ${shown}`);
  } else {
    if (preApply === 0n) refuse('pre-apply checksum required on non-snapshot files');
    if (!isChecksum(preApply)) refuse(`invalid pre-apply checksum: ${shown}`);
  }
}

function checkExtension(header: LtxHeader): void {
  if (header.rolling === undefined) return;
  const { pre, post } = header.rolling;
  if (isSnapshot(header) ? pre !== 0n : !isChecksum(pre)) {
    refuse(`invalid rolling checksum before the file: ${formatChecksum(pre)}`);
  }
  if (!isChecksum(post) || (header.commit === 0 && post !== EMPTY_DATABASE)) {
    refuse(`invalid rolling checksum after the file: ${formatChecksum(post)}`);
  }
  if (header.flags !== LTX_NO_CHECKSUM && pre !== header.preApply) {
    const [own, standard] = [formatChecksum(pre), formatChecksum(header.preApply)];
    refuse(`rolling checksum ${own} differs from pre-apply ${standard}`);
  }
}

function isChecksum(value: Checksum): boolean {
  return isU64(value) && hasChecksumFlag(value);
}
