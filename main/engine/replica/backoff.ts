// How long to wait before trying again: longer after each failure, at random within that, so that many
// replicas of a server that was away do not all come back at the same moment ("full jitter").
import type { TidemarkError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';

/** All in milliseconds. */
export interface BackoffTimes {
  /** Longest wait after the first failure; doubles with each further one. */
  readonly first: number;
  /** Longest wait at all. */
  readonly most: number;
  /** Fixed wait for a disk or server that is not there: looking is cheap, and it may come back any second. */
  readonly absent: number;
}

export const DEFAULT_BACKOFF: BackoffTimes = { first: 250, most: 60_000, absent: 5000 };

export class Backoff {
  readonly #times: BackoffTimes;
  readonly #random: Random;
  #failures = 0;

  constructor(times: BackoffTimes, random: Random) {
    this.#times = times;
    this.#random = random;
  }

  /** Milliseconds to wait after this failure. */
  after(error: TidemarkError): number {
    const { first, most, absent } = this.#times;
    if (error.code === 'destination-absent') return absent;
    const longest = Math.min(most, first * 2 ** this.#failures);
    this.#failures += 1;
    return this.#random.fraction() * longest;
  }

  /** After a success. */
  reset(): void {
    this.#failures = 0;
  }
}
