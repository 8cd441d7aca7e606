// Taking a stream of bytes apart in the sizes that are asked for, whatever pieces it comes in; one of them is in memory.

export class BytesAhead {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#pieces = source[Symbol.asyncIterator]();
  }

  /** The next `count` bytes, or as many as are left. Valid until the next call. */
  async take(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let missing = count;
    while (missing > 0) {
      const part = await this.some(missing);
      if (part === undefined) break;
      parts.push(part);
      missing -= part.length;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  /** At least one byte and at most `most`; undefined at the end. Valid until the next call. */
  async some(most: number): Promise<Uint8Array | undefined> {
    if (await this.atEnd()) return undefined;
    const part = this.#piece.subarray(0, most);
    this.#piece = this.#piece.subarray(part.length);
    return part;
  }

  /** Whether nothing more comes. */
  async atEnd(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return true;
      this.#piece = next.value;
    }
    return false;
  }

  /** Lets go of the source, read to its end or not. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
