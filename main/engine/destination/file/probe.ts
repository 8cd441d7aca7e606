// Whether a folder does what a destination must.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { errnoOf, TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import type { Probe } from '../probe.ts';
import { destinationError, notAFolder, nothingAbove } from '../folder-errors.ts';
import { spaceOf } from '../space.ts';

/** Large enough to be more than a cache's small change. */
const PROBE_BYTES = 256 * 1024;

export interface FolderProbeOptions {
  /** Absolute. */
  readonly path: string;
  readonly clock: Clock;
  readonly random: Random;
}

export function folderProbe(options: FolderProbeOptions): Probe {
  return new FolderProbe(options);
}

class FolderProbe implements Probe {
  readonly #folder: string;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #bytes = Buffer.alloc(PROBE_BYTES, 'tidemark');
  #made: 'no' | 'yes' = 'no';

  constructor({ path, clock, random }: FolderProbeOptions) {
    this.#folder = path;
    this.#file = join(path, `.tidemark-test-${random.token(6)}`);
    this.#clock = clock;
  }

  /** The folder, or the one that it would be made in. */
  reach(): Promise<void> {
    return worded('look at the folder', async () => {
      if (await isFolder(this.#folder)) return;
      if (await isFolder(dirname(this.#folder))) return;
      throw nothingAbove(this.#folder);
    });
  }

  write(): Promise<void> {
    return worded('write in the folder', async () => {
      if (!(await isFolder(this.#folder))) {
        await fs.mkdir(this.#folder, { mode: 0o700 });
        this.#made = 'yes';
      }
      const handle = await fs.open(this.#file, 'wx', 0o600);
      try {
        await handle.writeFile(this.#bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  }

  readBack(): Promise<void> {
    return worded('read what was written', async () => {
      const read = await fs.readFile(this.#file);
      if (read.equals(this.#bytes)) return;
      throw new TidemarkError('destination-failed', 'what was read back is not what was written', {
        hint: 'Do not use this disk: it loses data.',
      });
    });
  }

  list(): Promise<void> {
    return worded('list the folder', async () => {
      await fs.readdir(this.#folder);
    });
  }

  exclusive(): Promise<void> {
    return worded('create a file that is there', async () => {
      try {
        await (await fs.open(this.#file, 'wx', 0o600)).close();
      } catch (error) {
        if (errnoOf(error) === 'EEXIST') return;
        throw error;
      }
      throw new TidemarkError('unsupported', 'this file system overwrites what should be created only once', {
        hint: 'Two computers could damage each other\'s copies here: choose another place.',
      });
    });
  }

  remove(): Promise<void> {
    return worded('remove a file', () => fs.unlink(this.#file));
  }

  async clock(): Promise<number> {
    const handle = await fs.open(this.#file, 'w', 0o600);
    try {
      return (await handle.stat()).mtimeMs - this.#clock.now();
    } finally {
      await handle.close();
    }
  }

  space(): ReturnType<Probe['space']> {
    return spaceOf(this.#folder);
  }

  async cleanUp(): Promise<void> {
    await fs.rm(this.#file, { force: true }).catch(() => undefined);
    if (this.#made === 'yes') await fs.rmdir(this.#folder).catch(() => undefined);
  }
}

/** False for what is not there; `refused` for what is no folder. */
async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await fs.stat(path)).isDirectory()) return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
  throw notAFolder(path);
}

async function worded<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw destinationError(error, doing);
  }
}
