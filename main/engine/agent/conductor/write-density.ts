// How much was written lately: bytes captured in each of the last two hours' five-minute periods.
const PERIOD_MS = 5 * 60_000;
const PERIODS = 24;

export class WriteDensity {
  readonly #bytes = new Array<number>(PERIODS).fill(0);
  /** Number of the newest period, counted from the epoch. */
  #newest = 0;

  add(now: number, bytes: number): void {
    this.#roll(now);
    this.#bytes[PERIODS - 1]! += bytes;
  }

  /** Oldest first. */
  at(now: number): readonly number[] {
    this.#roll(now);
    return [...this.#bytes];
  }

  /** A clock that was set back does not bring old periods back. */
  #roll(now: number): void {
    const period = Math.floor(now / PERIOD_MS);
    const passed = Math.min(PERIODS, period - this.#newest);
    if (passed <= 0) return;
    this.#newest = period;
    this.#bytes.splice(0, passed);
    while (this.#bytes.length < PERIODS) this.#bytes.push(0);
  }
}
