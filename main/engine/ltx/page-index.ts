// The page index of an LTX file (FACTS A.6): for each page the varints pgno, offset, length; then a 0.
//
// Frames lie back to back from byte 100, so their page numbers and lengths say what the index must be.
import { ltxError } from './fault.ts';
import { HEADER_SIZE } from './header.ts';
import { MAX_VARINT_SIZE, VarintReader, writeVarint } from './varint.ts';

/** Where in the file one page is. */
export interface IndexEntry {
  readonly pgno: number;
  /** Bytes from the start of the file to the page's frame. */
  readonly offset: number;
  /** Bytes of the whole frame, its header included. */
  readonly length: number;
}

/** Bytes of the big-endian u64 behind the index that says how long the index is, the final 0 included. */
export const INDEX_SIZE_FIELD = 8;

const MAX_ENTRY_SIZE = 3 * MAX_VARINT_SIZE;
const FIRST_CAPACITY = 256;

/** Makes the index of a file while its frames go by. Holds about 10 bytes a page. */
export class IndexBuilder {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #used = 0;
  #offset = HEADER_SIZE;

  /** Notes the next frame: its page and its whole length in bytes. */
  add(pgno: number, length: number): void {
    if (this.#used + MAX_ENTRY_SIZE >= this.#bytes.length) this.#grow();
    const afterPgno = writeVarint(this.#bytes, this.#used, pgno);
    const afterOffset = writeVarint(this.#bytes, afterPgno, this.#offset);
    this.#used = writeVarint(this.#bytes, afterOffset, length);
    this.#offset += length;
  }

  /** The index of the frames so far with its final 0, without the size field. Valid until the next `add`. */
  bytes(): Uint8Array {
    this.#bytes[this.#used] = 0;
    return this.#bytes.subarray(0, this.#used + 1);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads an index that comes in pieces, and checks it as it comes: what is wrong costs no memory. */
export class IndexParser {
  readonly #entries: IndexEntry[] = [];
  #rest = new Uint8Array(0);
  #ended = false;
  #nextOffset = HEADER_SIZE;

  push(bytes: Uint8Array): void {
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    const reader = new VarintReader(joined);
    let taken = 0;
    while (!this.#ended && this.#takeOne(reader)) taken = reader.offset;
    this.#rest = joined.subarray(this.#ended ? reader.offset : taken);
  }

  /** All entries, in order. `pagesEnd`: file offset of the end marker, where the last frame must end. */
  finish(pagesEnd: number): IndexEntry[] {
    const [next, left] = [this.#nextOffset, this.#rest.length];
    if (!this.#ended) throw ltxError('ltx-index', 'the page index has no end');
    if (left > 0) throw ltxError('ltx-index', `${left} bytes follow the page index's end`);
    if (next === pagesEnd) return this.#entries;
    throw ltxError('ltx-index', `the page index ends at byte ${next}, the pages at ${pagesEnd}`);
  }

  /** Takes one entry or the final 0; false when it is not whole yet. */
  #takeOne(reader: VarintReader): boolean {
    const entry = nextEntry(reader);
    if (entry === undefined) return false;
    if (entry === 'end') {
      this.#ended = true;
      return true;
    }
    this.#check(entry);
    this.#entries.push(entry);
    this.#nextOffset += entry.length;
    return true;
  }

  #check({ pgno, offset, length }: IndexEntry): void {
    const last = this.#entries.at(-1)?.pgno ?? 0;
    if (pgno <= last) throw ltxError('ltx-index', `the page index goes from page ${last} to page ${pgno}`);
    if (offset !== this.#nextOffset || length === 0) {
      const found = `page ${pgno} at byte ${offset}, ${length} bytes long`;
      throw ltxError('ltx-index', `the page index has ${found}, where byte ${this.#nextOffset} is next`);
    }
  }
}

/** The big-endian u64 that follows an index of `length` bytes. */
export function encodeIndexSize(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(INDEX_SIZE_FIELD);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length));
  return bytes;
}

function nextEntry(reader: VarintReader): IndexEntry | 'end' | undefined {
  const pgno = reader.next();
  if (pgno === 0) return 'end';
  const offset = reader.next();
  const length = reader.next();
  if (pgno === undefined || offset === undefined || length === undefined) return undefined;
  return { pgno, offset, length };
}

/** How `found`, which begins where the index should, first differs from the index that the frames demand. */
export function describeIndexFault(demanded: Uint8Array, found: Uint8Array): string {
  const [demandedReader, foundReader] = [new VarintReader(demanded), new VarintReader(found)];
  for (;;) {
    const demandedEntry = nextEntry(demandedReader);
    const foundEntry = nextEntry(foundReader);
    if (demandedEntry === undefined || foundEntry === undefined) return 'the page index has no end';
    const [left, right] = [show(demandedEntry), show(foundEntry)];
    if (left !== right) return `the page index has ${right} where ${left} belongs`;
    if (demandedEntry === 'end') return 'the page index spells its numbers with more bytes than they need';
  }
}

function show(entry: IndexEntry | 'end'): string {
  if (entry === 'end') return 'its end';
  return `page ${entry.pgno} at byte ${entry.offset}, ${entry.length} bytes long,`;
}
