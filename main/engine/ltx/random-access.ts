// Reads single pages of a file without the rest, by way of its page index (FACTS A.6).
//
// What is read so is not proved by the file checksum: that LZ4 can decode a page is checked, its content not.
import { ltxError } from './fault.ts';
import { END_MARKER_SIZE, maxFrameSize, readFrameHead, unpackFrame } from './frame.ts';
import { HEADER_SIZE, type LtxHeader } from './header.ts';
import { type IndexEntry, IndexParser } from './page-index.ts';
import { FOOTER_SIZE } from './tail.ts';

/** A file, or an object at a destination, that can be read from the middle. */
export interface RandomRead {
  /** Bytes. */
  readonly size: number;
  /** The bytes from `offset` on; asked only for what lies within the size. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Header, end marker, an index with nothing but its final 0, footer. */
const SMALLEST_FILE = HEADER_SIZE + END_MARKER_SIZE + 1 + FOOTER_SIZE;
/** The first read: enough for the index of some three thousand pages. */
const FIRST_READ = 32 * 1024;
const NEXT_READS = 1024 * 1024;

/**
 * The index of the file, checked: one entry a page, ascending. `ltx-truncated` or `ltx-index` when there is
 * none.
 */
export async function readPageIndex(file: RandomRead): Promise<IndexEntry[]> {
  if (file.size < SMALLEST_FILE) throw ltxError('ltx-truncated', `${file.size} bytes are no LTX file`);
  const tailAt = Math.max(0, file.size - FIRST_READ);
  const tail = await readExactly(file, tailAt, file.size - tailAt);
  const indexEnd = file.size - FOOTER_SIZE;
  const indexAt = indexEnd - indexSize(file, tail);
  const parser = new IndexParser();
  for (let at = indexAt; at < tailAt; at += NEXT_READS) {
    parser.push(await readExactly(file, at, Math.min(NEXT_READS, tailAt - at)));
  }
  parser.push(tail.subarray(Math.max(indexAt, tailAt) - tailAt, indexEnd - tailAt));
  return parser.finish(indexAt - END_MARKER_SIZE);
}

/** Bytes of the index as its size field says. */
function indexSize(file: RandomRead, tail: Uint8Array): number {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  const size = view.getBigUint64(tail.length - FOOTER_SIZE);
  const most = file.size - SMALLEST_FILE + 1;
  if (size >= 1n && size <= BigInt(most)) return Number(size);
  throw ltxError('ltx-index', `the page index cannot be ${size} bytes long in a file of ${file.size}`);
}

/** The page of an index entry, decompressed. */
export async function readPage(file: RandomRead, header: LtxHeader, entry: IndexEntry): Promise<Uint8Array> {
  const { pageSize } = header;
  const { pgno, offset, length } = entry;
  const most = maxFrameSize(pageSize);
  if (length > most) throw ltxError('ltx-index', `page ${pgno} cannot take ${length} bytes, only ${most}`);
  const bytes = await readExactly(file, offset, length);
  const head = readFrameHead(bytes, 0, pageSize);
  if (head?.pgno !== pgno || head.length !== length) {
    throw ltxError('ltx-index', `byte ${offset} is not where page ${pgno} with ${length} bytes begins`);
  }
  const page = new Uint8Array(pageSize);
  unpackFrame(head, bytes, 0, page);
  return page;
}

async function readExactly(file: RandomRead, offset: number, length: number): Promise<Uint8Array> {
  if (offset + length > file.size) {
    throw ltxError('ltx-truncated', `the file ends at byte ${file.size}, before byte ${offset + length}`);
  }
  const bytes = await file.read(offset, length);
  if (bytes.length === length) return bytes;
  throw ltxError('ltx-truncated', `${bytes.length} of ${length} bytes could be read at byte ${offset}`);
}
