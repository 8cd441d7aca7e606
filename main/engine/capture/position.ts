// Where capture stands: the newest captured transaction, the database's checksum there, and the place in the
// write-ahead log that it corresponds to. Kept as an append-only log of fixed records, so that moving the position
// is one small write and a torn record is simply not there.
//
// Record, 96 bytes, big-endian:
//   0  8  TXID                      40  8  inode            68  4  WAL salt 2
//   8  8  rolling checksum          48  4  WAL state        72  4  WAL running checksum 1
//  16  8  timestamp, ms             52  4  WAL word order   76  4  WAL running checksum 2
//  24  4  page size                 56  8  WAL offset       80  8  mtime, ms, as a double
//  28  4  pages (commit)            64  4  WAL salt 1       88  8  CRC-64 of 0…87
//  32  8  device
import { dirname } from 'node:path';
import { type Disk, replaceFile, syncDirectory, writeFully } from '../base/disk.ts';
import type { Random } from '../base/random.ts';
import { type Checksum, crc64 } from '../ltx/checksum.ts';
import type { Txid } from '../ltx/txid.ts';
import type { FileIdentity } from '../sqlite/owner.ts';

/** The place in the log up to which everything is captured. */
export type WalPlace =
  /** Not a WAL database, or its log could not be tied to the captured state. */
  | { readonly kind: 'none' }
  /** The log was empty: the next frame of any generation is new. Only worth something while a read mark is held. */
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'at';
      readonly order: 'little' | 'big';
      readonly salt1: number;
      readonly salt2: number;
      /** Bytes from the start of the log; 32 is before the first frame. */
      readonly offset: number;
      readonly s0: number;
      readonly s1: number;
    };

export interface CapturePosition {
  readonly txid: Txid;
  /** Rolling checksum of the database at `txid`. */
  readonly checksum: Checksum;
  /** When it was captured: ms since the Unix epoch. Never decreases from one position to the next. */
  readonly timestamp: number;
  /** Bytes. */
  readonly pageSize: number;
  /** Size of the database in pages. */
  readonly commit: number;
  readonly identity: FileIdentity;
  /** Modification time of the database file then, ms. */
  readonly mtime: number;
  readonly wal: WalPlace;
}

const RECORD_SIZE = 96;
const CRC_OFFSET = 88;
/** Records kept when the log is rewritten; older checksums are no longer asked for. */
const KEPT_RECORDS = 4096;

export class PositionLog {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #random: Random;
  readonly #checksums = new Map<Txid, Checksum>();
  #records: Uint8Array[] = [];
  #fd: number;
  #last: CapturePosition | undefined;
  #tail: 'whole' | 'torn' = 'whole';

  private constructor(disk: Disk, path: string, random: Random) {
    this.#disk = disk;
    this.#path = path;
    this.#random = random;
    this.#fd = disk.openSync(path, 'a', 0o600);
  }

  /** Opens or creates the log; bytes after the last whole, sound record are cut off. */
  static open(disk: Disk, path: string, random: Random): PositionLog {
    const { records, torn } = readRecords(disk, path);
    const log = new PositionLog(disk, path, random);
    for (const record of records) log.#remember(record);
    if (torn) log.#rewrite(records);
    return log;
  }

  /** The newest record of a log that another process may be writing, or undefined. */
  static peek(disk: Disk, path: string): CapturePosition | undefined {
    const last = readRecords(disk, path).records.at(-1);
    return last === undefined ? undefined : decodePosition(last);
  }

  get last(): CapturePosition | undefined {
    return this.#last;
  }

  /** The checksum recorded for `txid`, if it is still remembered. */
  checksumAt(txid: Txid): Checksum | undefined {
    return this.#checksums.get(txid);
  }

  /** Whether any remembered transaction led to this state. */
  wasAt(checksum: Checksum): boolean {
    return [...this.#checksums.values()].includes(checksum);
  }

  append(position: CapturePosition): void {
    if (this.#records.length >= 2 * KEPT_RECORDS) this.#rewrite(this.#records.slice(-KEPT_RECORDS));
    const record = encodePosition(position);
    if (this.#tail === 'torn') this.#cut();
    this.#tail = 'torn';
    try {
      writeFully(this.#disk, this.#fd, record);
    } catch (error) {
      this.#cut();
      throw error;
    }
    this.#tail = 'whole';
    this.#remember(record);
  }

  /** Forgets everything before `position`: what was recorded belongs to a history that is not gone on with. */
  startOver(position: CapturePosition): void {
    this.#rewrite([encodePosition(position)]);
    this.#last = position;
  }

  /** Removes what a failed write may have left of a record. */
  #cut(): void {
    this.#disk.ftruncateSync(this.#fd, this.#records.length * RECORD_SIZE);
    this.#tail = 'whole';
  }

  sync(): void {
    this.#disk.fsyncSync(this.#fd);
    syncDirectory(this.#disk, dirname(this.#path));
  }

  close(): void {
    this.#disk.closeSync(this.#fd);
  }

  #remember(record: Uint8Array): void {
    const position = decodePosition(record);
    this.#records.push(record);
    this.#checksums.set(position.txid, position.checksum);
    this.#last = position;
  }

  #rewrite(records: Uint8Array[]): void {
    replaceFile(this.#disk, this.#path, Buffer.concat(records), this.#random.token(8));
    this.#records = records;
    this.#disk.closeSync(this.#fd);
    this.#fd = this.#disk.openSync(this.#path, 'a', 0o600);
    this.#checksums.clear();
    for (const { txid, checksum } of this.#records.map(decodePosition)) this.#checksums.set(txid, checksum);
  }
}

function readRecords(disk: Disk, path: string): { records: Uint8Array[]; torn: boolean } {
  if (!disk.existsSync(path)) return { records: [], torn: false };
  const bytes = new Uint8Array(disk.readFileSync(path));
  const records: Uint8Array[] = [];
  for (let at = 0; at + RECORD_SIZE <= bytes.length; at += RECORD_SIZE) {
    const record = bytes.slice(at, at + RECORD_SIZE);
    if (!isSound(record)) break;
    records.push(record);
  }
  return { records, torn: records.length * RECORD_SIZE !== bytes.length };
}

function isSound(record: Uint8Array): boolean {
  const view = new DataView(record.buffer, record.byteOffset);
  return view.getBigUint64(CRC_OFFSET) === crc64(record.subarray(0, CRC_OFFSET));
}

const WAL_KINDS = ['none', 'empty', 'at'] as const;

function encodePosition(position: CapturePosition): Uint8Array {
  const record = new Uint8Array(RECORD_SIZE);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, position.txid);
  view.setBigUint64(8, position.checksum);
  view.setBigUint64(16, BigInt(position.timestamp));
  view.setUint32(24, position.pageSize);
  view.setUint32(28, position.commit);
  view.setBigUint64(32, BigInt(position.identity.dev));
  view.setBigUint64(40, BigInt(position.identity.ino));
  view.setUint32(48, WAL_KINDS.indexOf(position.wal.kind));
  view.setFloat64(80, position.mtime);
  if (position.wal.kind === 'at') encodeWal(view, position.wal);
  view.setBigUint64(CRC_OFFSET, crc64(record.subarray(0, CRC_OFFSET)));
  return record;
}

function encodeWal(view: DataView, wal: WalPlace & { kind: 'at' }): void {
  view.setUint32(52, wal.order === 'big' ? 1 : 0);
  view.setBigUint64(56, BigInt(wal.offset));
  view.setUint32(64, wal.salt1);
  view.setUint32(68, wal.salt2);
  view.setInt32(72, wal.s0);
  view.setInt32(76, wal.s1);
}

function decodePosition(record: Uint8Array): CapturePosition {
  const view = new DataView(record.buffer, record.byteOffset);
  return {
    txid: view.getBigUint64(0),
    checksum: view.getBigUint64(8),
    timestamp: Number(view.getBigUint64(16)),
    pageSize: view.getUint32(24),
    commit: view.getUint32(28),
    identity: { dev: Number(view.getBigUint64(32)), ino: Number(view.getBigUint64(40)) },
    mtime: view.getFloat64(80),
    wal: decodeWal(view),
  };
}

function decodeWal(view: DataView): WalPlace {
  const kind = WAL_KINDS[view.getUint32(48)] ?? 'none';
  if (kind !== 'at') return { kind };
  return {
    kind,
    order: view.getUint32(52) === 1 ? 'big' : 'little',
    offset: Number(view.getBigUint64(56)),
    salt1: view.getUint32(64),
    salt2: view.getUint32(68),
    s0: view.getInt32(72),
    s1: view.getInt32(76),
  };
}
