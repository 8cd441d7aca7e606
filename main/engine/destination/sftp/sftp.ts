// An SFTP server as a destination: a NAS, a hosting account, any computer one may sign in to.
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import { formatLtxName } from '../../ltx/name.ts';
import { type Batch, gatherBatches, headerFor, prepend } from '../batch.ts';
import { cleanUp, Gate, mapBounded, orAborted } from '../bounded.ts';
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
import { Connection } from './connection.ts';
import { listLevel, sweepLeftOvers } from './list.ts';
import { showServer, type SftpOptions } from './options.ts';
import { readRange } from './read.ts';
import { removeFile, spaceAt } from './requests.ts';
import type { Session } from './session.ts';
import { FAILURE, NO_SUCH_FILE, statusOf, worded } from './status.ts';
import { Tree } from './tree.ts';
import { CHUNK, Upload } from './upload.ts';
import { formatSftpUrl } from './url.ts';

/** Files written at the same time; more wait. A server holds a bounded number open. */
const WRITERS = 16;
/** Removals under way at once. */
const REMOVALS = 16;
/** With less room than this, bytes, a write that failed without a reason failed for want of it. */
const NO_ROOM = 1024 * 1024;

/** Nothing is contacted before the first call. */
export function sftpDestination(options: SftpOptions): Destination {
  return new SftpDestination(options);
}

class SftpDestination implements Destination {
  readonly type = 'sftp';
  readonly reading = 'costly';
  readonly storing = 'unproved';
  readonly url: string;
  readonly #options: SftpOptions;
  readonly #connection: Connection;
  readonly #tree: Tree;
  readonly #writers = new Gate(WRITERS);
  #leftOvers: 'unknown' | 'swept' = 'unknown';

  constructor(options: SftpOptions) {
    this.#options = options;
    this.url = formatSftpUrl(options.location);
    this.#connection = new Connection(options);
    this.#tree = new Tree(options.location.path);
  }

  expectHistory(): void {
    this.#tree.saw();
  }

  async list(level: number, options: ListOptions = {}): Promise<LtxInfo[]> {
    const doing = `list level ${level}`;
    return this.#during(doing, options.signal, async (session) => {
      const infos = await listLevel(this.#store(session), level, options);
      if (infos === undefined) await this.#tree.check(session);
      else this.#tree.saw();
      return infos ?? [];
    });
  }

  async *open(
    ref: LtxRef,
    { range = { offset: 0 }, signal }: OpenOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { traffic, clock } = this.#options;
    const path = this.#tree.at(objectName(ref));
    const { offset, length } = range;
    const openAt = (done: number): AsyncIterable<Uint8Array> => {
      const rest = { offset: offset + done, ...(length === undefined ? {} : { length: length - done }) };
      return this.#connection.stream(signal, (session) => readRange({ session, traffic, path, range: rest, signal }));
    };
    try {
      yield* resumed(openAt, { clock, signal });
    } catch (error) {
      if (statusOf(error) === NO_SUCH_FILE) throw await this.#missing(ref, error, signal);
      throw this.#worded(error, `read ${showRef(ref)}`);
    }
  }

  /** One missing name may mean that all is missing. */
  async #missing(ref: LtxRef, cause: unknown, signal: AbortSignal | undefined): Promise<TidemarkError> {
    await this.#during('look for the copies', signal, (session) => this.#tree.check(session));
    return new TidemarkError(
      'object-missing',
      `${this.#tree.root} holds no ${formatLtxName(ref)} in level ${ref.level}`,
      {
        hint: 'It was removed, or never arrived.',
        cause,
      },
    );
  }

  /** The source's pieces are held until a request's worth is gathered: it must not reuse their memory. */
  async write(ref: LtxRef, bytes: AsyncIterable<Uint8Array>, options: WriteOptions = {}): Promise<LtxInfo> {
    throwIfAborted(options.signal, `writing ${showRef(ref)}`);
    const batches = gatherBatches(bytes, CHUNK);
    try {
      options.permit?.();
      const start = await batches.next();
      const first = start.done === true ? [] : start.value;
      const { timestamp } = headerFor(ref, first);
      const store = (): Promise<number> => this.#storeFile(ref, timestamp, prepend(first, batches), options);
      const size = await this.#writers.run(store, options.signal, `writing ${showRef(ref)}`);
      return { level: ref.level, min: ref.min, max: ref.max, size, createdAt: timestamp };
    } finally {
      await batches.return(undefined);
    }
  }

  /** Returns the file's size, bytes. The source's own errors pass unchanged. */
  async #storeFile(
    ref: LtxRef,
    createdAt: number,
    batches: AsyncIterable<Batch>,
    options: WriteOptions,
  ): Promise<number> {
    const { signal, onBytes, permit } = options;
    const doing = `write ${showRef(ref)}`;
    return this.#holding(doing, signal, async (session) => {
      const upload = await this.#createUpload(session, ref, signal);
      try {
        await orAborted(this.#sweepOnce(session, upload), signal, doing);
        for await (const batch of batches) {
          throwIfAborted(signal, doing);
          await upload.append(batch);
          onBytes?.(upload.stored);
        }
        await upload.land();
        onBytes?.(upload.stored);
        await orAborted(upload.finish(createdAt), signal, doing);
        // From here on it is done or fails: given up halfway, nobody would know which.
        await upload.publish(permit);
        return upload.stored;
      } catch (error) {
        const explained = await this.#explainWrite(session, error, doing);
        await cleanUp(this.#options.clock, () => upload.discard());
        throw explained;
      }
    });
  }

  async #createUpload(session: Session, ref: LtxRef, signal: AbortSignal | undefined): Promise<Upload> {
    const { traffic, random } = this.#options;
    const temp = this.#tree.at(tempName(ref, random.token(8)));
    const create = (): Promise<Upload> =>
      Upload.create({ session, traffic, temp, final: this.#tree.at(objectName(ref)), signal });
    const makeRoom = async (error: unknown): Promise<Upload> => {
      if (statusOf(error) !== NO_SUCH_FILE) throw error;
      await this.#tree.createLevel(session, ref.level);
      return create();
    };
    traffic.request('write');
    const creating = create().catch(makeRoom);
    const upload = await orAborted(creating, signal, `writing ${showRef(ref)}`).catch((error: unknown) => {
      creating.then((late) => late.discard()).catch(() => undefined);
      throw error;
    });
    this.#tree.saw();
    return upload;
  }

  /** Before the first byte is written: what a dead writer left may be what fills the disk. */
  async #sweepOnce(session: Session, upload: Upload): Promise<void> {
    if (this.#leftOvers === 'swept') return;
    this.#leftOvers = 'swept';
    await sweepLeftOvers(this.#store(session), await upload.serverTime());
  }

  /** The protocol has no word for a full disk. */
  async #explainWrite(session: Session, error: unknown, doing: string): Promise<unknown> {
    if (statusOf(error) !== FAILURE) return error;
    const space = await spaceAt(session, this.#tree.root).catch(() => undefined);
    return this.#worded(error, doing, space !== undefined && space.free < NO_ROOM ? 'full' : 'unknown');
  }

  async remove(refs: readonly LtxRef[], { signal, permit }: RemoveOptions = {}): Promise<void> {
    if (refs.length === 0) return;
    await this.#during('remove files', signal, async (session) => {
      const removed = await mapBounded(refs, REMOVALS, async (ref) => {
        throwIfAborted(signal, 'removing files');
        permit?.();
        this.#options.traffic.request('delete');
        try {
          return await removeFile(session, this.#tree.at(objectName(ref)));
        } catch (error) {
          throw this.#worded(error, `remove ${showRef(ref)}`);
        }
      });
      if (removed.includes('no')) await this.#tree.check(session);
    });
  }

  close(): Promise<void> {
    this.#connection.close();
    return Promise.resolve();
  }

  #store(session: Session): Parameters<typeof listLevel>[0] {
    return { session, tree: this.#tree, traffic: this.#options.traffic };
  }

  /** Runs requests that may be left alone when the signal fires. */
  #during<T>(doing: string, signal: AbortSignal | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    return this.#holding(doing, signal, (session) => orAborted(work(session), signal, doing));
  }

  /** Runs requests that see to the signal themselves. A server's refusal is put into words. */
  async #holding<T>(
    doing: string,
    signal: AbortSignal | undefined,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#connection.use(signal, work);
    } catch (error) {
      throw this.#worded(error, doing);
    }
  }

  #worded(error: unknown, doing: string, room?: 'full' | 'unknown'): unknown {
    return worded(error, `${doing} at ${showServer(this.#options.location)}`, room);
  }
}
