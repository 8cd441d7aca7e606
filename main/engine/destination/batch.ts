// Gathers a stream's small pieces so that a destination makes few large calls; reads its header on the way.
import { isTidemarkError, TidemarkError } from '../base/errors.ts';
import { decodeHeader, HEADER_SIZE, type LtxHeader } from '../ltx/header.ts';
import { formatLtxName } from '../ltx/name.ts';
import type { LtxRef } from './destination.ts';

export type Batch = readonly Uint8Array[];

/**
 * The source's pieces in order, grouped so that each batch but the last holds at least `size` bytes. Pieces
 * are not copied: the source gives them away.
 */
export async function* gatherBatches(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Batch> {
  let pieces: Uint8Array[] = [];
  let gathered = 0;
  for await (const piece of source) {
    pieces.push(piece);
    gathered += piece.length;
    if (gathered < size) continue;
    yield pieces;
    pieces = [];
    gathered = 0;
  }
  if (gathered > 0) yield pieces;
}

/** `first`, then what is left of `rest`. */
export async function* prepend(first: Batch, rest: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  yield first;
  yield* rest;
}

function batchSize(batch: Batch): number {
  return batch.reduce((sum, piece) => sum + piece.length, 0);
}

/** The header at the start of a file's first batch. Throws `ltx-truncated`, `ltx-header`. */
function headerOf(batch: Batch): LtxHeader {
  return decodeHeader(Buffer.concat(batch, Math.min(batchSize(batch), HEADER_SIZE)));
}

/** As `headerOf`, for a file that is to be stored as `ref`: `ltx-header` if it covers other transactions. */
export function headerFor(ref: LtxRef, batch: Batch): LtxHeader {
  const header = headerOf(batch);
  if (header.min === ref.min && header.max === ref.max) return header;
  const message = `${formatLtxName(ref)} was given a file whose header says ${formatLtxName(header)}`;
  throw new TidemarkError('ltx-header', message, { hint: 'Nothing was stored.' });
}

/** The header of a file given as a stream, of which no more is read. Throws `ltx-truncated`, `ltx-header`. */
export async function readHeader(source: AsyncIterable<Uint8Array>): Promise<LtxHeader> {
  for await (const batch of gatherBatches(source, HEADER_SIZE)) return headerOf(batch);
  return headerOf([]);
}

/**
 * When a stored file's transactions were captured, ms since the epoch, for a listing; undefined where its header is damaged.
 * The damage comes to light where the file is used: in a listing it must not hide the sound ones.
 */
export async function readTime(source: AsyncIterable<Uint8Array>): Promise<number | undefined> {
  try {
    return (await readHeader(source)).timestamp;
  } catch (error) {
    if (isTidemarkError(error) && error.code.startsWith('ltx-')) return undefined;
    throw error;
  }
}
