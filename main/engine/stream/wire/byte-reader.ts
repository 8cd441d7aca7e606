// Takes a stream of frames apart in the sizes that are asked for: of which there must be as much as is asked for.
import { BytesAhead } from '../../base/bytes-ahead.ts';
import { protocolError } from './fault.ts';

export class ByteReader {
  readonly #bytes: BytesAhead;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#bytes = new BytesAhead(source);
  }

  /** Whether nothing more comes. */
  atEnd(): Promise<boolean> {
    return this.#bytes.atEnd();
  }

  /** The next `length` bytes, which the caller bounds, in a buffer of their own. `stream-protocol` when the stream ends before. */
  async exactly(length: number): Promise<DataView> {
    const bytes = await this.#bytes.take(length);
    if (bytes.length < length) throw endsError();
    return new DataView(Uint8Array.from(bytes).buffer);
  }

  /** At least one and at most `most` bytes, the receiver's to read until the next call. `stream-protocol` at the end. */
  async some(most: number): Promise<Uint8Array> {
    const piece = await this.#bytes.some(most);
    if (piece === undefined) throw endsError();
    return piece;
  }

  /** Lets go of the source, read to its end or not. */
  close(): Promise<void> {
    return this.#bytes.close();
  }
}

function endsError(): ReturnType<typeof protocolError> {
  return protocolError('the stream ends in the middle of a frame');
}
