// A history of generations in the order in which it is taken over: generations by age, in each the snapshots and segments as a
// restore would go through them. Where something is missing or damaged, it goes on at the next snapshot.
import type { Generation, GenerationClient, GenerationPos, SnapshotInfo, WalSegmentInfo } from '../client.ts';
import { type ListedGeneration, listGenerations } from '../find.ts';

export type SourceStep =
  /** The state is that of the snapshot, whatever it was before. */
  | { readonly kind: 'whole'; readonly snapshot: SnapshotInfo }
  /** A snapshot of the state that the segments before it led to. */
  | { readonly kind: 'beside'; readonly snapshot: SnapshotInfo }
  | { readonly kind: 'segment'; readonly segment: WalSegmentInfo }
  /** What would go on from here is not there. */
  | ({ readonly kind: 'gap' } & GenerationPos)
  /** The log with that index is over. */
  | { readonly kind: 'log-end' };

export interface SourceGeneration {
  readonly generation: Generation;
  readonly snapshots: readonly SnapshotInfo[];
  readonly segments: readonly WalSegmentInfo[];
}

/** Those with a snapshot, the oldest first. Others lead nowhere. */
export async function listSource(client: GenerationClient, signal: AbortSignal): Promise<readonly SourceGeneration[]> {
  const listed = await listGenerations(client, { signal });
  return listed.filter(({ snapshots }) => snapshots.length > 0).sort((a, b) => begunAt(a) - begunAt(b) || lastAt(a) - lastAt(b));
}

function begunAt({ snapshots }: ListedGeneration): number {
  return snapshots[0]!.createdAt;
}

function lastAt({ snapshots, segments }: ListedGeneration): number {
  return Math.max(...[snapshots.at(-1), segments.at(-1)].map((info) => info?.createdAt ?? 0));
}

/** `lost` is called by whoever takes the steps when one could not be gone: the next is then a whole snapshot. */
export class SourceWalk {
  readonly #source: SourceGeneration;
  #state: 'whole needed' | 'in order' = 'whole needed';

  constructor(source: SourceGeneration) {
    this.#source = source;
  }

  lost(): void {
    this.#state = 'whole needed';
  }

  *steps(): Generator<SourceStep> {
    const { snapshots, segments } = this.#source;
    const logs = Map.groupBy(segments, ({ index }) => index);
    const byIndex = new Map(snapshots.map((snapshot) => [snapshot.index, snapshot]));
    const last = Math.max(snapshots.at(-1)!.index, segments.at(-1)?.index ?? 0);
    for (let index = snapshots[0]!.index; index <= last; index++) {
      const snapshot = byIndex.get(index);
      if (snapshot !== undefined) yield { kind: this.#takeUp(), snapshot };
      const log = logs.get(index) ?? [];
      if (log[0]?.offset !== 0) {
        // Behind the last log there may be a snapshot alone; anywhere else its absence is a gap.
        const isGap = this.#isInOrder() && (index < last || log.length > 0);
        if (isGap) yield { kind: 'gap', generation: this.#source.generation, index, offset: 0 };
        if (log.length === 0) index = this.#before(byIndex, logs, index);
        continue;
      }
      for (const segment of log) if (this.#isInOrder()) yield { kind: 'segment', segment };
      if (this.#isInOrder()) yield { kind: 'log-end' };
    }
  }

  #takeUp(): 'whole' | 'beside' {
    const kind = this.#isInOrder() ? 'beside' : 'whole';
    this.#state = 'in order';
    return kind;
  }

  #isInOrder(): boolean {
    return this.#state === 'in order';
  }

  /** Indexes in names may be far apart: nothing between is looked at. */
  #before(snapshots: ReadonlyMap<number, SnapshotInfo>, logs: ReadonlyMap<number, unknown>, index: number): number {
    const next = [...snapshots.keys(), ...logs.keys()].filter((one) => one > index);
    return next.length === 0 ? index : Math.min(...next) - 1;
  }
}
