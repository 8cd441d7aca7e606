// A point that no files lead to: which point it was, what is damaged, and what can be had instead.
import { type ErrorCode, TidemarkError } from '../base/errors.ts';
import { formatTxid, type Txid } from '../ltx/txid.ts';
import type { Point } from '../replica/history/points.ts';
import type { DamagedFileError } from './damage.ts';

export interface DeadEnd {
  readonly txid: Txid;
  /** Why, in words. */
  readonly reason: string;
  readonly hint: string;
  /** The newest point before it that the other files lead to. */
  readonly earlier: Point | undefined;
  /** Files that would have led there, were they whole. */
  readonly damaged: readonly DamagedFileError[];
}

/** `restore-gap`, `restore-no-point`, `restore-damaged` or `restore-checksum`. */
export class DeadEndError extends TidemarkError {
  readonly txid: Txid;
  readonly earlier: Point | undefined;
  readonly damaged: readonly DamagedFileError[];

  constructor(code: ErrorCode, { txid, reason, hint, earlier, damaged }: DeadEnd) {
    const cause = damaged.at(-1);
    const details = cause === undefined ? { hint } : { hint, cause };
    super(code, `transaction ${formatTxid(txid)} cannot be restored${reason}`, details);
    this.txid = txid;
    this.earlier = earlier;
    this.damaged = damaged;
  }
}
