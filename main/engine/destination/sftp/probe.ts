// Whether an SFTP server does what a destination must.
import { isTidemarkError, TidemarkError } from '../../base/errors.ts';
import { orAborted } from '../bounded.ts';
import type { Probe } from '../probe.ts';
import { Connection } from './connection.ts';
import { showServer, type SftpOptions } from './options.ts';
import { readRange } from './read.ts';
import { listFolder, removeFile, removeFolder, spaceAt, statPath } from './requests.ts';
import type { Session } from './session.ts';
import { worded } from './status.ts';
import { ensureFolder, requireParent, Tree } from './tree.ts';
import { Upload } from './upload.ts';

/** Large enough to be more than one request. */
const PROBE_BYTES = 256 * 1024;

/** Nothing is contacted before the first step. */
export function sftpProbe(options: SftpOptions): Probe {
  return new SftpProbe(options);
}

class SftpProbe implements Probe {
  readonly #options: SftpOptions;
  readonly #connection: Connection;
  readonly #tree: Tree;
  readonly #file: string;
  readonly #second: string;
  readonly #bytes = Buffer.alloc(PROBE_BYTES, 'tidemark');
  #touched: 'no' | 'yes' = 'no';
  #made: 'no' | 'yes' = 'no';

  constructor(options: SftpOptions) {
    this.#options = options;
    this.#connection = new Connection(options);
    this.#tree = new Tree(options.location.path);
    this.#file = this.#tree.at(`.tidemark-test-${options.random.token(6)}`);
    this.#second = `${this.#file}-2`;
  }

  /** Connects, signs in, and looks for the folder, or the one that it would be made in. */
  reach(signal: AbortSignal): Promise<void> {
    return this.#step('look at the folder', signal, (session) => requireParent(session, this.#options.location.path));
  }

  write(signal: AbortSignal): Promise<void> {
    return this.#step(`write in the folder ${this.#tree.root}`, signal, async (session) => {
      this.#touched = 'yes';
      if ((await ensureFolder(session, this.#tree.root)) === 'made') this.#made = 'yes';
      const upload = await this.#upload(session, `${this.#file}-1`, signal);
      await upload.publish(undefined);
    });
  }

  readBack(signal: AbortSignal): Promise<void> {
    return this.#step('read what was written', signal, async (session) => {
      const whole = await this.#read(session, { offset: 0 }, signal);
      const part = await this.#read(session, { offset: 1000, length: 70_000 }, signal);
      if (whole.equals(this.#bytes) && part.equals(this.#bytes.subarray(1000, 71_000))) return;
      throw new TidemarkError('destination-failed', 'what was read back is not what was written', {
        hint: 'Do not use this server: it loses data.',
      });
    });
  }

  list(signal: AbortSignal): Promise<void> {
    return this.#step('list the folder', signal, async (session) => {
      const entries = (await listFolder(session, this.#tree.root)) ?? [];
      if (entries.some(({ filename }) => this.#file.endsWith(filename))) return;
      throw new TidemarkError('destination-failed', 'what was written is not in the list of the folder', {
        hint: 'Do not use this server: copies could not be found again.',
      });
    });
  }

  exclusive(signal: AbortSignal): Promise<void> {
    return this.#step('publish a file twice', signal, async (session) => {
      const upload = await this.#upload(session, this.#second, signal);
      try {
        await upload.publishBlindly();
      } catch (error) {
        if (isTidemarkError(error, 'object-exists')) return;
        throw error;
      } finally {
        await upload.discard();
      }
      throw new TidemarkError('unsupported', 'this server overwrites what should be created only once', {
        hint: "Two computers could damage each other's copies here: choose another place.",
      });
    });
  }

  remove(signal: AbortSignal): Promise<void> {
    return this.#step('remove a file', signal, async (session) => {
      if ((await removeFile(session, this.#file)) === 'yes') return;
      throw new TidemarkError('destination-failed', 'what was written is gone', {
        hint: 'Keep other programs out of that folder.',
      });
    });
  }

  /** Servers tell the time to the second: the middle of it. */
  clock(signal: AbortSignal): Promise<number> {
    return this.#step('ask for the time', signal, async (session) => {
      const { traffic, clock } = this.#options;
      const upload = await Upload.create({ session, traffic, temp: this.#second, final: this.#file, signal });
      try {
        return (await upload.serverTime()) + 500 - clock.now();
      } finally {
        await upload.discard();
      }
    });
  }

  space(signal: AbortSignal): ReturnType<Probe['space']> {
    return this.#step('ask for space', signal, async (session) => {
      const there = (await statPath(session, this.#tree.root)) !== undefined;
      return there ? spaceAt(session, this.#tree.root) : undefined;
    });
  }

  async cleanUp(): Promise<void> {
    const clean = async (session: Session): Promise<void> => {
      for (const path of [this.#file, `${this.#file}-1`, this.#second]) await removeFile(session, path);
      if (this.#made === 'yes') await removeFolder(session, this.#tree.root);
    };
    if (this.#touched === 'yes') await this.#connection.use(undefined, clean).catch(() => undefined);
    this.#connection.close();
  }

  async #upload(session: Session, temp: string, signal: AbortSignal): Promise<Upload> {
    const { traffic, clock } = this.#options;
    traffic.request('write');
    const upload = await Upload.create({ session, traffic, temp, final: this.#file, signal });
    await upload.append([this.#bytes]);
    await upload.land();
    await upload.finish(clock.now());
    return upload;
  }

  async #read(session: Session, range: { offset: number; length?: number }, signal: AbortSignal): Promise<Buffer> {
    const { traffic } = this.#options;
    const pieces: Uint8Array[] = [];
    for await (const piece of readRange({ session, traffic, path: this.#file, range, signal })) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async #step<T>(doing: string, signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.#connection.use(signal, (session) => orAborted(work(session), signal, doing));
    } catch (error) {
      throw worded(error, `${doing} at ${showServer(this.#options.location)}`);
    }
  }
}
