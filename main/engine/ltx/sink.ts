// Where encoded bytes go.

/** Takes bytes in order. Must not keep the array after `write` has returned. */
export interface Sink {
  write(bytes: Uint8Array): void;
}

/**
 * Joins what is smaller than 64 KiB, so that of two neighbours one is not; larger arrays are passed on as they come: who
 * owns one need not copy it.
 */
export class GatheringSink implements Sink {
  static readonly pieceSize = 64 * 1024;
  readonly #target: Sink;
  #held = new Uint8Array(0);
  #used = 0;

  constructor(target: Sink) {
    this.#target = target;
  }

  write(bytes: Uint8Array): void {
    if (bytes.length >= GatheringSink.pieceSize) {
      this.flush();
      this.#target.write(bytes);
    } else if (this.#used + bytes.length >= GatheringSink.pieceSize) {
      const head = GatheringSink.pieceSize - this.#used;
      this.#hold(bytes.subarray(0, head));
      this.flush();
      this.write(bytes.subarray(head));
    } else {
      this.#hold(bytes);
    }
  }

  /** Passes on what is held. */
  flush(): void {
    if (this.#used > 0) this.#target.write(this.#held.subarray(0, this.#used));
    this.#used = 0;
  }

  /** Small files never need the whole piece, so room for it is made by doubling. */
  #hold(bytes: Uint8Array): void {
    const needed = this.#used + bytes.length;
    if (needed > this.#held.length) {
      const larger = new Uint8Array(
        Math.min(GatheringSink.pieceSize, Math.max(needed, 2 * this.#held.length)),
      );
      larger.set(this.#held.subarray(0, this.#used));
      this.#held = larger;
    }
    this.#held.set(bytes, this.#used);
    this.#used = needed;
  }
}

/** Keeps what is written until it is taken, so that a generator can yield it. */
export class ChunkedSink implements Sink {
  #pieces: Uint8Array<ArrayBuffer>[] = [];

  write(bytes: Uint8Array): void {
    this.#pieces.push(new Uint8Array(bytes));
  }

  /** What was written since the last call; the caller's to keep. */
  take(): Uint8Array<ArrayBuffer>[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}
