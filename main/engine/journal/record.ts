// One entry of the journal as bytes (FACTS F.2): what any protobuf library reads as LSN = 1, Data = 2, CRC = 3, in
// one fixed form of our own, so that the CRC does not hang on how a library writes it:
//
//   uvarint   length of the message, at most 1 MiB
//   08 …      LSN, uvarint                    ┐ body: CRC-32 (IEEE)
//   12 …      length of the data, the data    ┘ is over these bytes
//   18 …      CRC, uvarint
//
// LSN 1 with "hello": 0f 0801 120568656c6c6f 18e7f7978e0c
import { crc32 } from 'node:zlib';
import { TidemarkError } from '../base/errors.ts';
import { MAX_UVARINT_SIZE, putUvarint, readUvarint } from './uvarint.ts';

/** Bytes of the longest message. */
export const MAX_MESSAGE_SIZE = 2 ** 20;
/** Bytes of the shortest record, its length included: tells how many records some bytes can have been, at most. */
export const MIN_RECORD_SIZE = 7;

/** The first byte of every message. */
export const LSN_TAG = 0x08;
const DATA_TAG = 0x12;
const CRC_TAG = 0x18;

export interface JournalEntry {
  /** Log sequence number, 1 … 2^64 − 1. Grows from entry to entry; never given twice. */
  readonly lsn: bigint;
  readonly data: Uint8Array;
}

/** What looks like a record; whether it is one, its CRC says. */
interface Frame extends JournalEntry {
  readonly body: Uint8Array;
  readonly crc: number;
  /** Offset behind the record. */
  readonly end: number;
}

/** Bytes of everything but the data, at most: three lengths or numbers of 3 bytes, the LSN, the CRC, three tags. */
const MAX_OVERHEAD = 24;

/** `refused` when it would be longer than a record may be. */
export function requireRecordable(data: Uint8Array): void {
  if (data.length + MAX_OVERHEAD <= MAX_MESSAGE_SIZE) return;
  throw new TidemarkError('refused', `an entry of ${data.length} bytes is too long for the journal`, {
    hint: `An entry with all that belongs to it has at most ${MAX_MESSAGE_SIZE} bytes. Nothing was written.`,
  });
}

/** Records one behind the other, with LSNs from `firstLsn`. As `requireRecordable`. */
export function encodeRecords(firstLsn: bigint, data: readonly Uint8Array[]): Uint8Array {
  const most = data.reduce((sum, { length }) => sum + length + MAX_OVERHEAD, 0);
  const bytes = Buffer.allocUnsafe(most);
  let at = 0;
  let lsn = firstLsn;
  for (const one of data) at = putRecord(bytes, at, { lsn: lsn++, data: one });
  return bytes.subarray(0, at);
}

function putRecord(bytes: Uint8Array, at: number, { lsn, data }: JournalEntry): number {
  requireRecordable(data);
  head[0] = LSN_TAG;
  let headSize = putUvarint(head, 1, lsn);
  head[headSize++] = DATA_TAG;
  headSize = putUvarint(head, headSize, data.length);
  const crc = crc32(data, crc32(head.subarray(0, headSize)));
  tail[0] = CRC_TAG;
  const tailSize = putUvarint(tail, 1, crc);
  let end = putUvarint(bytes, at, headSize + data.length + tailSize);
  bytes.set(head.subarray(0, headSize), end);
  bytes.set(data, (end += headSize));
  bytes.set(tail.subarray(0, tailSize), (end += data.length));
  return end + tailSize;
}

/** Where the parts of one record around its data are put together; used anew by each. */
const head = new Uint8Array(2 + 2 * MAX_UVARINT_SIZE);
const tail = new Uint8Array(1 + MAX_UVARINT_SIZE);

/** The record at `at`, or undefined when there is no sound one. `data` is a view of `bytes`. */
export function readRecord(bytes: Uint8Array, at: number): (JournalEntry & { readonly end: number }) | undefined {
  const frame = readFrame(bytes, at);
  return frame !== undefined && isSound(frame) ? frame : undefined;
}

/** By its shape alone, which costs next to nothing where there is none. */
export function readFrame(bytes: Uint8Array, at: number): Frame | undefined {
  const size = readUvarint(bytes, at);
  if (size === undefined || size.value > MAX_MESSAGE_SIZE) return undefined;
  const end = size.end + Number(size.value);
  if (end > bytes.length) return undefined;
  const lsn = readField(bytes, size.end, LSN_TAG);
  const length = lsn && readField(bytes, lsn.end, DATA_TAG);
  if (length === undefined || length.value > MAX_MESSAGE_SIZE) return undefined;
  const dataEnd = length.end + Number(length.value);
  const crc = readField(bytes, dataEnd, CRC_TAG);
  if (crc?.end !== end) return undefined;
  const [body, data] = [bytes.subarray(size.end, dataEnd), bytes.subarray(length.end, dataEnd)];
  return { lsn: lsn!.value, data, body, crc: Number(crc.value), end };
}

export function isSound({ body, crc }: Frame): boolean {
  return crc32(body) === crc;
}

function readField(bytes: Uint8Array, at: number, tag: number): ReturnType<typeof readUvarint> {
  return bytes[at] === tag ? readUvarint(bytes, at + 1) : undefined;
}
