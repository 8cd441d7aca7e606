// When the newest transactions of a database came to be here, so that it can be said how late somebody has them.
import { firstPlace } from '../../base/search.ts';
import type { Txid } from '../../ltx/txid.ts';

/** Older ones are not asked for: who is so far behind is late by more. */
const MOST = 4096;

export class CaptureTimes {
  #marks: { readonly txid: Txid; readonly at: number }[] = [];

  /** @param at monotonic ms */
  note(txid: Txid, at: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && txid < last.txid) this.#marks = [];
    if (last?.txid === txid) return;
    this.#marks.push({ txid, at });
    if (this.#marks.length > 2 * MOST) this.#marks = this.#marks.slice(-MOST);
  }

  /** Monotonic ms; undefined when it was before what is remembered. */
  at(txid: Txid): number | undefined {
    const place = firstPlace(this.#marks.length, (i) => this.#marks[i]!.txid < txid);
    if (place === 0 && this.#marks[0]?.txid !== txid) return undefined;
    return this.#marks[place]?.at;
  }
}
