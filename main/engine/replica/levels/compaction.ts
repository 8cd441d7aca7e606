// Makes one file of a level from files of the level below, and stores it.
//
// A cheap destination (a folder) is read, and written while it is read. A costly one is not read as long as what it was
// given is still here: captured files in the spool, merged ones in a bounded local cache. What is not is fetched file by
// file before the merging begins, since a merge reads many at the same time and slowly. The result goes to the local
// disk first: every try sends the same bytes, and the level above finds it here.
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { Mutex } from '../../base/mutex.ts';
import { mergeWork, openAtOnce } from '../../capture/merge-work.ts';
import { readHeader } from '../../destination/batch.ts';
import type { Destination, LtxInfo, LtxRef } from '../../destination/destination.ts';
import type { JobRunner } from '../../jobs/job.ts';
import { mergedHeader } from '../../ltx/chain.ts';
import { type CompactionInput, compactLtx } from '../../ltx/compact.ts';
import { HEADER_SIZE, type LtxHeader } from '../../ltx/header.ts';
import { formatLtxName } from '../../ltx/name.ts';
import type { Kept } from '../../ltx/scratch.ts';
import type { HistoryGate } from '../history-gate.ts';
import type { Outbox } from '../outbox.ts';
import { storeMerged } from '../store.ts';
import type { LocalFiles } from './local-files.ts';

export interface CompactionServices {
  readonly destination: Destination;
  readonly outbox: Outbox;
  readonly local: LocalFiles;
  readonly jobs: JobRunner;
  /** One merge at a time in the process. */
  readonly turn: Mutex;
  readonly gate: HistoryGate;
  readonly permit: () => void;
}

export interface LevelTask {
  /** Of the new file. */
  readonly level: number;
  /** Of the level below, the oldest first. */
  readonly files: readonly LtxInfo[];
}

/** What became of one file of a level; `files` are those it was merged from, `bytes` its own size. */
export type LevelOutcome =
  | (LtxRef & { readonly kind: 'compacted'; readonly files: number; readonly bytes: number })
  | (LtxRef & { readonly kind: 'failed'; readonly files: number; readonly error: TidemarkError });

/** Throws what the destination and the merging throw; then nothing was stored, or what was stored is found at the next listing. */
export async function compact(task: LevelTask, services: CompactionServices, signal: AbortSignal): Promise<LtxInfo> {
  const work = new Compaction(task, services, signal);
  try {
    return services.destination.reading === 'cheap' ? await work.through() : await work.overLocalDisk();
  } finally {
    work.dispose();
  }
}

export function refOf({ level, files }: LevelTask): LtxRef {
  return { level, min: files[0]!.min, max: files.at(-1)!.max };
}

class Compaction {
  readonly #task: LevelTask;
  readonly #ref: LtxRef;
  readonly #services: CompactionServices;
  readonly #signal: AbortSignal;
  readonly #fetched: Kept[] = [];
  readonly #held: (() => void)[] = [];

  constructor(task: LevelTask, services: CompactionServices, signal: AbortSignal) {
    this.#task = task;
    this.#ref = refOf(task);
    this.#services = services;
    this.#signal = signal;
  }

  dispose(): void {
    for (const kept of this.#fetched) kept.remove();
    for (const release of this.#held) release();
  }

  /** From the destination to the destination. */
  through(): Promise<LtxInfo> {
    const { turn, gate } = this.#services;
    const { files } = this.#task;
    const inputs = files.map((file) => ({ range: file, open: () => this.#openThere(file) }));
    const expected = async (): Promise<LtxHeader> =>
      mergedHeader([await this.#headerThere(files[0]!), await this.#headerThere(files.at(-1)!)]);
    return turn.run(() => gate.reading(() => this.#store(this.#merge(inputs), expected)));
  }

  async overLocalDisk(): Promise<LtxInfo> {
    const { local, turn, gate } = this.#services;
    if (local.find(this.#ref) === undefined) {
      const inputs = await gate.reading(() => this.#inputsHere());
      await turn.run(() => local.keep(this.#ref, this.#merge(inputs)));
    }
    return this.#store(local.open(this.#ref), () => readHeader(local.open(this.#ref)));
  }

  #merge(inputs: readonly CompactionInput[]): AsyncIterable<Uint8Array> {
    throwIfAborted(this.#signal, 'merging files');
    const { jobs, local } = this.#services;
    const maxOpen = openAtOnce(this.#task.files.map(({ size }) => size));
    const options = { ...mergeWork(jobs), ...(maxOpen && { maxOpen }), scratch: local.scratch };
    return compactLtx(inputs, { ...options, signal: this.#signal });
  }

  #openThere(file: LtxRef): AsyncIterable<Uint8Array> {
    return this.#services.destination.open(file, { signal: this.#signal });
  }

  #headerThere(file: LtxRef): Promise<LtxHeader> {
    const range = { offset: 0, length: HEADER_SIZE };
    return readHeader(this.#services.destination.open(file, { range, signal: this.#signal }));
  }

  async #inputsHere(): Promise<readonly CompactionInput[]> {
    const inputs: CompactionInput[] = [];
    for (const file of this.#task.files) inputs.push(...(this.#copiesOf(file) ?? [await this.#fetch(file)]));
    return inputs;
  }

  /** What of it is on this computer: the very file, or those it was made of. */
  #copiesOf(file: LtxInfo): readonly CompactionInput[] | undefined {
    const { local, outbox } = this.#services;
    if (file.level > 0) {
      return local.find(file)?.size === file.size ? [{ range: file, open: () => local.open(file) }] : undefined;
    }
    const tiles = outbox.tiles(file);
    if (tiles === undefined) return undefined;
    this.#held.push(outbox.hold(file));
    return tiles.map(({ range }) => ({ range, open: () => outbox.open(range) }));
  }

  async #fetch(file: LtxInfo): Promise<CompactionInput> {
    throwIfAborted(this.#signal, 'merging files');
    const kept = await this.#services.local.scratch.keep(this.#openThere(file));
    this.#fetched.push(kept);
    return { range: file, open: () => kept.open() };
  }

  /** What is to be relied on must be there whole. */
  async #store(bytes: AsyncIterable<Uint8Array>, expected: () => Promise<LtxHeader>): Promise<LtxInfo> {
    const { destination, permit } = this.#services;
    let sent = 0;
    const counted = counting(bytes, (length) => (sent += length));
    const how = { signal: this.#signal, permit };
    const stored = await storeMerged(destination, this.#ref, { bytes: counted, expected }, how);
    if (stored.kind === 'found' || stored.file.size === sent) return stored.file;
    const words = `${formatLtxName(this.#ref)} has ${stored.file.size} of ${sent} bytes there`;
    throw new TidemarkError('destination-failed', `${destination.url}: ${words}`, {
      hint: 'Nothing relies on that file. It is looked at anew by itself.',
      retry: 'later',
    });
  }
}

async function* counting(
  bytes: AsyncIterable<Uint8Array>,
  tell: (length: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    tell(piece.length);
    yield piece;
  }
}
