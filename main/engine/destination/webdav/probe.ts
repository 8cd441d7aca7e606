// Whether a WebDAV server does what a destination must.
import { TidemarkError } from '../../base/errors.ts';
import type { Probe } from '../probe.ts';
import { BytesBody } from './body.ts';
import { HttpClient, letGo } from './http.ts';
import { showServer, type WebdavOptions } from './options.ts';
import { readRange } from './read.ts';
import { listFolder, lookAt, makeFolder, move, refused, remove, type Server } from './requests.ts';
import { requireParent } from './tree.ts';

/** Large enough to be more than one packet. */
const PROBE_BYTES = 256 * 1024;

/** Nothing is contacted before the first step. */
export function webdavProbe(options: WebdavOptions): Probe {
  return new WebdavProbe(options);
}

class WebdavProbe implements Probe {
  readonly #options: WebdavOptions;
  readonly #server: Server;
  readonly #file: string;
  readonly #bytes = Buffer.alloc(PROBE_BYTES, 'tidemark');
  #touched: 'no' | 'yes' = 'no';
  #made: 'no' | 'yes' = 'no';

  constructor(options: WebdavOptions) {
    const { location, traffic, random } = options;
    this.#options = options;
    this.#server = { http: new HttpClient(options), traffic, shown: showServer(location) };
    this.#file = `.tidemark-test-${random.token(6)}`;
  }

  /** Connects, signs in, and looks for the folder, or the one that it would be made in. */
  reach(signal: AbortSignal): Promise<void> {
    return requireParent(this.#server, this.#options.location.url, signal);
  }

  async write(signal: AbortSignal): Promise<void> {
    this.#touched = 'yes';
    if (
      (await lookAt(this.#server, '', signal)) === undefined &&
      (await makeFolder(this.#server, '', signal)) === 'made'
    )
      this.#made = 'yes';
    await this.#put(this.#first, {}, signal);
    if ((await move(this.#server, this.#first, this.#file)) !== 'unable') return;
    await this.#put(this.#file, { 'If-None-Match': '*' }, signal);
  }

  async readBack(signal: AbortSignal): Promise<void> {
    const whole = await this.#read({ offset: 0 }, signal);
    const part = await this.#read({ offset: 1000, length: 70_000 }, signal);
    if (whole.equals(this.#bytes) && part.equals(this.#bytes.subarray(1000, 71_000))) return;
    throw new TidemarkError('destination-failed', 'what was read back is not what was written', {
      hint: 'Do not use this server: it loses data.',
    });
  }

  async list(signal: AbortSignal): Promise<void> {
    const found = await listFolder(this.#server, '', ({ name }) => name === this.#file, signal);
    if (found?.entries[0]?.size === PROBE_BYTES) return;
    throw new TidemarkError('destination-failed', 'what was written is not in the list of the folder', {
      hint: 'Do not use this server: copies could not be found again.',
    });
  }

  /** All that keeps two writers apart (publish.ts): a folder is made once, and a name that is taken is not given again. */
  async exclusive(signal: AbortSignal): Promise<void> {
    const made = [
      await makeFolder(this.#server, this.#claim, signal),
      await makeFolder(this.#server, this.#claim, signal),
    ];
    if (made.join() !== 'made,there') throw this.#overwrites();
    await this.#put(this.#second, {}, signal);
    const moved = await move(this.#server, this.#second, this.#file);
    if (moved === 'moved') throw this.#overwrites();
    if (moved === 'unable' && (await this.#put(this.#file, { 'If-None-Match': '*' }, signal)) !== 'taken')
      throw this.#overwrites();
  }

  async remove(signal: AbortSignal): Promise<void> {
    if ((await remove(this.#server, this.#file, signal)) === 'removed') return;
    throw new TidemarkError('destination-failed', 'what was written is gone', {
      hint: 'Keep other programs out of that folder.',
    });
  }

  /** Servers tell the time to the second: the middle of it. */
  async clock(signal: AbortSignal): Promise<number | undefined> {
    const time = (await lookAt(this.#server, '', signal))?.serverTime;
    return time === undefined ? undefined : time + 500 - this.#options.clock.now();
  }

  async space(signal: AbortSignal): ReturnType<Probe['space']> {
    const quota = (await lookAt(this.#server, '', signal))?.quota;
    return quota === undefined ? undefined : { free: quota.free, total: quota.free + quota.used };
  }

  async cleanUp(): Promise<void> {
    const names = [this.#file, this.#first, this.#second, `${this.#claim}/`, ...(this.#made === 'yes' ? [''] : [])];
    for (const name of this.#touched === 'yes' ? names : [])
      await remove(this.#server, name, undefined).catch(() => undefined);
    this.#server.http.close();
  }

  get #first(): string {
    return `${this.#file}-1`;
  }

  get #second(): string {
    return `${this.#file}-2`;
  }

  get #claim(): string {
    return `${this.#file}-claim`;
  }

  async #put(name: string, headers: Record<string, string>, signal: AbortSignal): Promise<'stored' | 'taken'> {
    const response = await this.#server.http.send({
      method: 'PUT',
      name,
      headers,
      body: new BytesBody([this.#bytes]),
      signal,
    });
    if (response.status >= 300 && response.status !== 412) throw refused(this.#server, response, 'write in the folder');
    letGo(response);
    return response.status === 412 ? 'taken' : 'stored';
  }

  async #read(range: { offset: number; length?: number }, signal: AbortSignal): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of readRange(this.#server, this.#file, range, signal)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  #overwrites(): TidemarkError {
    return new TidemarkError('unsupported', `${this.#server.shown} overwrites what should be created only once`, {
      hint: "Two computers could damage each other's copies here: choose another place.",
    });
  }
}
