// Which files of one level become the next file of the level above, and when it is time; from names and times alone.
//
//   level n−1   ▪▪▪▪│▪▪▪▪▪▪│▪▪▪ │▪▪        │: multiples of level n's length on the wall clock
//   level n     ├──┤ ├────┤ ↑now
//
// Each file of level n holds the changes of one such stretch of time, so that its end is the last change before a full
// half minute, five minutes, hour. A stretch is over when the clock has passed its end. Clocks are wrong at times:
//
// - What bears a time in the future tells nothing of time: it counts as captured when it was first seen here.
// - Times that go backwards begin a new stretch. Order is that of the transactions, always.
import type { LtxInfo } from '../../destination/destination.ts';
import type { Txid } from '../../ltx/txid.ts';

export interface LevelRequest {
  /** Level n − 1, in its order. */
  readonly below: readonly LtxInfo[];
  /** Everything up to here is in level n, or is left out of it. */
  readonly after: Txid;
  /** Length of level n's stretches, ms. */
  readonly length: number;
  /** Wall clock, ms since the epoch. */
  readonly now: number;
  /** How long something has been waiting here to be merged, ms. */
  readonly waited: number;
}

export type LevelPlan =
  /** Nothing is left to be merged. */
  | { readonly kind: 'none' }
  /** The stretch is not over. Wall clock, ms since the epoch. */
  | { readonly kind: 'later'; readonly at: number }
  /** Neighbours, the oldest first, one at least. */
  | { readonly kind: 'now'; readonly files: readonly LtxInfo[] };

export function planLevel({ below, after, length, now, waited }: LevelRequest): LevelPlan {
  const chain = chainAfter(below, after);
  const [first] = chain;
  if (first === undefined) return { kind: 'none' };
  const boundary = Math.floor(now / length) * length;
  const begun = first.createdAt > now ? now - waited : first.createdAt;
  if (begun >= boundary) return { kind: 'later', at: boundary + length };
  const stretch = (file: LtxInfo): number => (file.createdAt > now ? Infinity : Math.floor(file.createdAt / length));
  const end = chain.findIndex((file) => stretch(file) !== stretch(first));
  return { kind: 'now', files: end === -1 ? chain : chain.slice(0, end) };
}

/** The fewest files that follow each other, from the first that leads past `after` on, up to a gap. */
function chainAfter(below: readonly LtxInfo[], after: Txid): readonly LtxInfo[] {
  const files = filesBeyond(below, after);
  if (files.length === 0) return [];
  const chain: LtxInfo[] = [];
  let reached = files[0]!.min > after ? files[0]!.min - 1n : after;
  for (let at = 0; ; ) {
    let best: LtxInfo | undefined;
    for (; at < files.length && files[at]!.min <= reached + 1n; at++) {
      if (files[at]!.max > (best?.max ?? reached)) best = files[at];
    }
    if (best === undefined) return chain;
    chain.push(best);
    reached = best.max;
  }
}

/** Ends are in order but for a few that overlap: so many in a row before `after`, and all others are before it too. */
const SURELY_BEFORE = 256;

function filesBeyond(below: readonly LtxInfo[], after: Txid): readonly LtxInfo[] {
  let at = below.length;
  for (let before = 0; at > 0 && before < SURELY_BEFORE; at--) {
    before = below[at - 1]!.max > after ? 0 : before + 1;
  }
  return below.slice(at).filter(({ max }) => max > after);
}
