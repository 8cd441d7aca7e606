// One file on its way: filled under a name of its own, then published whole or removed.
import { TidemarkError } from '../../base/errors.ts';
import type { Batch } from '../batch.ts';
import { Flight, orAborted } from '../bounded.ts';
import type { Traffic } from '../traffic.ts';
import {
  closeHandle,
  createFile,
  type Handle,
  linkFile,
  removeFile,
  renameFile,
  setTimes,
  statHandle,
  statPath,
  syncFile,
  writeAt,
} from './requests.ts';
import type { Session } from './session.ts';
import { statusOf } from './status.ts';

/** Bytes in a request: every server takes that many. */
export const CHUNK = 30 * 1024;
/** Requests under way for one file: together a connection's window. */
export const WIDTH = 64;

export interface UploadOptions {
  readonly session: Session;
  readonly traffic: Traffic;
  readonly temp: string;
  readonly final: string;
  readonly signal?: AbortSignal | undefined;
}

export class Upload {
  readonly #options: UploadOptions;
  readonly #handle: Handle;
  readonly #flight = new Flight(WIDTH);
  #sent = 0;
  #stored = 0;
  /** When the server last wrote to it, ms on its clock. */
  #touched = 0;
  #open: 'yes' | 'no' = 'yes';

  private constructor(options: UploadOptions, handle: Handle) {
    this.#options = options;
    this.#handle = handle;
  }

  /** Creates the temp; its folder must exist. */
  static async create(options: UploadOptions): Promise<Upload> {
    return new Upload(options, await createFile(options.session, options.temp));
  }

  /** Bytes that the server has answered for. */
  get stored(): number {
    return this.#stored;
  }

  /** The server's clock, ms, to the second; right after creation. */
  async serverTime(): Promise<number> {
    return (await statHandle(this.#options.session, this.#handle)).mtime * 1000;
  }

  /** Sends the pieces, many requests at once. What an earlier one failed with is thrown by a later call. */
  async append(batch: Batch): Promise<void> {
    const { session, traffic, signal } = this.#options;
    const bytes = Buffer.concat(batch);
    for (let at = 0; at < bytes.length; at += CHUNK) {
      const chunk = bytes.subarray(at, at + CHUNK);
      await traffic.pass('up', chunk.length, signal);
      const position = this.#sent;
      this.#sent += chunk.length;
      const send = async (): Promise<void> => {
        await writeAt(session, this.#handle, chunk, position);
        this.#stored += chunk.length;
        traffic.moved('up', chunk.length);
      };
      await this.#flight.begin(send, signal, 'writing');
    }
  }

  /** Waits until the server has answered for everything. */
  async land(): Promise<void> {
    const { session, signal } = this.#options;
    const landing = statHandle(session, this.#handle);
    landing.catch(() => undefined);
    await this.#flight.land(signal, 'writing');
    this.#touched = (await orAborted(landing, signal, 'writing')).mtime * 1000;
  }

  /**
   * Makes the content durable and sets its time (ms): all in one round trip, as a server answers in order. The access time
   * stays the writing's, so that nobody takes the temp for one of a dead writer.
   */
  async finish(modifiedAt: number): Promise<void> {
    const { session, temp } = this.#options;
    const asked = statHandle(session, this.#handle);
    const synced = syncFile(session, this.#handle);
    const dated = setTimes(session, this.#handle, modifiedAt, this.#touched);
    const [stats] = await Promise.all([asked, synced, dated, this.#close()]);
    if (stats.size === this.#sent) return;
    throw new TidemarkError(
      'destination-failed',
      `${temp} has ${stats.size} bytes at the server, and ${this.#sent} were sent`,
      {
        hint: 'The server loses data: look at its disk.',
        retry: 'later',
      },
    );
  }

  /** Names the finished temp `final`, exclusively. `permit` is asked before each request that does so. Throws `object-exists`. */
  async publish(permit: (() => void) | undefined): Promise<void> {
    permit?.();
    if ((await this.#link()) === 'linked') return;
    // Version 3's rename refuses a name that is taken, but some servers overwrite: the look narrows the gap.
    if (await this.#isTaken()) throw existsError(this.#options.final);
    permit?.();
    await this.#rename();
  }

  /** As `publish`, without a look: the server alone judges whether the name is taken. For who tries the server. */
  async publishBlindly(): Promise<void> {
    if ((await this.#link()) === 'impossible') await this.#rename();
  }

  async #rename(): Promise<void> {
    const { session, temp, final } = this.#options;
    try {
      await renameFile(session, temp, final);
    } catch (error) {
      if (statusOf(error) !== undefined && (await this.#isTaken())) throw existsError(final);
      throw error;
    }
  }

  /** `impossible` where the server, or its disk, has no hard links. */
  async #link(): Promise<'linked' | 'impossible'> {
    const { session, temp, final } = this.#options;
    try {
      if ((await linkFile(session, temp, final)) === 'not-offered') return 'impossible';
    } catch (error) {
      if (statusOf(error) === undefined) throw error;
      if (await this.#isTaken()) throw existsError(final);
      return 'impossible';
    }
    await removeFile(session, temp).catch(() => undefined);
    return 'linked';
  }

  async #isTaken(): Promise<boolean> {
    return (await statPath(this.#options.session, this.#options.final)) !== undefined;
  }

  /** Leaves nothing behind, as far as the server still obeys. */
  async discard(): Promise<void> {
    await this.#close().catch(() => undefined);
    await removeFile(this.#options.session, this.#options.temp).catch(() => undefined);
  }

  async #close(): Promise<void> {
    if (this.#open === 'no') return;
    this.#open = 'no';
    await closeHandle(this.#options.session, this.#handle);
  }
}

function existsError(path: string): TidemarkError {
  return new TidemarkError('object-exists', `${path} is already there`, {
    hint: 'Files at a destination never change; compare the two before deciding.',
  });
}
