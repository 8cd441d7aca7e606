// Takes a stream of bytes apart in the sizes that are asked for, holding one piece of it at a time.
import { protocolError } from './fault.ts';

const NOTHING = new Uint8Array(0);

export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #held = NOTHING as Uint8Array;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Whether nothing more comes. */
  async atEnd(): Promise<boolean> {
    return (await this.#fill()) === 'end';
  }

  /** The next `length` bytes, which the caller bounds. `stream-protocol` when the stream ends before. */
  async exactly(length: number): Promise<DataView> {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const piece = await this.some(length - done);
      bytes.set(piece, done);
      done += piece.length;
    }
    return new DataView(bytes.buffer);
  }

  /** At least one and at most `most` bytes, the receiver's to read until the next call. */
  async some(most: number): Promise<Uint8Array> {
    if ((await this.#fill()) === 'end') throw protocolError('the stream ends in the middle of a frame');
    const piece = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(piece.length);
    return piece;
  }

  async #fill(): Promise<'more' | 'end'> {
    while (this.#held.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return 'end';
      this.#held = next.value;
    }
    return 'more';
  }

  /** Lets go of the source, read to its end or not. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
