// Reads the live stream of a Litestream 0.4, or ours: records one after the other, each with a payload of exactly the size that its
// head says. Memory holds a head and a piece.
import { decodeRecord, RECORD_HEADER_SIZE, type StreamRecord, streamError } from './record.ts';

export class StreamReader {
  /** Bytes. */
  readonly pageSize: number;
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();
  /** Bytes of the current payload that were not read yet. */
  #left = 0;

  constructor(source: AsyncIterable<Uint8Array>, pageSize: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.pageSize = pageSize;
  }

  /** The next record; what is left of the current one is passed over. Undefined when the stream has ended between two records. */
  async next(): Promise<StreamRecord | undefined> {
    while (this.#left > 0) await this.#piece();
    const head = new Uint8Array(RECORD_HEADER_SIZE);
    let used = 0;
    while (used < head.length) {
      if (this.#held.length === 0 && !(await this.#fill())) {
        if (used === 0) return undefined;
        break;
      }
      const taken = this.#held.subarray(0, head.length - used);
      head.set(taken, used);
      used += taken.length;
      this.#held = this.#held.subarray(taken.length);
    }
    const record = decodeRecord(head.subarray(0, used));
    this.#left = record.size;
    return record;
  }

  /** The current record's payload, or what is left of it. `restore-damaged` when the stream ends in it. */
  async *read(): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) yield await this.#piece();
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #piece(): Promise<Uint8Array> {
    if (this.#held.length === 0 && !(await this.#fill())) throw streamError(`it ends ${this.#left} bytes before the end of a record`);
    const piece = this.#held.subarray(0, this.#left);
    this.#held = this.#held.subarray(piece.length);
    this.#left -= piece.length;
    return piece;
  }

  async #fill(): Promise<boolean> {
    for (;;) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      this.#held = next.value;
      if (next.value.length > 0) return true;
    }
  }
}
