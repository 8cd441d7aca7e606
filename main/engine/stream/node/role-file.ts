// What programs on this computer ask before they write: a small JSON file, replaced as a whole whenever it changes.
//
//   {"role":"primary","generation":7,"until":1767268800000}     write here, until then; it is put off in time
//   {"role":"follower","primary":"https://…#sha256:…"}           write there
//   {"role":"none"}                                              nowhere just now
//
// `until` is this computer's wall clock, ms since the Unix epoch. Past it nobody may write here, whatever became of us.
import { dirname } from 'node:path';
import { type Disk, replaceText } from '../../base/disk.ts';
import type { Random } from '../../base/random.ts';

export type RoleWord =
  | { readonly role: 'primary'; readonly generation: number; readonly until: number }
  | { readonly role: 'follower'; readonly primary: string }
  | { readonly role: 'none' };

/** The year 3000: where the configuration names the primary. */
const FOREVER = Date.UTC(3000, 0, 1);

export class RoleFile {
  readonly #disk: Disk;
  readonly #random: Random;
  readonly #path: string;
  #said = '';

  constructor({ disk, random, path }: { readonly disk: Disk; readonly random: Random; readonly path: string }) {
    this.#disk = disk;
    this.#random = random;
    this.#path = path;
  }

  /** Durable when it returns. */
  say(word: RoleWord): void {
    const kept = word.role === 'primary' ? { ...word, until: Math.min(FOREVER, Math.floor(word.until)) } : word;
    const text = `${JSON.stringify(kept)}\n`;
    if (text === this.#said) return;
    this.#disk.mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    replaceText(this.#disk, this.#path, text, this.#random.token(8));
    this.#said = text;
  }
}
