// Trouble that comes back with every retry is said once: as long as it goes on, and until it has been away for a while.
import type { ErrorView } from '../views.ts';
import type { OperationAbout } from './operation.ts';

/** Trouble that was not heard of for so long is news again, ms. Longer than anything waits between two retries. */
export const AWAY = 60 * 60 * 1000;

export class Troubles {
  /** When each was last heard of, monotonic ms; the one heard of longest ago first. */
  readonly #heard = new Map<string, number>();

  /** Whether it should be said; it counts as heard of at `now` (monotonic ms) either way. */
  isNews(about: OperationAbout, error: ErrorView, now: number): boolean {
    const key = keyOf(about, error);
    const before = this.#heard.get(key);
    this.#heard.delete(key);
    this.#forget(now - AWAY);
    this.#heard.set(key, now);
    return before === undefined || before <= now - AWAY;
  }

  #forget(until: number): void {
    for (const [key, at] of this.#heard) {
      if (at > until) return;
      this.#heard.delete(key);
    }
  }
}

/** Figures differ from one retry to the next (bytes that are free, seconds waited) though the trouble is the same. */
function keyOf({ database = '', destination = '' }: OperationAbout, { code, message }: ErrorView): string {
  return JSON.stringify([database, destination, code, message.replaceAll(/\d+/g, '#')]);
}
