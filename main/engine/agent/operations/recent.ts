// Operations that have just ended: seen for another minute, then gone by themselves.
import { isAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';

/** How long an ended operation is still seen, ms. */
const SEEN = 60_000;

interface Ended {
  readonly lsn: number;
  /** Monotonic ms. */
  readonly until: number;
}

export class RecentlyEnded {
  readonly #clock: Clock;
  readonly #onGone: () => void;
  readonly #closing = new AbortController();
  #ended: Ended[] = [];
  #waiting = false;

  /** @param onGone called whenever some are not recent any more */
  constructor(clock: Clock, onGone: () => void) {
    this.#clock = clock;
    this.#onGone = onGone;
  }

  /** The oldest end first. */
  get lsns(): readonly number[] {
    const now = this.#clock.monotonic();
    return this.#ended.filter(({ until }) => until > now).map(({ lsn }) => lsn);
  }

  add(lsn: number): void {
    this.#ended.push({ lsn, until: this.#clock.monotonic() + SEEN });
    if (!this.#waiting) void this.#wait();
  }

  close(): void {
    this.#closing.abort();
  }

  async #wait(): Promise<void> {
    const { signal } = this.#closing;
    this.#waiting = true;
    for (let next = this.#ended[0]; next !== undefined && !isAborted(signal); next = this.#ended[0]) {
      await this.#clock.sleep(Math.max(0, next.until - this.#clock.monotonic()), signal).catch(() => undefined);
      if (isAborted(signal)) return;
      this.#drop();
    }
    this.#waiting = false;
  }

  #drop(): void {
    const now = this.#clock.monotonic();
    const before = this.#ended.length;
    this.#ended = this.#ended.filter(({ until }) => until > now);
    if (this.#ended.length < before) this.#onGone();
  }
}
