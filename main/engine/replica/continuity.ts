// May our next file be put after what a destination holds? Asked after every survey, before anything is
// written.
//
//   P        newest transaction there that can be reached from the beginning
//   N        newest transaction in any file there
//   H        our head
//   theirs   the database's checksum at P, from the header (our extension) of a file there that ends at P
//   ours     ours at P: the head's if P = H, else what the outbox recorded, else what the file after P says it
//            follows
//
//   there                        theirs    ours      verdict
//   ----------------------------------------------------------------------------------------------------------
//   N > H                        any       any       conflict: another writer, or we are older than our copy
//   nothing, or not from the     –         –         continue after 0: the outbox's first file if that is the
//     beginning (P = 0)                                beginning (min 1), else a snapshot
//   P > 0                        known     same      continue after P; a gap in the outbox there: a snapshot
//   P > 0                        known     another   conflict: the histories differ at P
//   P > 0                        known     unknown   snapshot: what is known neither joins nor contradicts
//   P > 0                        unknown   any       snapshot: files by Litestream, or a damaged header
//
// After a snapshot the files up to P stay: they are the destination's own history, and from the snapshot on
// ours is whole without them. Files behind a gap (P < N ≤ H) need no row: sending goes on after P, and each
// name that is taken is compared byte by byte (send.ts). No head yet: no verdict is needed.
import { isTidemarkError } from '../base/errors.ts';
import { readHeader } from '../destination/batch.ts';
import type { Destination, LtxRef } from '../destination/destination.ts';
import type { Checksum } from '../ltx/checksum.ts';
import { HEADER_SIZE } from '../ltx/header.ts';
import type { Pos } from '../ltx/pos.ts';
import type { Txid } from '../ltx/txid.ts';
import { aheadError, divergedError } from './conflict.ts';
import { checksumAt, type Outbox } from './outbox.ts';
import type { Survey } from './survey.ts';

/** `continue`: after the survey's position. `snapshot`: a snapshot must come first. */
export type Verdict = 'continue' | 'snapshot';

export interface Ends {
  readonly destination: Destination;
  readonly outbox: Outbox;
}

/** Throws `destination-conflict`, and whatever reading headers throws. */
export async function judgeContinuity(
  { destination, outbox }: Ends,
  survey: Survey,
  head: Pos,
  signal: AbortSignal,
): Promise<Verdict> {
  const { position, newest, ends } = survey;
  if (newest > head.txid) throw aheadError(destination.url, newest, head.txid);
  if (position === 0n) return 'continue';
  const theirs = await theirChecksum(destination, ends, signal);
  if (theirs === undefined) return 'snapshot';
  const ours = checksumAt(outbox, position) ?? (await checksumBeforeNext(outbox, position));
  if (ours === undefined) return 'snapshot';
  if (ours !== theirs) throw divergedError(destination.url, position, theirs, ours);
  return 'continue';
}

async function theirChecksum(
  destination: Destination,
  ends: readonly LtxRef[],
  signal: AbortSignal,
): Promise<Checksum | undefined> {
  for (const ref of ends) {
    const post = await checksumAfter(destination, ref, signal);
    if (post !== undefined) return post;
  }
  return undefined;
}

/**
 * What a stored file's header says the database sums to after it; undefined if it does not, or cannot be
 * read.
 */
export async function checksumAfter(
  destination: Destination,
  ref: LtxRef,
  signal: AbortSignal,
): Promise<Checksum | undefined> {
  try {
    const head = destination.open(ref, { range: { offset: 0, length: HEADER_SIZE }, signal });
    return (await readHeader(head)).rolling?.post;
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}

function isDamage(error: unknown): boolean {
  return isTidemarkError(error, 'ltx-header') || isTidemarkError(error, 'ltx-truncated');
}

/** What the file after `txid` says it follows. */
async function checksumBeforeNext(outbox: Outbox, txid: Txid): Promise<Checksum | undefined> {
  const next = outbox.next(txid);
  if (next.kind !== 'file' || next.range.min !== txid + 1n) return undefined;
  const release = outbox.hold(next.range);
  try {
    return (await readHeader(outbox.open(next.range))).rolling?.pre;
  } finally {
    release();
  }
}
