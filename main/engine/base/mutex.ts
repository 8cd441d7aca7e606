// Serialises asynchronous work on one thing (one database, one destination) in call order.

export class Mutex {
  #tail: Promise<unknown> = Promise.resolve();

  /** Runs `work` after everything queued before it, whether that succeeded or not. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work, work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
