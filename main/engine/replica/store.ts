// Storing one file under a name that may be taken already: by ourselves, when an answer was lost, or by
// another writer.
import { isTidemarkError, TidemarkError } from '../base/errors.ts';
import type { Destination, LtxRef, WriteOptions } from '../destination/destination.ts';
import type { Checksum } from '../ltx/checksum.ts';
import { formatLtxName } from '../ltx/name.ts';
import { sameBytes } from './compare.ts';
import { takenError } from './conflict.ts';
import { checksumAfter } from './continuity.ts';

export interface StoreOptions extends WriteOptions {
  readonly signal: AbortSignal;
}

/**
 * A captured file never changes: under a taken name the same bytes are fine, others are
 * `destination-conflict`.
 */
export async function storeFile(
  destination: Destination,
  ref: LtxRef,
  open: () => AsyncIterable<Uint8Array>,
  options: StoreOptions,
): Promise<void> {
  if ((await write(destination, ref, open(), options)) === 'stored') return;
  const theirs = destination.open(ref, { signal: options.signal });
  if (await unlessUnfinished(sameBytes(open(), theirs))) return;
  throw takenError(destination.url, formatLtxName(ref));
}

/** Two snapshots of one state differ in their bytes (time, compression): here the checksum decides. */
export async function storeSnapshot(
  destination: Destination,
  ref: LtxRef,
  snapshot: { readonly bytes: AsyncIterable<Uint8Array>; readonly checksum: Checksum | undefined },
  options: StoreOptions,
): Promise<void> {
  if ((await write(destination, ref, snapshot.bytes, options)) === 'stored') return;
  const theirs = await unlessUnfinished(checksumAfter(destination, ref, options.signal));
  if (theirs !== undefined && theirs === snapshot.checksum) return;
  throw takenError(destination.url, formatLtxName(ref));
}

async function write(
  destination: Destination,
  ref: LtxRef,
  bytes: AsyncIterable<Uint8Array>,
  options: StoreOptions,
): Promise<'stored' | 'taken'> {
  try {
    await destination.write(ref, bytes, options);
    return 'stored';
  } catch (error) {
    if (isTidemarkError(error, 'object-exists')) return 'taken';
    throw error;
  }
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
