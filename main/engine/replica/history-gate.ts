// Who reads a history and who removes from it take turns: nothing is deleted under a running restore.
import { throwIfAborted, unlessAborted } from '../base/abort.ts';

const REMOVING = 'removing old history';

export class HistoryGate {
  #readers = 0;
  /** Resolves when the last reader has gone; undefined while there is none. */
  #read: PromiseWithResolvers<undefined> | undefined;
  /** Resolves when the removal under way has ended. */
  #removal: Promise<unknown> | undefined;

  /** Runs `work` while nothing is removed; any number at the same time. Waits for one removal at most. */
  async reading<T>(work: () => Promise<T>): Promise<T> {
    while (this.#removal !== undefined) await this.#removal;
    this.#readers += 1;
    this.#read ??= Promise.withResolvers();
    try {
      return await work();
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0) this.#leave();
    }
  }

  /** Runs `work`, which should be short, when nobody reads. `aborted` if the signal fires before it begins. */
  async removing<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let taken = this.#taken(); taken !== undefined; taken = this.#taken()) {
      await unlessAborted(taken, signal, REMOVING);
    }
    throwIfAborted(signal, REMOVING);
    const removal = work();
    this.#removal = removal.catch(() => undefined);
    try {
      return await removal;
    } finally {
      this.#removal = undefined;
    }
  }

  #taken(): Promise<unknown> | undefined {
    return this.#removal ?? this.#read?.promise;
  }

  #leave(): void {
    this.#read?.resolve(undefined);
    this.#read = undefined;
  }
}
