// At most so many things at the same time; the others wait for their turn, in order.

export class Turns {
  readonly #width: number;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(width: number) {
    this.#width = width;
  }

  readonly run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (this.#busy === this.#width) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#busy -= 1;
      else next();
    }
  };
}
