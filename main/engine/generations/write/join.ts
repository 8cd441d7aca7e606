// May writing go on where it stood? Asked before anything is stored. The least doubt begins a new generation: that costs a
// snapshot, and touches nothing of what is there.
//
//   asked of                what must hold
//   ----------------------------------------------------------------------------------------------------------
//   this computer           the checksum recorded for the transaction is ours, and what follows it is captured
//   the generation          it has the snapshot that the chain begins with, and none that we do not know of
//   its logs                from that snapshot on each has its first segment; none is beyond ours
//   the log being written   its segments are those that we stored; the newest may be missing while its bytes are kept here
//   the newest segment      its bytes are those kept here (the sender compares them)
import type { GenerationClient, SnapshotInfo, WalSegmentInfo } from '../client.ts';
import type { CapturedFiles } from './captured.ts';
import type { Kept, Standing } from './standing.ts';

export interface Joined {
  /** Whether the newest segment is there; `unsent` ones are sent first. */
  readonly newest: 'there' | 'unsent';
  /** When the newest snapshot there was made, ms since the epoch. */
  readonly snapshotAt: number;
}

/** Undefined when it may not. */
export async function judgeStanding(
  client: GenerationClient,
  captured: CapturedFiles,
  { standing, size }: Kept,
  signal: AbortSignal,
): Promise<Joined | undefined> {
  if (!isOurs(captured, standing)) return undefined;
  const snapshots = await client.snapshots(standing.generation, { signal });
  const newest = newestUpTo(snapshots, standing);
  if (newest === undefined) return undefined;
  const segments = await client.walSegments(standing.generation, { signal, from: standing.base });
  const there = fits(segments, standing, size > 0 ? 'kept here' : 'sent');
  return there && { newest: there, snapshotAt: newest.createdAt };
}

/** The state may have been brought back from an older copy of this computer, or belong to a history that was left. */
function isOurs(captured: CapturedFiles, { txid, checksum }: Standing): boolean {
  const head = captured.head();
  if (head === undefined || head.txid < txid) return false;
  const next = captured.next(txid);
  if (next.kind === 'gap') return false;
  const ours = head.txid === txid ? head.postApplyChecksum : captured.checksumAt(txid);
  if (ours !== undefined) return ours === checksum;
  // What is forgotten is said by the file that follows, and compared by who sends it.
  return next.kind === 'file' && next.range.min === txid + 1n;
}

function newestUpTo(snapshots: readonly SnapshotInfo[], { base, index }: Standing): SnapshotInfo | undefined {
  if (!snapshots.some((one) => one.index === base)) return undefined;
  const newest = snapshots.at(-1)!;
  return newest.index <= index ? newest : undefined;
}

function fits(
  segments: readonly WalSegmentInfo[],
  { base, index, offsets }: Standing,
  newest: 'kept here' | 'sent',
): Joined['newest'] | undefined {
  const begun = new Set(segments.filter(({ offset }) => offset === 0).map((segment) => segment.index));
  for (let before = base; before < index; before++) if (!begun.has(before)) return undefined;
  if (segments.some((segment) => segment.index > index)) return undefined;
  const there = segments.filter((segment) => segment.index === index).map(({ offset }) => offset);
  if (isSame(there, offsets)) return 'there';
  return newest === 'kept here' && isSame(there, offsets.slice(0, -1)) ? 'unsent' : undefined;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((offset, i) => offset === b[i]);
}
