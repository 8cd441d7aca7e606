// Storing one file under a name that may be taken already: by ourselves, when an answer was lost, or by
// another writer.
import { isTidemarkError, TidemarkError } from '../base/errors.ts';
import { readHeader } from '../destination/batch.ts';
import type { Destination, LtxInfo, LtxRef, WriteOptions } from '../destination/destination.ts';
import type { Checksum } from '../ltx/checksum.ts';
import { HEADER_SIZE, type LtxHeader } from '../ltx/header.ts';
import { formatLtxName } from '../ltx/name.ts';
import { sameBytes } from '../base/same-bytes.ts';
import { takenError } from './conflict.ts';
import { checksumAfter } from './continuity.ts';
import { checksumOfSnapshot } from './snapshot-checksum.ts';

export interface StoreOptions extends WriteOptions {
  readonly signal: AbortSignal;
}

/**
 * A captured file never changes: under a taken name the same bytes are fine, others are
 * `destination-conflict`. Returns what is there then.
 */
export async function storeFile(
  destination: Destination,
  ref: LtxRef,
  open: () => AsyncIterable<Uint8Array>,
  options: StoreOptions,
): Promise<LtxInfo> {
  const stored = await write(destination, ref, open(), options);
  if (stored !== 'taken') return stored;
  const theirs = destination.open(ref, { signal: options.signal });
  if (await unlessUnfinished(sameBytes(open(), theirs))) return find(destination, ref, options);
  throw takenError(destination.url, formatLtxName(ref));
}

/** Two snapshots of one state differ in their bytes (time, compression): here the checksum decides. */
export async function storeSnapshot(
  destination: Destination,
  ref: LtxRef,
  snapshot: { readonly bytes: AsyncIterable<Uint8Array>; readonly checksum: Checksum | undefined },
  options: StoreOptions,
): Promise<LtxInfo> {
  const stored = await write(destination, ref, snapshot.bytes, options);
  if (stored !== 'taken') return stored;
  const said = await unlessUnfinished(checksumAfter(destination, ref, options.signal));
  const theirs = said ?? (await unlessUnfinished(checksumOfSnapshot(destination, ref, options.signal)));
  if (theirs !== undefined && theirs === snapshot.checksum) return find(destination, ref, options);
  throw takenError(destination.url, formatLtxName(ref));
}

export interface MergedContent {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The header that these bytes begin with, found out without them. */
  readonly expected: () => Promise<LtxHeader>;
}

/** `found`: it was there already, from a try of which the answer was lost. */
export interface StoredMerged {
  readonly kind: 'new' | 'found';
  readonly file: LtxInfo;
}

/** Two merges of the same changes may differ in their bytes (compression): here what the headers say decides. */
export async function storeMerged(
  destination: Destination,
  ref: LtxRef,
  { bytes, expected }: MergedContent,
  options: StoreOptions,
): Promise<StoredMerged> {
  const stored = await write(destination, ref, bytes, options);
  if (stored !== 'taken') return { kind: 'new', file: stored };
  const head = destination.open(ref, { range: { offset: 0, length: HEADER_SIZE }, signal: options.signal });
  const theirs = await unlessUnfinished(readHeader(head));
  if (!saysTheSame(theirs, await expected())) throw takenError(destination.url, formatLtxName(ref));
  return { kind: 'found', file: await find(destination, ref, options) };
}

function saysTheSame(a: LtxHeader, b: LtxHeader): boolean {
  const isSameState = a.rolling?.pre === b.rolling?.pre && a.rolling?.post === b.rolling?.post;
  return isSameState && a.commit === b.commit && a.pageSize === b.pageSize && a.flags === b.flags;
}

async function write(
  destination: Destination,
  ref: LtxRef,
  bytes: AsyncIterable<Uint8Array>,
  options: StoreOptions,
): Promise<LtxInfo | 'taken'> {
  try {
    return await destination.write(ref, bytes, options);
  } catch (error) {
    if (isTidemarkError(error, 'object-exists')) return 'taken';
    throw error;
  }
}

async function find(destination: Destination, ref: LtxRef, { signal }: StoreOptions): Promise<LtxInfo> {
  const listed = await destination.list(ref.level, { seek: ref.min, signal });
  const found = listed.find(({ min, max }) => min === ref.min && max === ref.max);
  if (found !== undefined) return found;
  const message = `${destination.url}: ${formatLtxName(ref)} was there a moment ago and is gone`;
  throw new TidemarkError('destination-failed', message, {
    hint: 'Somebody else removes files there. It is tried again by itself.',
    retry: 'later',
  });
}

/** A name that is taken but has no file yet belongs to a writer at work, or one that just died. */
async function unlessUnfinished<T>(look: Promise<T>): Promise<T> {
  try {
    return await look;
  } catch (error) {
    if (!isTidemarkError(error, 'object-missing')) throw error;
    const message = `another writer is storing the same file: ${error.message}`;
    throw new TidemarkError('destination-failed', message, {
      hint: 'It is tried again by itself.',
      retry: 'later',
      cause: error,
    });
  }
}
