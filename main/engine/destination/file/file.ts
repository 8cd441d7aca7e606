// A folder as a destination: a disk, a mounted share, a synced directory.
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { throwIfAborted } from '../../base/abort.ts';
import { errnoOf, TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { formatLtxName } from '../../ltx/name.ts';
import { type Batch, gatherBatches, headerFor, prepend } from '../batch.ts';
import {
  type Destination,
  LEVELS,
  type ListOptions,
  type LtxInfo,
  type LtxRef,
  type OpenOptions,
  type RemoveOptions,
  type WriteOptions,
} from '../destination.ts';
import { type FileSystem, syncDirectory, systemFiles } from '../folder-calls.ts';
import { PIECE_SIZE } from './handle.ts';
import { isLtxWorkName, levelPath, objectPath, tempName, treePath } from './layout.ts';
import { listLevel } from './list.ts';
import { Presence } from './presence.ts';
import { readPieces } from './read.ts';
import { removeFile } from './remove.ts';
import { sweepLeftOvers } from './sweep.ts';
import { TempFile } from './temp.ts';

export interface FileDestinationOptions {
  /** The folder that holds `ltx/`, or will. A relative path starts at the working directory. */
  readonly path: string;
  readonly fs?: FileSystem;
  readonly random: Random;
}

/** Nothing is looked at or created before the first call. */
export function fileDestination(options: FileDestinationOptions): Destination {
  return new FileDestination(options);
}

class FileDestination implements Destination {
  readonly type = 'file';
  readonly reading = 'cheap';
  readonly storing = 'unproved';
  readonly url: string;
  readonly #path: string;
  readonly #fs: FileSystem;
  readonly #random: Random;
  readonly #presence: Presence;
  #leftOvers: 'unknown' | 'swept' = 'unknown';

  constructor({ path, fs = systemFiles, random }: FileDestinationOptions) {
    this.#path = resolve(path);
    this.url = pathToFileURL(this.#path).href;
    this.#fs = fs;
    this.#random = random;
    this.#presence = new Presence(fs, { path: this.#path, tree: treePath(this.#path) });
  }

  expectHistory(): void {
    this.#presence.saw();
  }

  list(level: number, options: ListOptions = {}): Promise<LtxInfo[]> {
    return this.#presence.during(`list level ${level}`, async () => {
      await this.#presence.note();
      const infos = await listLevel(this.#fs, this.#path, level, options);
      if (infos === undefined) await this.#presence.check();
      else this.#presence.saw();
      return infos ?? [];
    });
  }

  async *open(ref: LtxRef, options: OpenOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* readPieces(this.#fs, objectPath(this.#path, ref), options);
    } catch (error) {
      throw await this.#readError(ref, error);
    }
  }

  async #readError(ref: LtxRef, error: unknown): Promise<TidemarkError> {
    const name = formatLtxName(ref);
    const explained = await this.#presence.explain(error, `read ${name} of level ${ref.level}`);
    if (errnoOf(error) !== 'ENOENT' || explained.code === 'destination-absent') return explained;
    return new TidemarkError('object-missing', `${this.#path} holds no ${name} in level ${ref.level}`, {
      hint: 'It was removed, or never arrived.',
      cause: error,
    });
  }

  /** The source's pieces are held until a call's worth is gathered: it must not reuse their memory. */
  async write(ref: LtxRef, bytes: AsyncIterable<Uint8Array>, options: WriteOptions = {}): Promise<LtxInfo> {
    throwIfAborted(options.signal, writing(ref));
    const batches = gatherBatches(bytes, PIECE_SIZE);
    try {
      const start = await batches.next();
      const first = start.done === true ? [] : start.value;
      const { timestamp } = headerFor(ref, first);
      const size = await this.#store(ref, timestamp, prepend(first, batches), options);
      return { level: ref.level, min: ref.min, max: ref.max, size, createdAt: timestamp };
    } finally {
      await batches.return(undefined);
    }
  }

  /** Returns the file's size, bytes. The source's own errors pass unchanged. */
  async #store(
    ref: LtxRef,
    createdAt: number,
    batches: AsyncIterable<Batch>,
    options: WriteOptions,
  ): Promise<number> {
    const doing = `write ${formatLtxName(ref)} of level ${ref.level}`;
    const temp = await this.#presence.during(doing, async () => {
      await this.#presence.requireSame();
      return this.#createTemp(ref);
    });
    try {
      await this.#sweepOnce(temp);
      for await (const batch of batches) {
        throwIfAborted(options.signal, writing(ref));
        await this.#presence.during(doing, () => temp.append(batch));
        options.onBytes?.(temp.size);
        for (const piece of batch) options.onSpent?.(piece);
      }
      throwIfAborted(options.signal, writing(ref));
      options.permit?.();
      await this.#presence.during(doing, () => temp.finish(createdAt));
      return temp.size;
    } catch (error) {
      await temp.discard();
      throw error;
    }
  }

  async #createTemp(ref: LtxRef): Promise<TempFile> {
    const final = objectPath(this.#path, ref);
    const temp = join(dirname(final), tempName(basename(final), this.#random.token(8)));
    const create = (): Promise<TempFile> => TempFile.create(this.#fs, { temp, final });
    const file = await create().catch(async (error: unknown) => {
      if (errnoOf(error) !== 'ENOENT') throw error;
      await this.#presence.createFolder(dirname(final));
      return create();
    });
    this.#presence.saw();
    return file;
  }

  /** Before the first byte is written: what a dead writer left may be what fills the disk. */
  async #sweepOnce(file: TempFile): Promise<void> {
    if (this.#leftOvers === 'swept') return;
    this.#leftOvers = 'swept';
    const now = await this.#presence.during('read the time', () => file.fileSystemTime());
    const folders = LEVELS.map((level) => levelPath(this.#path, level));
    await sweepLeftOvers(this.#fs, { folders, isWork: isLtxWorkName, now });
  }

  /** Nothing is held between two calls. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  remove(refs: readonly LtxRef[], { signal, permit }: RemoveOptions = {}): Promise<void> {
    return this.#presence.during('remove files', async () => {
      await this.#presence.requireSame();
      const changed = new Set<string>();
      for (const ref of refs) {
        throwIfAborted(signal, 'removing files');
        permit?.();
        const file = objectPath(this.#path, ref);
        if ((await removeFile(this.#fs, file)) === 'removed') changed.add(dirname(file));
      }
      for (const dir of changed) await syncDirectory(this.#fs, dir);
      if (changed.size < refs.length) await this.#presence.check();
    });
  }
}

function writing(ref: LtxRef): string {
  return `writing ${formatLtxName(ref)}`;
}
