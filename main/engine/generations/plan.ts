// From what is asked for to the snapshot and the logs that lead there, by names and times alone.
import { TidemarkError } from '../base/errors.ts';
import type { Generation, GenerationPos, SnapshotInfo, WalSegmentInfo } from './client.ts';
import { SegmentMissingError, WalNotFoundError } from './errors.ts';
import { latestGeneration, type ListedGeneration, maxIndex, placeTimeBounds, restorable, snapshotAt, snapshotForIndex } from './find.ts';
import { logsOf, type WalLog } from './logs.ts';
import { formatIndex, formatOffset } from './names.ts';

export type GenerationTarget =
  | { readonly kind: 'latest'; readonly generation?: Generation | undefined }
  /** The state behind the log with that index, or behind `offset` bytes of it. */
  | { readonly kind: 'index'; readonly generation: Generation; readonly index: number; readonly offset?: number }
  /** The newest state that was stored at or before a time, ms since the epoch. */
  | { readonly kind: 'time'; readonly at: number; readonly generation?: Generation | undefined };

export interface GenerationPlan {
  readonly generation: Generation;
  readonly snapshot: SnapshotInfo;
  /** In order, from the snapshot's index on; none when the snapshot alone is what was asked for. */
  readonly logs: readonly WalLog[];
  /** Where the last log is to end: at the end of its segments when undefined. Bytes. */
  readonly until: number | undefined;
  /** When the last thing of it was stored, ms since the epoch. */
  readonly createdAt: number;
  /** As of a restore: the very one; the newest before the time asked for; the newest there is. */
  readonly fit: 'exact' | 'before' | 'newest';
  /** To be read, as stored. */
  readonly bytes: number;
}

/** Throws `restore-no-point`, `restore-gap` (WalNotFoundError). `url` is for messages. */
export function planGenerations(listed: readonly ListedGeneration[], target: GenerationTarget, url: string): GenerationPlan {
  switch (target.kind) {
    case 'latest': {
      const latest = latestGeneration(chosen(listed, target.generation, url), url);
      return planIndex(latest, { index: maxIndex(latest), offset: undefined });
    }
    case 'index': {
      const [one] = chosen(listed, target.generation, url);
      return planIndex(one!, { index: target.index, offset: target.offset });
    }
    default:
      return planTime(chosen(listed, target.generation, url), target.at, url);
  }
}

function chosen(listed: readonly ListedGeneration[], generation: Generation | undefined, url: string): readonly ListedGeneration[] {
  if (generation === undefined) return listed;
  const found = listed.filter((one) => one.generation === generation);
  if (found.length > 0) return found;
  throw new TidemarkError('restore-no-point', `there is no generation ${generation} at ${url}`, {
    hint: '`tidemark generations` lists those that are there.',
  });
}

function planIndex(listed: ListedGeneration, end: { readonly index: number; readonly offset: number | undefined }): GenerationPlan {
  const { generation } = listed;
  const last = maxIndex(listed);
  if (end.index > last) {
    throw new TidemarkError('restore-no-point', `generation ${generation} ends at the index ${formatIndex(last, 8)}`, {
      hint: `There is nothing at ${formatIndex(end.index, 8)}. Without -index the newest state is restored.`,
    });
  }
  if (end.offset === 0) return planBefore(listed, end.index);
  const snapshot = snapshotForIndex(listed, end.index);
  const isThere = listed.segments.some(({ index }) => index === end.index);
  if (!isThere && snapshot.index === end.index && end.offset === undefined) return planSnapshot(snapshot);
  if (!isThere) throw new WalNotFoundError(generation, end.index);
  const { offset } = end;
  const wanted = listed.segments.filter(
    ({ index, offset: at }) => index < end.index || (index === end.index && (offset === undefined || at < offset)),
  );
  return { ...planUpTo(listed, wanted, snapshot), until: offset };
}

/** The state that a log began with: from what is before it, else the snapshot at its index, which may hold some of the log already. */
function planBefore(listed: ListedGeneration, index: number): GenerationPlan {
  const own = (): GenerationPlan => planSnapshot(snapshotForIndex(listed, index));
  const isLog = listed.segments.some((segment) => segment.index === index);
  if (index === 0 || (!isLog && listed.snapshots.some((snapshot) => snapshot.index === index))) return own();
  const earlier = listed.snapshots.some((snapshot) => snapshot.index < index);
  if (!earlier) return own();
  return firstOf([() => planIndex(listed, { index: index - 1, offset: undefined }), own]);
}

function planSnapshot(snapshot: SnapshotInfo): GenerationPlan {
  const { generation, createdAt, size } = snapshot;
  return { generation, snapshot, logs: [], until: undefined, createdAt, fit: 'exact', bytes: size };
}

/** `wanted`: the segments up to the end, in order. At least one of the end's log. */
function planUpTo(listed: ListedGeneration, wanted: readonly WalSegmentInfo[], newest: SnapshotInfo): GenerationPlan {
  const { generation } = listed;
  const end = wanted.at(-1)!;
  const attempts = snapshotsFor(listed, end, newest).map((snapshot) => () => {
    const logs = logsOf(generation, wanted, { min: snapshot.index, max: end.index });
    const stored = logs.flatMap(({ segments }) => segments);
    const bytes = stored.reduce((sum, { size }) => sum + size, snapshot.size);
    const createdAt = stored.reduce((time, segment) => Math.max(time, segment.createdAt), snapshot.createdAt);
    return { generation, snapshot, logs, until: undefined, createdAt, fit: 'exact' as const, bytes };
  });
  return firstOf(attempts);
}

/**
 * The last snapshot before the end; but for an end inside a log, an earlier one where it can be had: a snapshot holds what a checkpoint
 * had brought into the database when it was taken, and that may be of behind the end.
 */
function snapshotsFor({ snapshots, segments }: ListedGeneration, end: WalSegmentInfo, newest: SnapshotInfo): readonly SnapshotInfo[] {
  const isInside = segments.some(({ index, offset }) => index === end.index && offset > end.offset);
  if (!isInside || newest.index < end.index) return [newest];
  return [...snapshots.filter(({ index }) => index < end.index).toReversed(), newest];
}

/** The first that can be; else what the last one threw. */
function firstOf(attempts: readonly (() => GenerationPlan)[]): GenerationPlan {
  for (const attempt of attempts.slice(0, -1)) {
    try {
      return attempt();
    } catch (error) {
      if (!(error instanceof WalNotFoundError)) throw error;
    }
  }
  return attempts.at(-1)!();
}

interface Reached {
  readonly listed: ListedGeneration;
  readonly snapshot: SnapshotInfo;
  readonly segments: readonly WalSegmentInfo[];
  readonly time: number;
}

function planTime(listed: readonly ListedGeneration[], at: number, url: string): GenerationPlan {
  const reached = restorable(listed, url).flatMap((one) => reachedAt(one, at));
  if (reached.length === 0) throw beforeFirst(listed, at, url);
  const best = reached.reduce((a, b) => (b.time > a.time ? b : a));
  const { updatedAt } = placeTimeBounds(listed, url);
  const fit = best.time === at ? 'exact' : best.time < updatedAt ? 'before' : 'newest';
  const { segments, snapshot } = best;
  const isAlone = segments.length === 0 || segments.at(-1)!.index < snapshot.index;
  return { ...(isAlone ? planBefore(best.listed, snapshot.index) : planUpTo(best.listed, segments, snapshot)), fit };
}

/** Where a generation had got to at a time; nothing before its first snapshot. */
function reachedAt(listed: ListedGeneration, at: number): readonly Reached[] {
  const snapshot = snapshotAt(listed, at);
  if (snapshot === undefined) return [];
  const following = listed.segments.filter(({ index }) => index >= snapshot.index);
  const later = following.findIndex(({ createdAt }) => createdAt > at);
  const taken = later < 0 ? following : following.slice(0, later);
  const time = Math.max(snapshot.createdAt, taken.at(-1)?.createdAt ?? 0);
  const before = listed.segments.filter(({ index }) => index < snapshot.index);
  return [{ listed, snapshot, segments: [...before, ...taken], time }];
}

function beforeFirst(listed: readonly ListedGeneration[], at: number, url: string): TidemarkError {
  const { createdAt, updatedAt } = placeTimeBounds(listed, url);
  return new TidemarkError('restore-no-point', `there is no state at or before ${iso(at)}`, {
    hint: `What can be asked for: ${iso(createdAt)} to ${iso(updatedAt)}.`,
  });
}

/** A log ends before where it was to end: `restore-gap`. */
export function endMissing({ generation, index }: WalLog, until: number, size: number): SegmentMissingError {
  return new SegmentMissingError(generation, index, { expected: size, found: until > size ? undefined : until });
}

/** As in messages: `generation c77f47cf8a8b539c, index 00000002, offset 00001038`. */
export function showPosition({ generation, index, offset }: GenerationPos): string {
  return `generation ${generation}, index ${formatIndex(index, 8)}, offset ${formatOffset(offset, 8)}`;
}

function iso(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString();
}
