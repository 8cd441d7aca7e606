// Which of the files that stay must be proved before the others go: those that carry alone afterwards what now can be
// had another way too. A file that was the only way before is no worse off for what is removed, so a snapshot is read
// once, when the changes that lead to it go, and not at every run. Neither may a snapshot take the place of others of its
// day or week unread.
import { firstPlace } from '../../base/search.ts';
import type { LtxInfo } from '../../destination/destination.ts';
import type { TxidRange } from '../../ltx/name.ts';
import type { Txid } from '../../ltx/txid.ts';
import type { HistoryPoint } from '../history/points.ts';
import { periodOf, type Picks } from './tiers.ts';

/** Of `keep`, a part of `files`. `standIns`: states that stay in the place of others. O(n log n). */
export function filesToProve(
  files: readonly LtxInfo[],
  keep: readonly LtxInfo[],
  standIns: ReadonlySet<Txid>,
): LtxInfo[] {
  const kept = new Set(keep);
  const starts = keep.filter(isStart).sort((a, b) => ascending(a.max, b.max));
  const gone = new Spans(files.filter((file) => !kept.has(file)).map((file) => spanOf(file, starts)));
  const links = keep.filter((file) => !isStart(file) && gone.overlap(file));
  return [...startsToProve(files, keep, starts, standIns), ...links];
}

/**
 * States picked for a period of which an earlier point fades: that one does not rest on what is picked, and could have
 * stayed in its place. (What is later and does not rest on it is a way past it, which is looked at anyway.)
 */
export function standInsOf(picks: readonly Picks[], faded: readonly HistoryPoint[]): Set<Txid> {
  const standIns = new Set<Txid>();
  for (const { tier, points } of picks) {
    for (const { txid, createdAt } of faded) {
      const picked = points.get(periodOf(createdAt, tier));
      if (picked !== undefined && picked.txid > txid) standIns.add(picked.txid);
    }
  }
  return standIns;
}

function isStart({ min }: TxidRange): boolean {
  return min === 1n;
}

/** The transactions it spares the reading of others for: what starts from nothing, those since the start kept before it. */
function spanOf({ min, max }: TxidRange, starts: readonly TxidRange[]): TxidRange {
  return min === 1n ? { min: startBefore(starts, max) + 1n, max } : { min, max };
}

function startBefore(starts: readonly TxidRange[], txid: Txid): Txid {
  return starts.findLast(({ max }) => max < txid)?.max ?? 0n;
}

/**
 * Files that start from nothing, without which there will be no way to their state: was there one, or past it, or do
 * they stand in for others?
 */
function startsToProve(
  files: readonly LtxInfo[],
  keep: readonly LtxInfo[],
  starts: readonly LtxInfo[],
  standIns: ReadonlySet<Txid>,
): LtxInfo[] {
  const ours = new Set(starts);
  const before = new Bridges(files.filter((file) => !ours.has(file)));
  const after = keep.filter((file) => !ours.has(file)).sort((a, b) => ascending(a.max, b.max));
  const ends = after.map(({ max }) => max);
  return starts.filter(({ max }) => {
    const from = startBefore(starts, max);
    const between = after.slice(countUpTo(ends, from), countUpTo(ends, max));
    if (new Bridges(between).reach(from) >= max) return false;
    return standIns.has(max) || before.reach(from) >= max;
  });
}

/** Where files lead to from a given state. */
class Bridges {
  readonly #mins: readonly Txid[];
  /** The greatest end among the files up to here. */
  readonly #ends: readonly Txid[];

  constructor(files: readonly LtxInfo[]) {
    const byStart = files.toSorted((a, b) => ascending(a.min, b.min));
    let end = 0n;
    this.#mins = byStart.map(({ min }) => min);
    this.#ends = byStart.map(({ max }) => (end = max > end ? max : end));
  }

  /** The last state that they lead to from `from`. */
  reach(from: Txid): Txid {
    for (let state = from; ; ) {
      const next = this.#ends[countUpTo(this.#mins, state + 1n) - 1] ?? 0n;
      if (next <= state) return state;
      state = next;
    }
  }
}

/** The transactions that files are about. */
class Spans {
  readonly #mins: readonly Txid[];
  readonly #maxs: readonly Txid[];

  constructor(spans: readonly TxidRange[]) {
    this.#mins = spans.map(({ min }) => min).sort(ascending);
    this.#maxs = spans.map(({ max }) => max).sort(ascending);
  }

  overlap({ min, max }: TxidRange): boolean {
    return countUpTo(this.#mins, max) > countUpTo(this.#maxs, min - 1n);
  }
}

function ascending(a: Txid, b: Txid): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** How many of the ascending `values` are at most `most`. */
function countUpTo(values: readonly Txid[], most: Txid): number {
  return firstPlace(values.length, (place) => values[place]! <= most);
}
