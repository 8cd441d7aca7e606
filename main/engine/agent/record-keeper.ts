// Keeps the record of one database up to date, and keeps two databases out of one place.
import type { Disk } from '../base/disk.ts';
import { TidemarkError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import type { Destination } from '../destination/destination.ts';
import type { Txid } from '../ltx/txid.ts';
import { type Copy, readRecord, readRecords, writeRecord } from './record.ts';

export interface KeeperServices {
  readonly disk: Disk;
  readonly random: Random;
  readonly home: string;
}

export class RecordKeeper {
  readonly #services: KeeperServices;
  readonly #dir: string;
  readonly #path: string;
  readonly #copies: Map<string, Txid>;
  readonly #order: readonly string[];
  #written: 'up to date' | 'behind' = 'up to date';

  /**
   * Tells the destinations that held this database's history before. `destination-conflict` if one of them holds
   * that of another database of this computer.
   */
  constructor(services: KeeperServices, dir: string, path: string, destinations: readonly Destination[]) {
    this.#services = services;
    this.#dir = dir;
    this.#path = path;
    this.#order = destinations.map(({ url }) => url);
    const before = readRecord(services.disk, dir)?.copies ?? [];
    this.#copies = new Map(before.map(({ url, txid }) => [url, txid]));
    requireNobodyElses(services, path, destinations);
    for (const destination of destinations) if (this.#copies.has(destination.url)) destination.expectHistory();
  }

  /** A destination holds our history up to `txid`. Written at once the first time, else when `save` is called. */
  note({ url, txid }: Copy): void {
    const before = this.#copies.get(url);
    if (txid === 0n || before === txid) return;
    this.#copies.set(url, txid);
    this.#written = 'behind';
    if (before === undefined) this.save();
  }

  /** Places in use come first, in the order in which they were given. */
  #rank({ url }: Copy): number {
    const place = this.#order.indexOf(url);
    return place === -1 ? this.#order.length : place;
  }

  save(): void {
    if (this.#written === 'up to date') return;
    const { disk, random } = this.#services;
    const copies = [...this.#copies].map(([url, txid]) => ({ url, txid })).sort((a, b) => this.#rank(a) - this.#rank(b));
    writeRecord(disk, this.#dir, { path: this.#path, copies }, random);
    this.#written = 'up to date';
  }
}

/** A database that is not there any more may have been moved: then its places may go on with it. */
function requireNobodyElses({ disk, home }: KeeperServices, path: string, destinations: readonly Destination[]): void {
  const urls = new Set(destinations.map(({ url }) => url));
  for (const { record } of readRecords(disk, home)) {
    const shared = record.copies.find(({ url }) => urls.has(url));
    if (shared === undefined || record.path === path || !disk.existsSync(record.path)) continue;
    throw new TidemarkError('destination-conflict', `${shared.url} holds the history of ${record.path}`, {
      hint: 'Two databases must not share one destination: give this one a folder of its own. Nothing was written.',
    });
  }
}
