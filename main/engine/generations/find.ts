// What a place's generations span, and which of them a restore begins in (FACTS D.7). A generation that is empty or cannot be restored
// from never hides the others.
import { mapBounded } from '../destination/bounded.ts';
import type { Generation, GenerationCall, GenerationClient, SnapshotInfo, WalSegmentInfo } from './client.ts';
import { noGenerations, noSnapshots, noWalSegments } from './errors.ts';
import { TidemarkError } from '../base/errors.ts';
import { formatIndex } from './names.ts';

/** A generation with all that is in it, in order. */
export interface ListedGeneration {
  readonly generation: Generation;
  readonly snapshots: readonly SnapshotInfo[];
  readonly segments: readonly WalSegmentInfo[];
}

/** Ms since the epoch: of the first snapshot, and of the last thing that was stored. */
export interface TimeBounds {
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Generations listed at the same time. */
const WIDTH = 8;

async function listGeneration(client: GenerationClient, generation: Generation, call?: GenerationCall): Promise<ListedGeneration> {
  const [snapshots, segments] = await Promise.all([client.snapshots(generation, call), client.walSegments(generation, call)]);
  return { generation, snapshots, segments };
}

/** All of a place, in order of name, those without a snapshot too. */
export async function listGenerations(client: GenerationClient, call?: GenerationCall): Promise<ListedGeneration[]> {
  return mapBounded(await client.generations(call), WIDTH, (generation) => listGeneration(client, generation, call));
}

/** `restore-no-point` where there is no snapshot: nothing of such a generation can be restored. */
export function timeBounds({ generation, snapshots, segments }: ListedGeneration): TimeBounds {
  if (snapshots.length === 0) throw noSnapshots(generation);
  const times = snapshots.map(({ createdAt }) => createdAt);
  return { createdAt: least(times), updatedAt: most([...times, ...segments.map(({ createdAt }) => createdAt)]) };
}

/** Of all generations that have a snapshot; `restore-no-point` when none has. */
export function placeTimeBounds(listed: readonly ListedGeneration[], url: string): TimeBounds {
  const bounds = restorable(listed, url).map(timeBounds);
  return { createdAt: least(bounds.map(({ createdAt }) => createdAt)), updatedAt: most(bounds.map(({ updatedAt }) => updatedAt)) };
}

/** The one that something was stored in last. `restore-no-point` when none has a snapshot. */
export function latestGeneration(listed: readonly ListedGeneration[], url: string): ListedGeneration {
  return restorable(listed, url).reduce((a, b) => (timeBounds(b).updatedAt > timeBounds(a).updatedAt ? b : a));
}

/** Those with a snapshot, at least one; else `restore-no-point`. */
export function restorable(listed: readonly ListedGeneration[], url: string): readonly ListedGeneration[] {
  const found = listed.filter(({ snapshots }) => snapshots.length > 0);
  if (found.length > 0) return found;
  throw noGenerations(
    url,
    listed.map(({ generation }) => generation),
  );
}

/** Throws `restore-no-point` where there is none. */
export function maxSnapshotIndex({ generation, snapshots }: ListedGeneration): number {
  if (snapshots.length === 0) throw noSnapshots(generation);
  return most(snapshots.map(({ index }) => index));
}

/** Throws `restore-no-point` where there is none. */
export function maxWalIndex({ generation, segments }: ListedGeneration): number {
  if (segments.length === 0) throw noWalSegments(generation);
  return most(segments.map(({ index }) => index));
}

/** The greatest index that can be asked for: of a snapshot or of a log. Without a snapshot `restore-no-point`. */
export function maxIndex(listed: ListedGeneration): number {
  const index = maxSnapshotIndex(listed);
  return listed.segments.length === 0 ? index : Math.max(index, maxWalIndex(listed));
}

/** The last snapshot that is not behind the index. `restore-no-point`, with other words where all are behind it. */
export function snapshotForIndex({ generation, snapshots }: ListedGeneration, index: number): SnapshotInfo {
  const found = snapshots.findLast((snapshot) => snapshot.index <= index);
  if (found !== undefined) return found;
  if (snapshots.length === 0) throw noSnapshots(generation);
  const first = formatIndex(snapshots[0]!.index, 8);
  const asked = formatIndex(index, 8);
  throw new TidemarkError('restore-no-point', `generation ${generation} holds no snapshot at or before the index ${asked}`, {
    hint: `Its first snapshot is at ${first}: what came before it was removed.`,
  });
}

/** The newest snapshot of a generation that was taken at or before a time; undefined when there is none. */
export function snapshotAt({ snapshots }: ListedGeneration, at: number): SnapshotInfo | undefined {
  const before = snapshots.filter(({ createdAt }) => createdAt <= at);
  return before.reduce<SnapshotInfo | undefined>((a, b) => (a === undefined || b.createdAt >= a.createdAt ? b : a), undefined);
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
