// Callers that wait until a destination holds a certain transaction.
import { abortedError } from '../base/abort.ts';
import type { Txid } from '../ltx/txid.ts';

/** One caller. */
export interface Drain {
  readonly target: Txid;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

export class Drains {
  readonly #waiting = new Set<Drain>();

  /** Those who wait now. An attempt answers them; who comes after it began waits for the next. */
  current(): readonly Drain[] {
    return [...this.#waiting];
  }

  /** Settled by `reached`, by `fail`, or by the caller's own signal. */
  wait(target: Txid, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const drain: Drain = {
      target,
      resolve: () => {
        resolve(undefined);
      },
      reject,
    };
    const onAbort = (): void => {
      this.fail([drain], abortedError('waiting for the last changes'));
    };
    this.#waiting.add(drain);
    signal.addEventListener('abort', onAbort, { once: true });
    return promise.finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  }

  reached(holds: (txid: Txid) => boolean): void {
    for (const drain of this.current()) {
      if (holds(drain.target) && this.#waiting.delete(drain)) drain.resolve();
    }
  }

  /** Those of `drains` that still wait. */
  fail(drains: readonly Drain[], reason: Error): void {
    for (const drain of drains) {
      if (this.#waiting.delete(drain)) drain.reject(reason);
    }
  }
}
