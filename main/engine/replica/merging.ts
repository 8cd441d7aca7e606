// Pending changes become one file before they are sent, where a request for each would cost more than the merging. Its
// price is the points between: they cannot be gone back to at this destination. So nothing is merged there that could
// have been sent one by one in time.
//
//   destination       merged when                                                  at a time
//   ----------------------------------------------------------------------------------------------------------
//   costly to read    more than 8 files wait, or two for more than 10 s            64 files, 64 MiB
//   costly, paced     two wait: the budget allows fewer uploads than changes       64 MiB
//   cheap (a folder)  more than 256 files wait: it was away for long               64 files, 64 MiB
//
// What is merged waits on the local disk until it is there, so that every try sends the same bytes.
import { errnoOf, isTidemarkError } from '../base/errors.ts';
import { mergeWork, openAtOnce } from '../capture/merge-work.ts';
import type { Destination } from '../destination/destination.ts';
import type { JobRunner } from '../jobs/job.ts';
import { compactLtx } from '../ltx/compact.ts';
import type { TxidRange } from '../ltx/name.ts';
import type { Txid } from '../ltx/txid.ts';
import type { LocalFile, LocalFiles } from './levels/local-files.ts';
import { checksumAt, type Outbox, type OutboxFile } from './outbox.ts';

const MOST_BYTES = 64 << 20;
const MOST_FILES = 64;
const MOST_FILES_PACED = 16_384;

export interface Waiting {
  /** Files after the destination's position. */
  readonly files: number;
  /** How long the destination has not held everything, ms. */
  readonly behind: number;
  /** Whether uploads wait for a budget. */
  readonly paced: 'yes' | 'no';
}

export function isMerged(reading: Destination['reading'], { files, behind, paced }: Waiting): boolean {
  if (files < 2) return false;
  if (reading === 'cheap') return files > 256;
  return paced === 'yes' || files > 8 || behind > 10_000;
}

/** Neighbours from the first on, as many as become one file. */
export function chooseBatch(files: readonly OutboxFile[]): readonly OutboxFile[] {
  let bytes = 0;
  const end = files.findIndex((file, i) => {
    bytes += file.size;
    return i > 0 && (bytes > MOST_BYTES || file.range.min !== files[i - 1]!.range.max + 1n);
  });
  return end === -1 ? files : files.slice(0, end);
}

/** Merging saves requests and is no need: without room, or with a damaged file among them, they go one by one. */
function isInTheWay(error: unknown): boolean {
  if (isTidemarkError(error)) return error.code === 'aborted' || error.code === 'bug';
  return errnoOf(error) === undefined;
}

export interface MergingOptions {
  readonly outbox: Outbox;
  readonly reading: Destination['reading'];
  readonly local: LocalFiles;
  readonly jobs: JobRunner;
}

/** A file to send instead of those it was made of. */
export interface Merged {
  readonly range: TxidRange;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** It is there now. */
  readonly done: () => void;
}

export class Merging {
  readonly #options: MergingOptions;

  constructor(options: MergingOptions) {
    this.#options = options;
  }

  /** What to send after `position` in place of single files; undefined when they go one by one. */
  async next(position: Txid, waiting: Waiting, signal: AbortSignal): Promise<Merged | undefined> {
    const begun = await this.#begun(position);
    if (begun !== undefined) return this.#staged(begun);
    const { outbox, reading } = this.#options;
    if (!isMerged(reading, waiting)) return undefined;
    const most = waiting.paced === 'yes' ? MOST_FILES_PACED : MOST_FILES;
    const batch = chooseBatch(outbox.following(position, most));
    if (batch.length < 2) return undefined;
    try {
      return this.#staged(await this.#merge(batch, signal));
    } catch (error) {
      if (isInTheWay(error)) throw error;
      return undefined;
    }
  }

  /** What an earlier try began to send. What does not go on from `position`, or is not ours any more, is removed. */
  async #begun(position: Txid): Promise<TxidRange | undefined> {
    const { local } = this.#options;
    let begun: TxidRange | undefined;
    for (const file of local.level(0)) {
      if (begun === undefined && file.min === position + 1n && (await this.#isOurs(file))) begun = file;
      else local.remove(file);
    }
    return begun;
  }

  /** Its numbers may have been given to other changes since: both its ends must be states that we went through. */
  async #isOurs(file: LocalFile): Promise<boolean> {
    const { local, outbox } = this.#options;
    const states = await local.states(file);
    if (states === undefined || states.post !== checksumAt(outbox, file.max)) return false;
    return file.min === 1n || states.pre === checksumAt(outbox, file.min - 1n);
  }

  async #merge(files: readonly OutboxFile[], signal: AbortSignal): Promise<TxidRange> {
    const { outbox, local, jobs } = this.#options;
    const range = { min: files[0]!.range.min, max: files.at(-1)!.range.max };
    const release = outbox.hold(range);
    try {
      const inputs = files.map((file) => ({ range: file.range, open: () => outbox.open(file.range) }));
      const maxOpen = openAtOnce(files.map(({ size }) => size));
      const options = { ...mergeWork(jobs), ...(maxOpen && { maxOpen }), scratch: local.scratch, signal };
      return await local.keep({ level: 0, ...range }, compactLtx(inputs, options));
    } finally {
      release();
    }
  }

  #staged({ min, max }: TxidRange): Merged {
    const { local } = this.#options;
    const ref = { level: 0, min, max };
    return {
      range: { min, max },
      open: () => local.open(ref),
      done: () => {
        local.remove(ref);
      },
    };
  }
}
