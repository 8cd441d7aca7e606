// Where words go: results to stdout, the rest to stderr, and one line below that changes while work runs.

/** The part of a Node stream that is needed to talk to a person. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A process with a stream on a terminal belongs to it, whichever stream that is. */
export function terminalOf({ stdin, stdout, stderr }: NodeJS.Process): 'attached' | 'none' {
  return [stdin, stdout, stderr].some((stream) => stream.isTTY) ? 'attached' : 'none';
}

const CLEAR_LINE = '\r\u001b[K';

export class Console {
  readonly #out: TextStream;
  readonly #err: TextStream;
  #shown = '';

  constructor(out: TextStream, err: TextStream) {
    this.#out = out;
    this.#err = err;
  }

  /** Whether a person watches stderr, so that a changing line makes sense. */
  get isLive(): boolean {
    return this.#err.isTTY === true;
  }

  /** A line (or several) of the result, on stdout. */
  print(text: string): void {
    this.#above(() => this.#out.write(`${text}\n`));
  }

  printJson(result: unknown): void {
    this.print(JSON.stringify(result, null, 2));
  }

  /** A line (or several) about what happens, on stderr. */
  say(text: string): void {
    this.#above(() => this.#err.write(`${text}\n`));
  }

  /**
   * Shows `text` in place of the changing line; an empty one takes it away. Nothing happens off a terminal.
   */
  showLive(text: string): void {
    if (!this.isLive || text === this.#shown) return;
    this.#shown = text.slice(0, this.#width - 1);
    this.#err.write(CLEAR_LINE + this.#shown);
  }

  /** Some terminals do not tell theirs, or tell 0. */
  get #width(): number {
    const { columns } = this.#err;
    return columns === undefined || columns === 0 ? 80 : columns;
  }

  #above(write: () => unknown): void {
    if (this.#shown !== '') this.#err.write(CLEAR_LINE);
    write();
    if (this.#shown !== '') this.#err.write(this.#shown);
  }
}
