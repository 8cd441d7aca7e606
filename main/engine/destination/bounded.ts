// Calls over a network within bounds: how many at the same time, and how long for those that nobody waits for.
import { unlessAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';

/** Maps in order, at most `width` calls in flight. After the first failure no further one is begun. */
export async function mapBounded<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < items.length) {
      const index = begun++;
      results[index] = await work(items[index]!);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  } finally {
    begun = items.length;
  }
  return results;
}

/** Work under way, at most `width` at a time; who begins more waits. The first failure ends it all. */
export class Flight {
  readonly #width: number;
  #flying = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(width: number) {
    this.#width = width;
  }

  /** Begins `work` as soon as there is room. Throws what earlier work failed with, and `aborted`. */
  async begin(work: () => Promise<unknown>, signal: AbortSignal | undefined, what: string): Promise<void> {
    while (this.#flying >= this.#width && this.#failure === undefined) await this.#change(signal, what);
    this.#check();
    this.#flying += 1;
    void this.#fly(work);
  }

  /** Waits for what is under way. Throws as `begin` does. One waiter at a time, here and there. */
  async land(signal: AbortSignal | undefined, what: string): Promise<void> {
    while (this.#flying > 0 && this.#failure === undefined) await this.#change(signal, what);
    this.#check();
  }

  async #fly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failure ??= { error };
    }
    this.#flying -= 1;
    this.#wake?.();
  }

  #change(signal: AbortSignal | undefined, what: string): Promise<void> {
    const change = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return orAborted(change, signal, what);
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** Lets a bounded number in at a time, in the order of asking. */
export class Gate {
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(width: number) {
    this.#free = width;
  }

  /** Throws `aborted` when the signal fires before there is room. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal | undefined, what: string): Promise<T> {
    while (this.#free === 0) await this.#change(signal, what);
    this.#free -= 1;
    try {
      return await work();
    } finally {
      this.#free += 1;
      for (const wake of this.#waiting) {
        wake();
        break;
      }
    }
  }

  async #change(signal: AbortSignal | undefined, what: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = (): void => {
      this.#waiting.delete(wake);
      resolve(undefined);
    };
    this.#waiting.add(wake);
    try {
      await orAborted(promise, signal, what);
    } finally {
      this.#waiting.delete(wake);
    }
  }
}

/** Waits for `wait`, or until the signal fires, if there is one: then `aborted`. */
export function orAborted<T>(wait: Promise<T>, signal: AbortSignal | undefined, what: string): Promise<T> {
  return signal === undefined ? wait : unlessAborted(wait, signal, what);
}

/** How long leaving nothing behind may take, ms, when a write was given up. */
const GOODBYE = 2000;

/** Cleans up, as long as that takes no longer than a person who gave up would wait. What fails is left. */
export async function cleanUp(clock: Clock, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([work(over.signal), clock.sleep(GOODBYE, over.signal)]).catch(() => undefined);
  over.abort();
}
