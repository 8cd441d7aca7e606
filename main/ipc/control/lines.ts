// A stream of bytes as lines of UTF-8, none longer than a bound.

const NEWLINE = 0x0a;

/** Why a stream cannot be read any further. */
export type Unreadable = 'too-long' | 'not-utf-8';

export class Lines {
  readonly #longest: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #parts: Uint8Array[] = [];
  #length = 0;

  /** @param longest bytes of a line, its end not counted */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Calls `take` for each line that `bytes` completes; answers why it stopped reading, if it did. */
  push(bytes: Uint8Array, take: (line: string) => void): Unreadable | undefined {
    let rest = bytes;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      if (this.#length + end > this.#longest) return 'too-long';
      const line = this.#decode([...this.#parts, rest.subarray(0, end)]);
      if (line === undefined) return 'not-utf-8';
      this.#parts = [];
      this.#length = 0;
      rest = rest.subarray(end + 1);
      take(line);
    }
    this.#length += rest.length;
    if (this.#length > this.#longest) return 'too-long';
    if (rest.length > 0) this.#parts.push(rest);
    return undefined;
  }

  #decode(parts: readonly Uint8Array[]): string | undefined {
    try {
      return this.#decoder.decode(Buffer.concat(parts));
    } catch {
      return undefined;
    }
  }
}
