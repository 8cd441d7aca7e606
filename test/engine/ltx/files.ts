// Makes and reads small LTX files for tests.
import { Crc64, type Checksum } from '../../../main/engine/ltx/checksum.ts';
import { type DecodedLtx, decodeLtxBytes } from '../../../main/engine/ltx/decoder.ts';
import { ChunkedSink, type EncodedChunk, LtxEncoder } from '../../../main/engine/ltx/encoder.ts';
import { LTX_NO_CHECKSUM, type LtxHeader } from '../../../main/engine/ltx/header.ts';
import { pageSumInto } from '../../../main/engine/ltx/checksum.ts';
import { PageSums } from '../../../main/engine/ltx/page-sums.ts';
import { concat } from './bytes.ts';

export type Pages = ReadonlyMap<number, Uint8Array>;

/** A header with sensible values for all that a test does not care for. */
export function headerOf(values: Partial<LtxHeader> = {}): LtxHeader {
  return {
    flags: LTX_NO_CHECKSUM,
    pageSize: 512,
    commit: 2,
    min: 2n,
    max: values.min ?? 2n,
    timestamp: 1_700_000_000_000,
    preApply: 0n,
    walOffset: 0,
    walSize: 0,
    walSalt1: 0,
    walSalt2: 0,
    nodeId: 0n,
    ...values,
  };
}

export function encodeFile(header: LtxHeader, pages: Pages, postApply?: Checksum): Uint8Array<ArrayBuffer> {
  const sink = new ChunkedSink();
  const encoder = new LtxEncoder(sink, header);
  for (const [pgno, page] of pages) encoder.page(pgno, page);
  encoder.finish(postApply);
  return concat(sink.take());
}

/** A file from frames made by hand: each a page, what stands before its payload, and its payload as it is. */
export function encodeByHand(
  header: LtxHeader,
  frames: readonly { pgno: number; prefix: Uint8Array; payload: Uint8Array; page: Uint8Array }[],
  postApply?: Checksum,
): Uint8Array<ArrayBuffer> {
  const crc = new Crc64();
  const sums = new Uint32Array(2 * frames.length);
  for (const [i, { pgno, prefix, page }] of frames.entries()) {
    crc.update(prefix).update(page);
    pageSumInto(pgno, page, sums, i);
  }
  const chunk: EncodedChunk = {
    pgnos: Uint32Array.from(frames, (frame) => frame.pgno),
    bytes: concat(frames.flatMap((frame) => [frame.prefix, frame.payload])),
    lengths: Uint32Array.from(frames, (frame) => frame.prefix.length + frame.payload.length),
    crc: crc.value(),
    crcLength: frames.reduce((sum, { prefix, page }) => sum + prefix.length + page.length, 0),
    sums,
  };
  const sink = new ChunkedSink();
  const encoder = new LtxEncoder(sink, header);
  encoder.chunk(chunk);
  encoder.finish(postApply);
  return concat(sink.take());
}

/** The pages of a decoded file by number. */
export function pagesOf(file: Pick<DecodedLtx, 'pgnos' | 'pages' | 'header'>): Pages {
  const { pageSize } = file.header;
  return new Map(
    Array.from(file.pgnos, (pgno, i) => [pgno, file.pages.subarray(i * pageSize, (i + 1) * pageSize)]),
  );
}

/** The pages a file in memory holds, once it is proved. */
export function decodePages(bytes: Uint8Array): Pages {
  return pagesOf(decodeLtxBytes(bytes));
}

/** What a database of these pages sums to. */
export function checksumOf(pages: Pages): Checksum {
  const sums = new PageSums();
  const sum = new Uint32Array(2);
  for (const [pgno, page] of pages) {
    pageSumInto(pgno, page, sum, 0);
    sums.setFrom(pgno, sum, 0);
  }
  return sums.checksum();
}
