// The cheapest chain of files from nothing to every transaction that a file ends at.
import { firstPlace } from '../../base/search.ts';
import type { LtxInfo } from '../../destination/destination.ts';
import { compareRanges } from '../../ltx/name.ts';
import type { Txid } from '../../ltx/txid.ts';

/** A chain of files, newest first: `file` is applied to what `before` leads to, or to nothing. */
export interface Route {
  readonly file: LtxInfo;
  readonly before: Route | undefined;
  /** Bytes of all files of the chain, or what they weigh where something else was asked for. */
  readonly bytes: number;
  /** Number of files of the chain. */
  readonly length: number;
}

/**
 * For every transaction that can be reached, the chain that reads fewest bytes (then fewest files) to end
 * there.
 *
 * A file (min, max) turns any state p with min−1 ≤ p < max into the state max: it holds the newest version of
 * every page changed in min…max, so it does not matter that p is past the transaction before min. O(n log n).
 * `weigh` says what using a file costs, its bytes unless told.
 */
export function cheapestRoutes(files: readonly LtxInfo[], weigh = bytesOf): Map<Txid, Route> {
  const routes = new Map<Txid, Route>();
  const frontier = new Frontier(weigh);
  const byEnd = files.toSorted(compareEnds);
  let at = 0;
  while (at < byEnd.length) {
    const end = byEnd[at]!.max;
    let best: Route | undefined;
    for (; at < byEnd.length && byEnd[at]!.max === end; at++) {
      best = cheaper(best, frontier.extend(byEnd[at]!));
    }
    if (best === undefined) continue;
    routes.set(end, best);
    frontier.push(best);
  }
  return routes;
}

/** The files of a route in the order to apply them, oldest first. */
export function filesOf(route: Route): LtxInfo[] {
  const files = new Array<LtxInfo>(route.length);
  let step: Route | undefined = route;
  for (let i = route.length - 1; step !== undefined; i--) {
    files[i] = step.file;
    step = step.before;
  }
  return files;
}

function bytesOf({ size }: LtxInfo): number {
  return size;
}

/** Order of work: by end; the rest only makes the choice between equals repeatable. */
function compareEnds(a: LtxInfo, b: LtxInfo): number {
  if (a.max !== b.max) return a.max < b.max ? -1 : 1;
  return compareRanges(a, b) || a.level - b.level;
}

function cheaper(a: Route | undefined, b: Route | undefined): Route | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return costs(b, a) < 0 ? b : a;
}

/** Negative when `a` is cheaper than `b`. */
function costs(a: Route, b: Route): number {
  return a.bytes - b.bytes || a.length - b.length;
}

/**
 * The states worth starting a file from: later ends that cost less make earlier ones useless, so what is kept
 * rises in both end and cost, and the cheapest state at or after a transaction is the first one found there.
 */
class Frontier {
  readonly #weigh: (file: LtxInfo) => number;
  readonly #routes: Route[] = [];

  constructor(weigh: (file: LtxInfo) => number) {
    this.#weigh = weigh;
  }

  /** Adds a state whose end is greater than all before. */
  push(route: Route): void {
    while (this.#routes.length > 0 && costs(this.#routes.at(-1)!, route) >= 0) this.#routes.pop();
    this.#routes.push(route);
  }

  /** The cheapest route that ends with `file`, whose end must be greater than all pushed. */
  extend(file: LtxInfo): Route | undefined {
    const weight = this.#weigh(file);
    if (file.min === 1n) return { file, before: undefined, bytes: weight, length: 1 };
    const before = this.#firstFrom(file.min - 1n);
    if (before === undefined) return undefined;
    return { file, before, bytes: before.bytes + weight, length: before.length + 1 };
  }

  #firstFrom(txid: Txid): Route | undefined {
    return this.#routes[firstPlace(this.#routes.length, (place) => this.#routes[place]!.file.max < txid)];
  }
}
