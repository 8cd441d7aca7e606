// Merges neighbouring files of one history into one (FACTS A.11), all of them open at the same time.
import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../base/abort.ts';
import { checkChecksums, checkPageSizes, mergedHeader } from './chain.ts';
import { type Checksum, formatChecksum } from './checksum.ts';
import { type CompactionInput, type Decode, PageCursor } from './cursor.ts';
import { decodeRun } from './decode-run.ts';
import { encodeChunk, type EncodedChunk, type PageChunk } from './encode-chunk.ts';
import { LtxEncoder } from './encoder.ts';
import { ltxError } from './fault.ts';
import { LTX_NO_CHECKSUM } from './header.ts';
import { MergedPages } from './merged-pages.ts';
import { ChunkedSink } from './sink.ts';
import { databaseChecksum, type LtxEnds } from './trailer.ts';

export interface MergeOptions {
  /** Decodes a run somewhere else, such as in a worker thread. Default: `decodeRun`, here. */
  readonly decode?: Decode;
  /** Encodes a chunk somewhere else; its arrays are given away. Default: `encodeChunk`, here. */
  readonly encode?: (chunk: PageChunk) => EncodedChunk | Promise<EncodedChunk>;
  readonly signal?: AbortSignal;
}

/** A file's bytes while they are made, the consumer's to keep; at the end its header and trailer. */
export type LtxBytes = AsyncGenerator<Uint8Array<ArrayBuffer>, LtxEnds, undefined>;

/**
 * Merges `inputs`, oldest first, at least one. Every input is read to its end and proved before the output
 * ends.
 */
export async function* mergeLtx(inputs: readonly CompactionInput[], options: MergeOptions): LtxBytes {
  const cursors: PageCursor[] = [];
  try {
    for (const input of inputs) {
      const cursor = new PageCursor(input, options.decode ?? decodeRun);
      cursors.push(cursor);
      await cursor.start();
    }
    return yield* encodeMerged(cursors, options);
  } finally {
    await Promise.allSettled(cursors.map((cursor) => cursor.close()));
  }
}

async function* encodeMerged(cursors: readonly PageCursor[], options: MergeOptions): LtxBytes {
  const encode = options.encode ?? encodeChunk;
  const headers = cursors.map((cursor) => cursor.header);
  checkPageSizes(headers);
  const header = mergedHeader(headers);
  const sink = new ChunkedSink();
  const encoder = new LtxEncoder(sink, header);
  const merged = new MergedPages(cursors, header);
  for await (const chunk of merged.chunks()) {
    throwIfAborted(options.signal, 'merging files');
    encoder.chunk(await encode(chunk));
    yield* sink.take();
    await setImmediate(); // others' turn; and lz4-napi's buffers are freed between turns only
  }
  const post = provenChecksum(cursors, merged.checksum);
  const trailer = encoder.finish(header.flags === LTX_NO_CHECKSUM ? undefined : post);
  yield* sink.take();
  return { header, trailer };
}

/**
 * What the database sums to at the end, as the last file says; the chain and the merged pages must agree with
 * it.
 */
function provenChecksum(cursors: readonly PageCursor[], summed: Checksum | undefined): Checksum | undefined {
  const files = cursors.map((cursor) => cursor.ends!);
  checkChecksums(files);
  const { header, trailer } = files.at(-1)!;
  const stated = databaseChecksum(header, trailer);
  if (stated === undefined || summed === undefined || stated === summed) return stated;
  const { name } = cursors.at(-1)!;
  const figures = `${name} says ${formatChecksum(stated)}, the pages give ${formatChecksum(summed)}`;
  throw ltxError('ltx-checksum', `database checksum mismatch after merging: ${figures}`);
}
