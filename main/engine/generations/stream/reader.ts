// Reads the live stream of a Litestream 0.4, or ours: records one after the other, each with a payload of exactly the size that its
// head says. Memory holds a head and a piece.
import { BytesAhead } from '../../base/bytes-ahead.ts';
import { decodeRecord, RECORD_HEADER_SIZE, type StreamRecord, streamError } from './record.ts';

export class StreamReader {
  /** Bytes. */
  readonly pageSize: number;
  readonly #bytes: BytesAhead;
  /** Bytes of the current payload that were not read yet. */
  #left = 0;

  constructor(source: AsyncIterable<Uint8Array>, pageSize: number) {
    this.#bytes = new BytesAhead(source);
    this.pageSize = pageSize;
  }

  /** The next record; what is left of the current one is passed over. Undefined when the stream has ended between two records. */
  async next(): Promise<StreamRecord | undefined> {
    while (this.#left > 0) await this.#piece();
    const head = await this.#bytes.take(RECORD_HEADER_SIZE);
    if (head.length === 0) return undefined;
    const record = decodeRecord(head);
    this.#left = record.size;
    return record;
  }

  /** The current record's payload, or what is left of it. `restore-damaged` when the stream ends in it. */
  async *read(): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) yield await this.#piece();
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }

  async #piece(): Promise<Uint8Array> {
    const piece = await this.#bytes.some(this.#left);
    if (piece === undefined) throw streamError(`it ends ${this.#left} bytes before the end of a record`);
    this.#left -= piece.length;
    return piece;
  }
}
