// Which place holds the history of which database, over all databases of this computer. Read from their records, and
// not for each database anew: a thousand of them would be a million files to read.
import type { Clock } from '../base/clock.ts';
import type { Disk } from '../base/disk.ts';
import { type Copy, readRecords } from './record.ts';

/** Another process may have written one meanwhile: what was read is believed for so long, ms. */
const FRESH = 1000;

export interface Claim {
  readonly url: string;
  /** Of the database. */
  readonly path: string;
}

export class Claims {
  readonly #disk: Disk;
  readonly #home: string;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** Paths of databases, by the URLs of their copies. */
  readonly #holders = new Map<string, Set<string>>();
  #readAt = Number.NEGATIVE_INFINITY;

  constructor({ disk, home, clock }: { readonly disk: Disk; readonly home: string; readonly clock: Pick<Clock, 'monotonic'> }) {
    this.#disk = disk;
    this.#home = home;
    this.#clock = clock;
  }

  /** Those of other databases on these places. */
  others(path: string, urls: readonly string[]): readonly Claim[] {
    this.#refresh();
    return urls.flatMap((url) => {
      return [...(this.#holders.get(url) ?? [])].filter((holder) => holder !== path).map((holder) => ({ url, path: holder }));
    });
  }

  /** What was just written of a database. */
  note(path: string, copies: readonly Copy[]): void {
    for (const { url } of copies) {
      const holders = this.#holders.get(url);
      if (holders === undefined) this.#holders.set(url, new Set([path]));
      else holders.add(path);
    }
  }

  #refresh(): void {
    const now = this.#clock.monotonic();
    if (now - this.#readAt < FRESH) return;
    this.#holders.clear();
    for (const { record } of readRecords(this.#disk, this.#home)) this.note(record.path, record.copies);
    this.#readAt = this.#clock.monotonic();
  }
}
