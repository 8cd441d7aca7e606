// What fades of a place's generations, as Litestream 0.3 has it: of each generation what is before its oldest snapshot that is
// young enough, and generations that have none. Nothing is removed while no snapshot is young enough, nor before the one that
// carries the rest was read back whole.
import { throwIfAborted } from '../../base/abort.ts';
import type { Generation, GenerationClient, SnapshotInfo, WalSegmentInfo } from '../client.ts';
import type { Standing } from './standing.ts';

export interface Removed {
  readonly files: number;
  /** As stored. */
  readonly bytes: number;
}

export interface RetentionOptions {
  readonly client: GenerationClient;
  /** Ours, which stays whatever its age. */
  readonly standing: Standing;
  /** Snapshots made at this moment or later are young: ms since the epoch. */
  readonly since: number;
  /** Whether anything was written behind our newest snapshot: if not, it is as good as a young one. */
  readonly news: 'none' | 'some';
  /** Reads that snapshot back; throws when it is not whole. Once for each is enough. */
  readonly prove: (snapshot: SnapshotInfo, signal: AbortSignal) => Promise<void>;
  /** Whoever restores from here reads meanwhile; removals wait. */
  readonly removing: <T>(work: () => Promise<T>) => Promise<T>;
  readonly permit: () => void;
  readonly signal: AbortSignal;
}

/** `snapshot needed`: none is young enough. */
export async function removeOld(options: RetentionOptions): Promise<Removed | 'snapshot needed'> {
  const { client, signal, since, standing } = options;
  const all = new Map<Generation, readonly SnapshotInfo[]>();
  for (const generation of await client.generations({ signal })) all.set(generation, await client.snapshots(generation, { signal }));
  const isYoung = (snapshot: SnapshotInfo): boolean => snapshot.createdAt >= since;
  const own = all.get(standing.generation) ?? [];
  const ours = own.find(isYoung) ?? (options.news === 'none' ? own.at(-1) : undefined);
  if (ours === undefined) return 'snapshot needed';
  let removed: Removed = { files: 0, bytes: 0 };
  for (const [generation, snapshots] of all) {
    throwIfAborted(signal, 'removing old history');
    const isOurs = generation === standing.generation;
    const most = isOurs ? Math.min(ours.index, standing.base) : snapshots.find(isYoung)?.index;
    const one = most === undefined ? await dropGeneration(generation, snapshots, options) : await cutBefore(snapshots, most, options);
    removed = { files: removed.files + one.files, bytes: removed.bytes + one.bytes };
  }
  return removed;
}

/** First the snapshots: nobody plans with what has none before it. */
async function cutBefore(snapshots: readonly SnapshotInfo[], index: number, options: RetentionOptions): Promise<Removed> {
  const { client, prove, removing, permit, signal } = options;
  const carrier = snapshots.find((snapshot) => snapshot.index === index);
  if (carrier === undefined) return NOTHING;
  const old = snapshots.filter((snapshot) => snapshot.index < index);
  const segments = await client.walSegments(carrier.generation, { signal });
  const before = segments.filter((segment) => segment.index < index);
  if (old.length + before.length === 0) return NOTHING;
  await prove(carrier, signal);
  await removing(async () => {
    for (const snapshot of old) await client.deleteSnapshot(snapshot.generation, snapshot.index, { signal, permit });
    if (before.length > 0) await client.deleteWalSegments(before, { signal, permit });
  });
  return sumOf([...old, ...before]);
}

/** Our own newest snapshot stands for it: that one is proved. */
async function dropGeneration(
  generation: Generation,
  snapshots: readonly SnapshotInfo[],
  { client, standing, prove, removing, permit, signal }: RetentionOptions,
): Promise<Removed> {
  const ours = await client.snapshots(standing.generation, { signal });
  const segments = await client.walSegments(generation, { signal });
  await prove(ours.at(-1)!, signal);
  await removing(async () => {
    for (const snapshot of snapshots) await client.deleteSnapshot(generation, snapshot.index, { signal, permit });
    await client.deleteGeneration(generation, { signal, permit });
  });
  return sumOf([...snapshots, ...segments]);
}

const NOTHING: Removed = { files: 0, bytes: 0 };

function sumOf(files: readonly (SnapshotInfo | WalSegmentInfo)[]): Removed {
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}
