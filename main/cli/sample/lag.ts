// How long after its commit a change was at the destination.
import type { DatabaseStatus } from '../../engine/agent/status.ts';
import type { Txid } from '../../engine/ltx/txid.ts';

/**
 * Pairs what the shop says of its commits with what the agent says of its copies. Either may be heard first:
 * the copy is often made before the shop's own words have arrived.
 */
export class Lag {
  #committedAt: number | undefined;
  #counted: Txid;
  #latest: number | undefined;

  /** @param start what is copied already */
  constructor(start: Txid) {
    this.#counted = start;
  }

  /** Ms from the commit to the copy, of the newest change that is copied. */
  get latest(): number | undefined {
    return this.#latest;
  }

  /** @param at when the commit returned; @param now both wall clock, ms since the epoch */
  committed(at: number, status: DatabaseStatus, now: number): void {
    this.#committedAt = at;
    this.copied(status, now);
  }

  copied(status: DatabaseStatus, now: number): void {
    if (this.#committedAt === undefined || status.state.kind !== 'safe' || status.txid <= this.#counted)
      return;
    this.#latest = Math.max(0, now - this.#committedAt);
    this.#counted = status.txid;
    this.#committedAt = undefined;
  }
}
