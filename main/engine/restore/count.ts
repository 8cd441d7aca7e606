// Progress by bytes read, over as many attempts as it takes.
import type { OnProgress } from '../base/progress.ts';

/** Counts the bytes of one attempt after the other; each announces how many it will read. */
export class ByteCount {
  readonly #step: string;
  readonly #onProgress: OnProgress | undefined;
  #done = 0;

  constructor(step: string, onProgress: OnProgress | undefined) {
    this.#step = step;
    this.#onProgress = onProgress;
  }

  /** Bytes read so far, those of failed attempts included. */
  get done(): number {
    return this.#done;
  }

  /** What to call with the size of each piece of an attempt that reads `bytes` in all. */
  attempt(bytes: number): (bytes: number) => void {
    const total = this.#done + bytes;
    return (length) => {
      this.#done += length;
      this.#onProgress?.({ step: this.#step, done: this.#done, total: Math.max(total, this.#done) });
    };
  }
}
