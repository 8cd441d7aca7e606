// The 100-byte header of an SQLite database file: what we may trust of a file before SQLite opens it.
// Source: the file format chapter of SQLite's documentation. All integers big-endian.
//
//   0  16  magic "SQLite format 3\0"        28  4  size in pages (valid if 92 equals 24)
//  16   2  page size; 1 means 65536         92  4  change counter for which the size is valid
//  18   1  write version  1 journal, 2 WAL
//  19   1  read version   1 journal, 2 WAL
//  24   4  change counter
import { TidemarkError } from '../base/errors.ts';

export const DATABASE_HEADER_SIZE = 100;
const MIN_PAGE_SIZE = 512;
export const MAX_PAGE_SIZE = 65536;

const MAGIC = new TextEncoder().encode('SQLite format 3\0');

export type JournalKind = 'wal' | 'rollback';

export interface DatabaseHeader {
  /** Bytes, a power of two from 512 to 65536. */
  readonly pageSize: number;
  readonly journal: JournalKind;
  /** Grows with every write transaction in rollback-journal mode; in WAL mode only now and then. */
  readonly changeCounter: number;
  /** Pages in the database as the header has it, or undefined when the header's figure is stale. */
  readonly pageCount: number | undefined;
}

/** `database-not-sqlite` or `database-encrypted` when the bytes are not such a header; `name` is for the message. */
export function parseDatabaseHeader(bytes: Uint8Array, name: string): DatabaseHeader {
  if (!hasMagic(bytes)) throw notSqlite(bytes, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pageSize = decodePageSize(view.getUint16(16));
  if (pageSize === undefined) {
    throw new TidemarkError('database-damaged', `${name} says its page size is ${view.getUint16(16)} bytes`, {
      hint: 'The file begins like an SQLite database but its header is damaged. Restore it from a copy.',
    });
  }
  const changeCounter = view.getUint32(24);
  const pages = view.getUint32(28);
  return {
    pageSize,
    journal: view.getUint8(18) === 2 || view.getUint8(19) === 2 ? 'wal' : 'rollback',
    changeCounter,
    pageCount: pages !== 0 && view.getUint32(92) === changeCounter ? pages : undefined,
  };
}

function hasMagic(bytes: Uint8Array): boolean {
  return bytes.length >= DATABASE_HEADER_SIZE && MAGIC.every((byte, i) => bytes[i] === byte);
}

/** 16-bit page size field to bytes (1 stands for 65536), undefined when it is not a page size. */
function decodePageSize(field: number): number | undefined {
  const size = field === 1 ? MAX_PAGE_SIZE : field;
  return isPageSize(size) ? size : undefined;
}

/** Whether SQLite has pages of so many bytes. */
export function isPageSize(size: number): boolean {
  return size >= MIN_PAGE_SIZE && size <= MAX_PAGE_SIZE && (size & (size - 1)) === 0;
}

function notSqlite(bytes: Uint8Array, name: string): TidemarkError {
  if (looksEncrypted(bytes)) {
    return new TidemarkError('database-encrypted', `${name} looks like an encrypted database`, {
      hint: 'Tidemark copies plain SQLite databases. Pages encrypted by SQLCipher or the like cannot be followed.',
    });
  }
  return new TidemarkError('database-not-sqlite', `${name} is not an SQLite database`, {
    hint: 'Choose the database file itself: it begins with the words "SQLite format 3".',
  });
}

/**
 * Ciphertext uses nearly all byte values about equally often: in 100 bytes, random data shows 80 or more distinct
 * values; text, images and archives begin with repetitive headers. Only the wording of the refusal depends on it.
 */
function looksEncrypted(bytes: Uint8Array): boolean {
  if (bytes.length < DATABASE_HEADER_SIZE) return false;
  return new Set(bytes.subarray(0, DATABASE_HEADER_SIZE)).size >= 75;
}
