// How fast long work goes, over the last few seconds, and how long it still takes once that is steady.

interface Sample {
  /** Monotonic ms. */
  readonly at: number;
  readonly bytes: number;
}

/** Only this much of the past counts, ms. */
const WINDOW = 5000;
/** Shorter histories say nothing yet, ms. */
const SETTLED = 2000;
/** The two halves of the window may differ by this share of the whole before the rate is not steady. */
const TOLERANCE = 0.3;

export class Rate {
  #samples: Sample[] = [];

  /** @param at monotonic ms, never less than before; @param bytes done in all, never less than before */
  add(at: number, bytes: number): void {
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && this.#samples[1]!.at <= at - WINDOW) this.#samples.shift();
  }

  /** Bytes per second, or undefined before there is anything to measure. */
  perSecond(): number | undefined {
    return slope(this.#samples);
  }

  /** Milliseconds until `total`, or undefined while the rate is too young or unsteady to say. */
  remaining(total: number): number | undefined {
    const last = this.#samples.at(-1);
    const rate = this.perSecond();
    if (last === undefined || rate === undefined || rate === 0 || !this.#isSteady(rate)) return undefined;
    return (Math.max(0, total - last.bytes) / rate) * 1000;
  }

  #isSteady(rate: number): boolean {
    const first = this.#samples[0]!.at;
    const last = this.#samples.at(-1)!.at;
    if (last - first < SETTLED) return false;
    const middle = this.#samples.findIndex((sample) => sample.at >= (first + last) / 2);
    const halves = [slope(this.#samples.slice(0, middle + 1)), slope(this.#samples.slice(middle))];
    return halves.every((half) => half !== undefined && Math.abs(half - rate) <= rate * TOLERANCE);
  }
}

function slope(samples: readonly Sample[]): number | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at === first.at) return undefined;
  return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
}
