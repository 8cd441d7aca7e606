// Writes one LTX file (FACTS A.9), and never one that our decoder would refuse.
import { type Checksum, CHECKSUM_FLAG_HI, EMPTY_DATABASE, formatChecksum } from './checksum.ts';
import { Crc64, joinHalves } from './crc64.ts';
import { encodeChunk, type EncodedChunk } from './encode-chunk.ts';
import { ltxError } from './fault.ts';
import { END_MARKER_SIZE } from './frame.ts';
import { encodeHeader, isSnapshot, LTX_NO_CHECKSUM, type LtxHeader } from './header.ts';
import { PageBatch } from './page-batch.ts';
import { encodeIndexSize, IndexBuilder } from './page-index.ts';
import { PageOrder } from './page-order.ts';
import { GatheringSink, type Sink } from './sink.ts';
import { encodeTrailer, HASHED_TRAILER_SIZE, type LtxTrailer, postApplyFault } from './trailer.ts';

export { encodeChunk, type EncodedChunk, type PageChunk } from './encode-chunk.ts';
export { ChunkedSink, type Sink } from './sink.ts';

/** Single pages are gathered to chunks of at most this many bytes. */
const CHUNK_BYTES = 64 * 1024;

type State = { readonly kind: 'pages' } | { readonly kind: 'closed'; readonly trailer: LtxTrailer };

/**
 * The header is written at once; then pages one by one or in chunks encoded elsewhere, ascending; then
 * `finish`. Of two neighbouring pieces the sink gets, one has at least 64 KiB; a chunk's bytes come as they are if they
 * have. After an error what the sink got is no file.
 */
export class LtxEncoder {
  readonly #sink: GatheringSink;
  readonly #header: LtxHeader;
  readonly #order: PageOrder;
  readonly #index = new IndexBuilder();
  readonly #crc = new Crc64();
  #state: State = { kind: 'pages' };
  #written = 0;
  /** XOR of the page sums. */
  #hi = 0;
  #lo = 0;
  /** Single pages that wait to be a chunk. */
  readonly #batch: PageBatch;

  /** `ltx-header` or `ltx-encode` for a header that cannot be written. */
  constructor(sink: Sink, header: LtxHeader) {
    if (header.commit === 0 && header.flags === LTX_NO_CHECKSUM) {
      refuse('a database without pages cannot be written without checksums');
    }
    this.#sink = new GatheringSink(sink);
    this.#header = header;
    this.#order = new PageOrder(header, 'ltx-encode');
    this.#batch = new PageBatch(header.pageSize, CHUNK_BYTES);
    this.#emit(encodeHeader(header), 'hashed');
  }

  /** Bytes of the file so far; its size once finished. */
  get bytesWritten(): number {
    return this.#written;
  }

  /** Adds one page, which it copies. `ltx-encode` when the page may not come here. */
  page(pgno: number, page: Uint8Array): void {
    this.#requireOpen();
    const { pageSize } = this.#header;
    if (page.length !== pageSize) refuse(`page ${pgno} has ${page.length} of ${pageSize} bytes`);
    this.#order.admit(pgno);
    this.#batch.add(pgno, page);
    if (this.#batch.isFull) this.#flushBatch();
  }

  /** Adds the pages of a chunk. `ltx-encode` when they may not come here. */
  chunk(chunk: EncodedChunk): void {
    this.#requireOpen();
    this.#flushBatch();
    for (const pgno of chunk.pgnos) this.#order.admit(pgno);
    this.#join(chunk);
  }

  #flushBatch(): void {
    const pages = this.#batch.take();
    if (pages !== undefined) this.#join(encodeChunk(pages));
  }

  #join(chunk: EncodedChunk): void {
    for (const [i, pgno] of chunk.pgnos.entries()) {
      this.#index.add(pgno, chunk.lengths[i]!);
      this.#hi ^= chunk.sums[2 * i]!;
      this.#lo ^= chunk.sums[2 * i + 1]!;
    }
    this.#crc.join(chunk.crc, chunk.crcLength);
    this.#emit(chunk.bytes, 'joined');
  }

  /**
   * Writes index and trailer. `postApply` is the standard checksum of the database after the file: needed
   * only where neither pages nor header say it, and checked where they do. `ltx-incomplete` when a snapshot
   * lacks pages, `ltx-encode` when the sums contradict each other. Once finished it gives the same trailer
   * again.
   */
  finish(postApply?: Checksum): LtxTrailer {
    if (this.#state.kind === 'closed') return this.#state.trailer;
    this.#flushBatch();
    this.#order.finish();
    const post = this.#postApply(postApply);
    const index = this.#index.bytes();
    this.#emit(new Uint8Array(END_MARKER_SIZE), 'hashed');
    this.#emit(index, 'hashed');
    this.#emit(encodeIndexSize(index.length), 'hashed');
    const trailer = this.#emitTrailer(post);
    this.#sink.flush();
    this.#state = { kind: 'closed', trailer };
    return trailer;
  }

  #emitTrailer(postApply: Checksum): LtxTrailer {
    this.#crc.update(encodeTrailer({ postApply, fileChecksum: 0n }).subarray(0, HASHED_TRAILER_SIZE));
    const fileChecksum = joinHalves(this.#crc.hi | CHECKSUM_FLAG_HI, this.#crc.lo);
    const trailer = { postApply, fileChecksum };
    this.#emit(encodeTrailer(trailer), 'joined');
    return trailer;
  }

  /** The trailer's database checksum, from whoever knows it; all who do must agree. */
  #postApply(given: Checksum | undefined): Checksum {
    const { rolling, flags, commit } = this.#header;
    const summed = isSnapshot(this.#header) ? joinHalves(this.#hi | CHECKSUM_FLAG_HI, this.#lo) : undefined;
    if (rolling !== undefined && summed !== undefined) requireEqual('header', rolling.post, summed);
    const known = commit === 0 ? EMPTY_DATABASE : (summed ?? rolling?.post);
    const post = flags === LTX_NO_CHECKSUM ? (given ?? 0n) : (given ?? known);
    if (post === undefined) refuse('post-apply checksum required');
    if (flags !== LTX_NO_CHECKSUM && known !== undefined) requireEqual('caller', post, known);
    const fault = postApplyFault(this.#header, post);
    if (fault !== undefined) refuse(fault);
    return post;
  }

  #requireOpen(): void {
    if (this.#state.kind === 'closed') refuse('the file is finished; no page can be added');
  }

  /** `hashed`: under the file checksum as they are; `joined`: already accounted for. */
  #emit(bytes: Uint8Array, how: 'hashed' | 'joined'): void {
    if (how === 'hashed') this.#crc.update(bytes);
    this.#sink.write(bytes);
    this.#written += bytes.length;
  }
}

function requireEqual(who: string, stated: Checksum, summed: Checksum): void {
  if (stated === summed) return;
  const [left, right] = [formatChecksum(stated), formatChecksum(summed)];
  refuse(`database checksums differ: ${left} from the ${who}, ${right} from what is in the file`);
}

function refuse(message: string): never {
  throw ltxError('ltx-encode', message);
}
