// How far a node is, so that the one that is furthest takes over. Transactions are numbered anew by every primary that did
// not have the last ones of the one before: numbers alone tell nothing. What counts first is the generation of the pen under
// which a node was level with its primary.
import type { Txid } from '../../ltx/txid.ts';

export interface Standing {
  /** Generation of the primary with which it was level last, or which it was itself; 0 for none. */
  readonly epoch: number;
  readonly txid: Txid;
}

/** Negative when `a` is behind `b`, 0 when they are level. */
export function compareStandings(a: Standing, b: Standing): number {
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  return a.txid === b.txid ? 0 : a.txid < b.txid ? -1 : 1;
}
