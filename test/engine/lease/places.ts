// Places where a pen can lie, for the one suite of them all. Time passes at a place, and for its clients, as a test says.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '../../../main/engine/base/random.ts';
import type { ConditionalStore } from '../../../main/engine/destination/conditional.ts';
import { fileLeaser } from '../../../main/engine/lease/file/leaser.ts';
import { type FileSystem, systemFiles } from '../../../main/engine/destination/folder-calls.ts';
import type { Leaser } from '../../../main/engine/lease/leaser.ts';
import { objectLeaser } from '../../../main/engine/lease/s3.ts';
import type { LeaseTerms } from '../../../main/engine/lease/terms.ts';
import { ShiftedClock } from '../shifted-clock.ts';
import { MemoryServer } from './memory-store.ts';

/** Beside who it is. */
export type Asked = Partial<LeaseTerms> & { readonly advertise?: string };

export interface Client {
  readonly clock: ShiftedClock;
  readonly leaser: Leaser;
}

export abstract class LeasePlace {
  readonly #clients: Client[] = [];
  /** Ms by which the place's clock is ahead of the system's. */
  protected ahead = 0;

  protected abstract leaser(clock: ShiftedClock, owner: string, terms: Asked): Leaser;
  /** `lock.json` as it lies there. */
  abstract raw(): Promise<string | undefined>;
  /** Puts `lock.json` there as another program would. */
  abstract plant(text: string): Promise<void>;
  /** Removes all that lies there. */
  abstract empty(): Promise<void>;
  abstract dispose(): Promise<void>;

  client(owner = 'Ana', terms: Asked = {}): Client {
    return this.join((clock) => this.leaser(clock, owner, terms));
  }

  protected join(make: (clock: ShiftedClock) => Leaser): Client {
    const clock = new ShiftedClock();
    clock.advance(this.ahead);
    const client = { clock, leaser: make(clock) };
    this.#clients.push(client);
    return client;
  }

  /** For everybody. Ms. */
  pass(ms: number): void {
    this.ahead += ms;
    for (const { clock } of this.#clients) clock.advance(ms);
  }

  now(): number {
    return Date.now() + this.ahead;
  }
}

export class FolderPlace extends LeasePlace {
  readonly parent: string;
  readonly dir: string;

  private constructor(parent: string) {
    super();
    this.parent = parent;
    this.dir = join(parent, 'replica');
  }

  static async make(): Promise<FolderPlace> {
    return new FolderPlace(await mkdtemp(join(tmpdir(), 'tidemark-lease-')));
  }

  leaser(clock: ShiftedClock, owner: string, terms: Asked, fs: FileSystem = systemFiles): Leaser {
    const aged = agedFiles(fs, () => this.ahead);
    return fileLeaser({ dir: this.dir, owner, clock, random: systemRandom, fs: aged, ...terms });
  }

  /** One whose calls go through `fs`. */
  clientOn(fs: FileSystem, owner = 'Ana'): Client {
    return this.join((clock) => this.leaser(clock, owner, {}, fs));
  }

  async raw(): Promise<string | undefined> {
    return readFile(join(this.dir, 'lock.json'), 'utf8').catch(() => undefined);
  }

  async plant(text: string): Promise<void> {
    await mkdir(this.dir, { recursive: true });
    await writeFile(join(this.dir, 'lock.json'), text);
  }

  empty(): Promise<void> {
    return rm(this.dir, { recursive: true });
  }

  dispose(): Promise<void> {
    return rm(this.parent, { recursive: true, force: true });
  }
}

export class MemoryPlace extends LeasePlace {
  readonly server = new MemoryServer({ time: () => this.now() });

  static make(): Promise<MemoryPlace> {
    return Promise.resolve(new MemoryPlace());
  }

  leaser(clock: ShiftedClock, owner: string, terms: Asked): Leaser {
    return objectLeaser({ store: this.server, owner, clock, random: systemRandom, ...terms });
  }

  raw(): Promise<string | undefined> {
    const bytes = this.server.objects.get('lock.json');
    return Promise.resolve(bytes && Buffer.from(bytes).toString());
  }

  plant(text: string): Promise<void> {
    this.server.objects.set('lock.json', Buffer.from(text));
    return Promise.resolve();
  }

  empty(): Promise<void> {
    this.server.objects.clear();
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** The place is a real server, whose clock seems to run ahead. */
export function aheadOf(store: ConditionalStore, ahead: () => number): ConditionalStore {
  return {
    url: store.url,
    read: async (name, signal) => {
      const object = await store.read(name, signal);
      if (object?.serverTime === undefined) return object;
      return { ...object, serverTime: object.serverTime + ahead() };
    },
    write: (name, bytes, expected, signal) => store.write(name, bytes, expected, signal),
  };
}

/** Files on a machine whose clock is so far ahead: it tells the time by what is newly created. */
export function agedFiles(fs: FileSystem, ahead: () => number): FileSystem {
  const open: FileSystem['open'] = async (...args) => {
    const handle = await fs.open(...args);
    if (args[1] !== 'wx') return handle;
    return new Proxy(handle, {
      get(target, key): unknown {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function') return method;
        return async (...rest: unknown[]): Promise<unknown> => {
          const result: unknown = await Reflect.apply(method, target, rest);
          return key === 'stat' ? later(result as object, ahead()) : result;
        };
      },
    });
  };
  return { ...fs, open };
}

function later<T extends object>(stats: T, ms: number): T {
  const { ctimeMs, birthtimeMs } = stats as unknown as { ctimeMs: number; birthtimeMs: number };
  return Object.create(stats, { ctimeMs: { value: ctimeMs + ms }, birthtimeMs: { value: birthtimeMs + ms } }) as T;
}
