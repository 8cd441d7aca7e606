// A WebDAV server as a destination: Nextcloud, a NAS, a hosting account.
import { throwIfAborted } from '../../base/abort.ts';
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { formatLtxName } from '../../ltx/name.ts';
import { type Batch, gatherBatches, headerFor, prepend } from '../batch.ts';
import { Gate, mapBounded, orAborted } from '../bounded.ts';
import type {
  Destination,
  ListOptions,
  LtxInfo,
  LtxRef,
  OpenOptions,
  RemoveOptions,
  WriteOptions,
} from '../destination.ts';
import { resumed } from '../resume.ts';
import { objectName, showRef, tempName } from '../tree.ts';
import { type Body, BytesBody, StreamBody } from './body.ts';
import { HttpClient } from './http.ts';
import { listLevel, sweepLevel } from './list.ts';
import { showServer, type WebdavOptions } from './options.ts';
import { MissingFile, readRange } from './read.ts';
import { remove, type Server } from './requests.ts';
import { Tree } from './tree.ts';
import { uploadAndMove, uploadInPlace, type UploadOptions } from './upload.ts';
import { formatWebdavUrl } from './url.ts';

/** Files up to this size, bytes, are sent with their length told before: some servers take no others. */
const AT_HAND = 4 * 1024 * 1024;
/** Files written at the same time; more wait. Each may have that much in memory. */
const WRITERS = 4;
/** Removals under way at once. */
const REMOVALS = 8;

/** Nothing is contacted before the first call. */
export function webdavDestination(options: WebdavOptions): Destination {
  return new WebdavDestination(options);
}

class WebdavDestination implements Destination {
  readonly type = 'webdav';
  readonly reading = 'costly';
  readonly storing = 'unproved';
  readonly url: string;
  readonly #options: WebdavOptions;
  readonly #server: Server;
  readonly #tree: Tree;
  readonly #writers = new Gate(WRITERS);
  /** Levels whose folder was there, and was swept, when first written to. */
  readonly #ready = new Map<number, Promise<void>>();
  #publishing: 'move' | 'in place' = 'move';

  constructor(options: WebdavOptions) {
    const { location, traffic } = options;
    this.#options = options;
    this.url = formatWebdavUrl(location);
    this.#server = { http: new HttpClient(options), traffic, shown: showServer(location) };
    this.#tree = new Tree(location.url);
  }

  expectHistory(): void {
    this.#tree.saw();
  }

  async list(level: number, options: ListOptions = {}): Promise<LtxInfo[]> {
    const infos = await listLevel(this.#server, level, options);
    if (infos === undefined) await this.#tree.check(this.#server, options.signal);
    else this.#tree.saw();
    return infos ?? [];
  }

  async *open(
    ref: LtxRef,
    { range = { offset: 0 }, signal }: OpenOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { offset, length } = range;
    if (length === 0) return;
    const openAt = (done: number): AsyncIterable<Uint8Array> => {
      const rest = { offset: offset + done, ...(length === undefined ? {} : { length: length - done }) };
      return readRange(this.#server, objectName(ref), rest, signal);
    };
    try {
      yield* resumed(openAt, { clock: this.#options.clock, signal });
    } catch (error) {
      throw error instanceof MissingFile ? await this.#missing(ref, error, signal) : error;
    }
  }

  /** One missing name may mean that all is missing. */
  async #missing(ref: LtxRef, cause: unknown, signal: AbortSignal | undefined): Promise<TidemarkError> {
    await this.#tree.check(this.#server, signal);
    return new TidemarkError('object-missing', `${this.url} holds no ${formatLtxName(ref)} in level ${ref.level}`, {
      hint: 'It was removed, or never arrived.',
      cause,
    });
  }

  /** The source's pieces are held until `AT_HAND` of them are gathered: it must not reuse their memory. */
  async write(ref: LtxRef, bytes: AsyncIterable<Uint8Array>, options: WriteOptions = {}): Promise<LtxInfo> {
    throwIfAborted(options.signal, `writing ${showRef(ref)}`);
    return this.#writers.run(() => this.#write(ref, bytes, options), options.signal, `writing ${showRef(ref)}`);
  }

  async #write(ref: LtxRef, bytes: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<LtxInfo> {
    const batches = gatherBatches(bytes, AT_HAND);
    try {
      options.permit?.();
      const start = await batches.next();
      const first = start.done === true ? [] : start.value;
      const { timestamp } = headerFor(ref, first);
      throwIfAborted(options.signal, `writing ${showRef(ref)}`);
      await orAborted(this.#makeReady(ref.level), options.signal, `writing ${showRef(ref)}`);
      const body = await bodyOf(first, batches, options.onBytes);
      await this.#upload(ref, body, options);
      return { level: ref.level, min: ref.min, max: ref.max, size: body.sent, createdAt: timestamp };
    } finally {
      await batches.return(undefined);
    }
  }

  async #upload(ref: LtxRef, body: Body, options: WriteOptions): Promise<void> {
    const { clock, random } = this.#options;
    const upload: UploadOptions = {
      server: this.#server,
      clock,
      ref,
      temp: tempName(ref, random.token(8)),
      body,
      ...options,
    };
    try {
      if (this.#publishing === 'move' && (await uploadAndMove(upload)) === 'stored') return;
      this.#publishing = 'in place';
      if (body.state === 'taken') throw this.#cannotRename();
      await uploadInPlace(upload);
    } catch (error) {
      // The folder may have gone: it is looked for now, and again before the next file.
      this.#ready.delete(ref.level);
      if (isTidemarkError(error, 'destination-failed')) await this.#tree.check(this.#server, options.signal);
      throw error;
    }
  }

  #cannotRename(): TidemarkError {
    return new TidemarkError('destination-failed', `${this.#server.shown} cannot rename files`, {
      hint: 'Tidemark sends it again, under its name at once.',
      retry: 'now',
    });
  }

  /** Once for each level: its folder is created, and what dead writers left is removed. */
  #makeReady(level: number): Promise<void> {
    const known = this.#ready.get(level);
    if (known !== undefined) return known;
    const ready = this.#prepare(level);
    this.#ready.set(level, ready);
    ready.catch(() => this.#ready.delete(level));
    return ready;
  }

  async #prepare(level: number): Promise<void> {
    await this.#tree.createLevel(this.#server, level, undefined);
    await sweepLevel(this.#server, level, undefined);
  }

  async remove(refs: readonly LtxRef[], { signal, permit }: RemoveOptions = {}): Promise<void> {
    const removed = await mapBounded(refs, REMOVALS, (ref) => {
      throwIfAborted(signal, 'removing files');
      permit?.();
      return remove(this.#server, objectName(ref), signal);
    });
    if (removed.includes('missing')) await this.#tree.check(this.#server, signal);
  }

  close(): Promise<void> {
    this.#server.http.close();
    return Promise.resolve();
  }
}

/** With its length when all of it is at hand. */
async function bodyOf(first: Batch, rest: AsyncGenerator<Batch>, onBytes: WriteOptions['onBytes']): Promise<Body> {
  const second = await rest.next();
  if (second.done === true) return new BytesBody(first, onBytes);
  return new StreamBody(prepend(first, prepend(second.value, rest)), onBytes);
}
