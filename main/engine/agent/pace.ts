// When to capture: at once for a lone commit, less and less often while writes go on, and not so often that capturing
// takes more than a tenth of the time.
//
// Except when the app writes so fast that its log is longer than it should be. Capture then costs what it costs, since
// every frame has to be read; looking less often would only make the log longer, and it is the app that pays for a long
// log: each of its commits tries a checkpoint, and one that succeeds has much to copy (docs/performance.md).

/** From a hint to the look: one commit makes several hints, and the first come while it is still being written. */
const SETTLE_MS = 2;
/** Captures that follow each other faster than this are one stream of writes. */
const STREAM_MS = 500;
const FIRST_GAP_MS = 10;
/** A short stream is a person at work: so many captures in a row are not delayed but for their cost. */
const BURST = 16;
/** Longer streams are captured at least this often, unless cost forbids. */
const STREAM_GAP_MS = 250;
const LONGEST_GAP_MS = 1000;
/** While the log is too long. */
const LONG_LOG_GAP_MS = 100;
/** Pause per time spent capturing: 9 to 1 keeps it at a tenth. */
const REST_RATIO = 9;
/** From this gap on hints of the file system are only noise. */
const BUSY_GAP_MS = 80;

export class Pace {
  #gap = 0;
  /** Captures in the present stream. */
  #streak = 0;
  #finished = Number.NEGATIVE_INFINITY;

  /** Milliseconds from `now` (monotonic) until the next look may begin. */
  delay(now: number): number {
    return Math.max(SETTLE_MS, this.#finished + this.#gap - now);
  }

  /** True while writes stream in so fast that looking by the clock is cheaper than hearing of each. */
  get busy(): boolean {
    return this.#gap >= BUSY_GAP_MS;
  }

  /** A look that found something ended at `now` and took `cost` ms. */
  captured(now: number, cost: number, log: 'short' | 'long'): void {
    const inStream = now - cost - this.#finished < STREAM_MS;
    this.#streak = inStream ? this.#streak + 1 : 0;
    const ramp = this.#streak > BURST ? Math.min(STREAM_GAP_MS, Math.max(FIRST_GAP_MS, this.#gap * 2)) : 0;
    const longest = log === 'long' ? LONG_LOG_GAP_MS : LONGEST_GAP_MS;
    this.#gap = Math.min(longest, Math.max(ramp, cost * REST_RATIO));
    this.#finished = now;
  }

  /** A look found nothing: the stream is over. */
  quiet(): void {
    this.#gap = 0;
    this.#streak = 0;
  }
}
