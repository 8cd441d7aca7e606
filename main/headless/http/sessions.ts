// Who is let in: an address that works once gives a browser a session, which it shows in a cookie from then on.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../engine/base/clock.ts';
import type { Random } from '../../engine/base/random.ts';

/** Of a token or a session's id. */
const SECRET_BYTES = 32;
/** An address that is not used for so long is void, ms. */
const ADDRESS_LIFE = 10 * 60_000;
/** A session that is not used for so long is void, ms. */
const SESSION_LIFE = 7 * 24 * 3_600_000;
/** The oldest make room. */
const MOST_ADDRESSES = 16;
const MOST_SESSIONS = 32;

export class Sessions {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #random: Pick<Random, 'token'>;
  readonly #addresses: Secrets;
  readonly #sessions: Secrets;

  constructor(clock: Pick<Clock, 'monotonic'>, random: Pick<Random, 'token'>) {
    this.#clock = clock;
    this.#random = random;
    this.#addresses = new Secrets(MOST_ADDRESSES, ADDRESS_LIFE);
    this.#sessions = new Secrets(MOST_SESSIONS, SESSION_LIFE);
  }

  /** A token for one visit within ten minutes. */
  invite(): string {
    const token = this.#random.token(SECRET_BYTES);
    this.#addresses.add(token, this.#clock.monotonic());
    return token;
  }

  /** The id of a new session, or undefined for a token that is unknown, used or too old. */
  enter(token: string): string | undefined {
    const now = this.#clock.monotonic();
    if (!this.#addresses.take(token, now)) return undefined;
    const session = this.#random.token(SECRET_BYTES);
    this.#sessions.add(session, now);
    return session;
  }

  /** Whether the session is valid; it lives on from now. */
  knows(session: string): boolean {
    const now = this.#clock.monotonic();
    if (!this.#sessions.take(session, now)) return false;
    this.#sessions.add(session, now);
    return true;
  }
}

/** A bounded set of secrets with an age. Only their hashes are kept, and compared in constant time. */
class Secrets {
  readonly #most: number;
  readonly #life: number;
  #kept: { readonly hash: Buffer; readonly since: number }[] = [];

  constructor(most: number, life: number) {
    this.#most = most;
    this.#life = life;
  }

  add(secret: string, now: number): void {
    this.#kept = [...this.#kept, { hash: hashOf(secret), since: now }].slice(-this.#most);
  }

  /** Whether it was there; it is not any more. */
  take(secret: string, now: number): boolean {
    const hash = hashOf(secret);
    const before = this.#kept.filter(({ since }) => now - since <= this.#life);
    this.#kept = before.filter((kept) => !timingSafeEqual(kept.hash, hash));
    return this.#kept.length < before.length;
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
