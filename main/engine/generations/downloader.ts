// Fetching write-ahead logs to files, several at a time, and giving them in order. What is fetched ahead is bounded in number and in bytes;
// memory holds a block of each. A log's file is its taker's to remove; those that nobody took are removed here.
import { throwIfAborted } from '../base/abort.ts';
import { type Disk, explainDiskError, writeFully } from '../base/disk.ts';
import { TidemarkError } from '../base/errors.ts';
import type { GenerationClient } from './client.ts';
import { RESTORE_PARALLELISM } from './constants.ts';
import { SegmentMissingError } from './errors.ts';
import type { WalLog } from './logs.ts';
import { decodeLz4 } from './lz4/decode.ts';
import { formatIndex, showSegment } from './names.ts';

export interface DownloadOptions {
  readonly client: GenerationClient;
  /** In order, as `logsOf` gives them. */
  readonly logs: readonly WalLog[];
  /** Files are `<prefix>.<16 hex>-wal`. Nobody else may have such. */
  readonly prefix: string;
  readonly disk: Disk;
  /** Logs under way or waiting to be taken, 1 or more. Default 8. */
  readonly parallelism?: number;
  /** No further log is begun while those ahead have so many bytes on disk. Default 256 MiB. */
  readonly bytesAhead?: number;
  /** Called with the number of bytes of each piece that was read, as stored. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface DownloadedWal {
  readonly index: number;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

const BYTES_AHEAD = 256 * 1024 * 1024;

/**
 * All logs, in order. Leaving the loop early stops all fetching. Throws SegmentMissingError, `restore-damaged`, `unsupported` (encrypted),
 * `disk-full`, `aborted`, `usage`, and what the place throws.
 */
export async function* downloadWal(options: DownloadOptions): AsyncGenerator<DownloadedWal, void, undefined> {
  const { parallelism = RESTORE_PARALLELISM } = options;
  if (!Number.isInteger(parallelism) || parallelism < 1) {
    throw new TidemarkError('usage', `${parallelism} write-ahead logs cannot be fetched at a time`, { hint: 'It is 1 or more.' });
  }
  const ahead = new Ahead(options, parallelism);
  try {
    for (let next = ahead.next(); next !== undefined; next = ahead.next()) yield await next;
  } finally {
    await ahead.stop();
  }
}

/** What is being fetched, or waits to be taken. */
class Ahead {
  readonly #options: DownloadOptions;
  readonly #parallelism: number;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #waiting: { readonly log: WalLog; readonly done: Promise<DownloadedWal> }[] = [];
  #begun = 0;
  #bytes = 0;

  constructor(options: DownloadOptions, parallelism: number) {
    this.#options = options;
    this.#parallelism = parallelism;
    const { signal } = options;
    this.#signal = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
  }

  /** Undefined behind the last. */
  next(): Promise<DownloadedWal> | undefined {
    this.#fill();
    return this.#waiting[0]?.done.then((wal) => {
      this.#waiting.shift();
      this.#bytes -= wal.size;
      return wal;
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#waiting.map(({ done }) => done));
    for (const { log } of this.#waiting) this.#options.disk.rmSync(this.#pathOf(log), { force: true });
  }

  #fill(): void {
    const { logs, bytesAhead = BYTES_AHEAD } = this.#options;
    while (this.#begun < logs.length && this.#waiting.length < this.#parallelism) {
      if (this.#waiting.length > 0 && this.#bytes >= bytesAhead) return;
      const log = logs[this.#begun++]!;
      const done = this.#fetch(log);
      // Whoever waits for it sees its failure; if nobody does any more, it is not news.
      done.catch(() => undefined);
      this.#waiting.push({ log, done });
    }
  }

  async #fetch(log: WalLog): Promise<DownloadedWal> {
    const { disk } = this.#options;
    const path = this.#pathOf(log);
    const fd = disk.openSync(path, 'wx', 0o600);
    try {
      let size = 0;
      for (const segment of log.segments) {
        if (segment.offset !== size) throw new SegmentMissingError(log.generation, log.index, { expected: size, found: segment.offset });
        for await (const piece of decodeLz4(this.#counted(segment), showSegment(segment))) {
          throwIfAborted(this.#signal, 'fetching write-ahead logs');
          this.#write(fd, piece, path);
          size += piece.length;
          this.#bytes += piece.length;
        }
      }
      return { index: log.index, path, size };
    } finally {
      disk.closeSync(fd);
    }
  }

  async *#counted(segment: WalLog['segments'][number]): AsyncGenerator<Uint8Array> {
    const { client, onBytes } = this.#options;
    for await (const piece of client.openWalSegment(segment, { signal: this.#signal })) {
      onBytes?.(piece.length);
      yield piece;
    }
  }

  #write(fd: number, piece: Uint8Array, path: string): void {
    try {
      writeFully(this.#options.disk, fd, piece);
    } catch (error) {
      throw explainDiskError(path, error);
    }
  }

  #pathOf({ index }: WalLog): string {
    return `${this.#options.prefix}.${formatIndex(index, 16)}-wal`;
  }
}
