// Where the keys of destinations are kept. The app has the system's keyring (main/host/secrets); where there is none, a
// file that only this user can read.
import { join } from 'node:path';
import { type Disk, replaceText } from '../base/disk.ts';
import { TidemarkError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import type { Secrets } from '../destination/location.ts';

/** By the identity of a place (`placeId`), so that a list of destinations that had to be built anew finds them again. */
export interface SecretKeeper {
  /** Where they are, in a word that screens know. */
  readonly kind: 'keyring' | 'file';
  /** Empty when nothing is kept. Rejects when the keyring is locked: tried again later. */
  read(place: string): Promise<Secrets>;
  /** Empty secrets are forgotten. */
  store(place: string, secrets: Secrets): Promise<void>;
}

const FILE = 'secrets.json';

type Kept = Readonly<Record<string, Secrets>>;

/** `secrets.json` in Tidemark's home, mode 0600. */
export class FileSecrets implements SecretKeeper {
  readonly kind = 'file';
  readonly #disk: Disk;
  readonly #random: Random;
  readonly #path: string;

  constructor({ disk, random, home }: { disk: Disk; random: Random; home: string }) {
    this.#disk = disk;
    this.#random = random;
    this.#path = join(home, FILE);
  }

  async read(place: string): Promise<Secrets> {
    const kept = this.#load();
    return Promise.resolve(Object.hasOwn(kept, place) ? kept[place]! : {});
  }

  async store(place: string, secrets: Secrets): Promise<void> {
    const others = Object.entries(this.#load()).filter(([name]) => name !== place);
    const own: [string, Secrets][] = Object.keys(secrets).length === 0 ? [] : [[place, secrets]];
    const text = JSON.stringify({ version: 1, secrets: Object.fromEntries([...others, ...own]) });
    replaceText(this.#disk, this.#path, text, this.#random.token(8));
    return Promise.resolve();
  }

  #load(): Kept {
    if (!this.#disk.existsSync(this.#path)) return {};
    try {
      const { version, secrets } = JSON.parse(this.#disk.readFileSync(this.#path, 'utf8')) as { version: number; secrets: Kept };
      if (version === 1 && typeof secrets === 'object') return secrets;
      throw new TypeError('not a file of secrets');
    } catch (cause) {
      throw new TidemarkError('config', `${this.#path} cannot be read as a file of secrets`, {
        hint: 'Move it out of the way and enter the keys of your destinations anew.',
        cause,
      });
    }
  }
}
