// Keeps the record of one database up to date, and keeps two databases out of one place.
import type { Disk } from '../base/disk.ts';
import { TidemarkError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import type { Destination } from '../destination/destination.ts';
import type { Txid } from '../ltx/txid.ts';
import type { Claims } from './claims.ts';
import { type Copy, readRecord, writeRecord } from './record.ts';

/** While changes come, what is written of a copy's safety is at most this old, ms. */
const SAFE_FOR = 10 * 60_000;

export interface KeeperServices {
  readonly disk: Disk;
  readonly random: Random;
  readonly claims: Claims;
}

export class RecordKeeper {
  readonly #services: KeeperServices;
  readonly #dir: string;
  readonly #path: string;
  readonly #copies: Map<string, Copy>;
  readonly #order: readonly string[];
  #written: 'up to date' | 'behind' = 'up to date';
  #safeAtWritten: number;

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
    this.#safeAtWritten = newestOf(before);
    this.#copies = new Map(before.map((copy) => [copy.url, copy]));
    requireNobodyElses(services, path, destinations);
    for (const destination of destinations) if (this.#copies.has(destination.url)) destination.expectHistory();
  }

  /** `Copy.safeAt` of the place. */
  safeAt(url: string): number {
    return this.#copies.get(url)?.safeAt ?? 0;
  }

  /** `Copy.txid` of the place. */
  txid(url: string): Txid {
    return this.#copies.get(url)?.txid ?? 0n;
  }

  /**
   * A destination holds our history up to `txid`. Written at once the first time, and when what is written says that it
   * was safe long ago; else when `save` is called.
   */
  note({ url, txid, safeAt }: Copy): void {
    const before = this.#copies.get(url);
    if (txid === 0n || (before?.txid === txid && before.safeAt === safeAt)) return;
    this.#copies.set(url, { url, txid, safeAt });
    this.#written = 'behind';
    if (before === undefined || safeAt - this.#safeAtWritten > SAFE_FOR) this.save();
  }

  /** Places in use come first, in the order in which they were given. */
  #rank({ url }: Copy): number {
    const place = this.#order.indexOf(url);
    return place === -1 ? this.#order.length : place;
  }

  save(): void {
    if (this.#written === 'up to date') return;
    const { disk, random, claims } = this.#services;
    const copies = [...this.#copies.values()].sort((a, b) => this.#rank(a) - this.#rank(b));
    writeRecord(disk, this.#dir, { path: this.#path, copies }, random);
    claims.note(this.#path, copies);
    this.#written = 'up to date';
    this.#safeAtWritten = newestOf(copies);
  }
}

function newestOf(copies: readonly Copy[]): number {
  return copies.reduce((newest, { safeAt }) => Math.max(newest, safeAt), 0);
}

/** A database that is not there any more may have been moved: then its places may go on with it. */
function requireNobodyElses({ disk, claims }: KeeperServices, path: string, destinations: readonly Destination[]): void {
  const urls = destinations.map(({ url }) => url);
  const taken = claims.others(path, urls).find((claim) => disk.existsSync(claim.path));
  if (taken === undefined) return;
  throw new TidemarkError('destination-conflict', `${taken.url} holds the history of ${taken.path}`, {
    hint: 'Two databases must not share one destination: give this one a folder of its own. Nothing was written.',
  });
}
