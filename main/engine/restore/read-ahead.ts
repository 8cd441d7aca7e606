// Reads the files of a plan in order. Many small files cost a round trip each, so the next few are fetched
// whole while one is worked on; a large one is streamed, and only one at a time.
import { TidemarkError } from '../base/errors.ts';
import type { LtxInfo } from '../destination/destination.ts';
import { blaming } from './damage.ts';
import type { HistorySource } from './source.ts';

/** Files up to this many bytes are fetched whole. */
export const WHOLE_FILE = 4 * 1024 * 1024;
/** Most files fetched ahead, and most bytes they may have together. */
const FILES_AHEAD = 16;
const BYTES_AHEAD = 4 * WHOLE_FILE;

/** `whole`: all of it is in memory already, as one piece. */
export interface OpenedFile {
  readonly kind: 'whole' | 'stream';
  readonly file: LtxInfo;
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The files in order. Ending the loop early stops all reading. A missing file is a DamagedFileError. */
export async function* readAhead(
  destination: HistorySource,
  files: readonly LtxInfo[],
  signal?: AbortSignal,
): AsyncGenerator<OpenedFile, void, undefined> {
  const stop = new AbortController();
  const signals = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const window = new Window(files, (file) => open(destination, file, signals));
  try {
    for (let opened = window.next(); opened !== undefined; opened = window.next()) yield await opened;
  } finally {
    stop.abort();
    await window.settled();
  }
}

/** The files being fetched, in order, and what they may take of memory. */
class Window {
  readonly #files: readonly LtxInfo[];
  readonly #open: (file: LtxInfo) => Promise<OpenedFile>;
  readonly #ahead: Promise<OpenedFile>[] = [];
  /** Files given out, begun, and bytes of those begun but not given out. */
  #given = 0;
  #begun = 0;
  #bytes = 0;

  constructor(files: readonly LtxInfo[], open: (file: LtxInfo) => Promise<OpenedFile>) {
    this.#files = files;
    this.#open = open;
  }

  next(): Promise<OpenedFile> | undefined {
    this.#fill();
    const opened = this.#ahead.shift();
    if (opened !== undefined) this.#bytes -= wholeSize(this.#files[this.#given++]!);
    return opened;
  }

  settled(): Promise<unknown> {
    return Promise.allSettled(this.#ahead);
  }

  #fill(): void {
    while (this.#begun < this.#files.length && this.#ahead.length < FILES_AHEAD) {
      const file = this.#files[this.#begun]!;
      if (this.#ahead.length > 0 && this.#bytes + wholeSize(file) > BYTES_AHEAD) return;
      const opened = this.#open(file);
      // Whoever waits for it sees its failure; if nobody does any more, it is not news.
      opened.catch(() => undefined);
      this.#ahead.push(opened);
      this.#begun++;
      this.#bytes += wholeSize(file);
    }
  }
}

function wholeSize(file: LtxInfo): number {
  return file.size <= WHOLE_FILE ? file.size : 0;
}

function open(destination: HistorySource, file: LtxInfo, signal: AbortSignal): Promise<OpenedFile> {
  const pieces = destination.open(file, { signal });
  if (file.size > WHOLE_FILE) return Promise.resolve({ kind: 'stream', file, pieces });
  return blaming(file, async () => ({ kind: 'whole', file, pieces: [await gather(pieces, file.size)] }));
}

/** All pieces as one, never more than the listing promised. */
async function gather(pieces: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > size) {
      throw new TidemarkError('ltx-trailer', `the file is longer than the ${size} bytes that were listed`);
    }
    parts.push(piece);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts, length);
}
