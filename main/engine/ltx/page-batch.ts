// Gathers single pages to chunks worth encoding at once.
import type { PageChunk } from './encode-chunk.ts';

export class PageBatch {
  readonly #pageSize: number;
  readonly #capacity: number;
  #pages: Uint8Array<ArrayBuffer> | undefined;
  #pgnos: number[] = [];

  /** A batch is full with `bytes` of pages, and holds one page at least. */
  constructor(pageSize: number, bytes: number) {
    this.#pageSize = pageSize;
    this.#capacity = Math.max(1, Math.floor(bytes / pageSize));
  }

  get isFull(): boolean {
    return this.#pgnos.length >= this.#capacity;
  }

  /** Copies a page in. Not when full. */
  add(pgno: number, page: Uint8Array): void {
    this.#pages ??= new Uint8Array(this.#capacity * this.#pageSize);
    this.#pages.set(page, this.#pgnos.length * this.#pageSize);
    this.#pgnos.push(pgno);
  }

  /** Hands over the pages gathered, the caller's to keep, and starts anew; undefined when there are none. */
  take(): PageChunk | undefined {
    if (this.#pages === undefined) return undefined;
    const pages = this.#pages.subarray(0, this.#pgnos.length * this.#pageSize);
    const chunk = { pageSize: this.#pageSize, pgnos: Uint32Array.from(this.#pgnos), pages };
    this.#pages = undefined;
    this.#pgnos = [];
    return chunk;
  }
}
