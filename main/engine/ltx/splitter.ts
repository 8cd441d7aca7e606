// Cuts the pages part of a file into runs of whole frames, whatever pieces its bytes come in.
import { END_MARKER_SIZE, isEndMarker, readFrameHead } from './frame.ts';
import type { LtxHeader } from './header.ts';
import { IndexBuilder } from './page-index.ts';
import { PageOrder } from './page-order.ts';
import type { FrameRun } from './decode-run.ts';

export interface SplitterOptions {
  /** A run ends as soon as its pages, decompressed, are this many bytes or more. */
  readonly runBytes: number;
  /** The file, for messages. */
  readonly name: string | undefined;
}

/** Holds what has come until it makes a run: one run, one piece and one unfinished frame at most. */
export class FrameSplitter {
  /** Pages seen, and whether each may be where it is. */
  readonly order: PageOrder;
  /** The index that the frames seen demand. */
  readonly index = new IndexBuilder();
  readonly #pageSize: number;
  readonly #options: SplitterOptions;
  #held = new Uint8Array(0);
  /** In `#held`: start of the current run, start of the next frame, end of what has come. */
  #start = 0;
  #at = 0;
  #end = 0;
  /** Frames in the current run. */
  #count = 0;
  #rest: Uint8Array | undefined;

  constructor(header: LtxHeader, options: SplitterOptions) {
    this.order = new PageOrder(header, 'ltx-page');
    this.#pageSize = header.pageSize;
    this.#options = options;
  }

  /** Once the end marker has been seen: the bytes behind it. */
  get rest(): Uint8Array | undefined {
    return this.#rest;
  }

  /** Takes the next bytes of the file, up to the end marker; adds the runs they complete to `runs`. */
  push(bytes: Uint8Array, runs: FrameRun[]): void {
    this.#hold(bytes);
    const view = this.#held.subarray(0, this.#end);
    while (this.#step(view)) {
      if (this.#count * this.#pageSize >= this.#options.runBytes) runs.push(this.#cut());
    }
    if (this.#rest !== undefined && this.#count > 0) runs.push(this.#cut());
  }

  /** Steps over one frame or the end marker; false when neither is whole, or after the end. */
  #step(view: Uint8Array): boolean {
    if (this.#rest !== undefined) return false;
    const ended = isEndMarker(view, this.#at);
    if (ended === undefined) return false;
    if (ended) {
      this.#rest = view.subarray(this.#at + END_MARKER_SIZE);
      return false;
    }
    const head = readFrameHead(view, this.#at, this.#pageSize);
    if (head === undefined) return false;
    this.order.admit(head.pgno);
    this.index.add(head.pgno, head.length);
    this.#at += head.length;
    this.#count++;
    return true;
  }

  #cut(): FrameRun {
    const { name } = this.#options;
    const bytes = this.#held.slice(this.#start, this.#at);
    const run = {
      bytes,
      count: this.#count,
      pageSize: this.#pageSize,
      ...(name === undefined ? {} : { name }),
    };
    this.#start = this.#at;
    this.#count = 0;
    return run;
  }

  #hold(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#held.length) this.#makeRoom(bytes.length);
    this.#held.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Moves the current run to the front, of a larger array if it must. */
  #makeRoom(length: number): void {
    const used = this.#end - this.#start;
    const fits = used + length <= this.#held.length;
    const target = fits ? this.#held : new Uint8Array(Math.max(used + length, 2 * this.#held.length));
    target.set(this.#held.subarray(this.#start, this.#end));
    this.#held = target;
    this.#at -= this.#start;
    this.#start = 0;
    this.#end = used;
  }
}
