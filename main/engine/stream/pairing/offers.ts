// Codes that let a computer in: one at a time, each once, for ten minutes; five wrong tries end it.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { formatCode, makeCode } from './code.ts';

/** Ms. */
const LIFE = 10 * 60_000;
const TRIES = 5;

/** A code as it is shown. `until`: wall clock, ms since the Unix epoch. */
export interface Offer {
  readonly code: string;
  readonly until: number;
}

interface Open extends Offer {
  readonly secret: string;
  readonly since: number;
  tries: number;
}

export class Offers {
  readonly #clock: Clock;
  readonly #random: Random;
  #open: Open | undefined;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The code that is good now. */
  get current(): Offer | undefined {
    if (this.#open === undefined || this.#clock.monotonic() - this.#open.since >= LIFE) return undefined;
    const { code, until } = this.#open;
    return { code, until };
  }

  /** A new code in the place of the one before. @param digest of the certificate, if one is shown */
  make(digest: Uint8Array | undefined): Offer {
    const code = makeCode(Buffer.from(this.#random.token(8), 'hex'), digest);
    const [since, until] = [this.#clock.monotonic(), this.#clock.now() + LIFE];
    this.#open = { code: formatCode(code), secret: code.secret, since, until, tries: 0 };
    return { code: this.#open.code, until };
  }

  /** Nobody is to be let in with it any more. */
  end(): void {
    this.#open = undefined;
  }

  /** `welcome` once; `over` when there is no code to guess. */
  redeem(secret: string): 'welcome' | 'wrong' | 'over' {
    const open = this.#open;
    if (open === undefined || this.current === undefined) return 'over';
    if (isSame(open.secret, secret)) {
      this.#open = undefined;
      return 'welcome';
    }
    open.tries += 1;
    if (open.tries >= TRIES) this.#open = undefined;
    return 'wrong';
  }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left!, right!);
}
