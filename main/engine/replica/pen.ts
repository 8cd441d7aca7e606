// One history's permit, used by all who write there: sending, compaction, retention. Whichever of them takes the pen up
// again, each of the others learns that somebody else may have written meanwhile.
import type { Pen as PenView, Permit } from '../destination/permit.ts';

export class Pen {
  readonly #permit: Permit;
  #taken = 0;

  constructor(permit: Permit) {
    this.#permit = permit;
  }

  /** How often it was taken up anew: what was seen at the destination before the last time is to be seen anew. */
  get taken(): number {
    return this.#taken;
  }

  /** Something else than the pen made it doubtful. */
  doubt(): void {
    this.#taken += 1;
  }

  get holder(): PenView {
    return this.#permit.pen;
  }

  /** Before anything is sent. Resolves to `taken`; throws what `Permit.ensure` throws. */
  async ensure(signal: AbortSignal): Promise<number> {
    if ((await this.#permit.ensure(signal)) === 'fresh') this.#taken += 1;
    return this.#taken;
  }

  /** For each request that writes. */
  readonly check = (): void => {
    this.#permit.check();
  };
}
