// Keeps the record of one database: where it is, where it is copied to, and which of these places have held a history.
import type { Disk } from '../base/disk.ts';
import type { Random } from '../base/random.ts';
import type { Destination } from '../destination/destination.ts';
import { type DatabaseRecord, readRecord, writeRecord } from './home.ts';

export class RecordKeeper {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #random: Random;
  #record: DatabaseRecord;

  /** Writes the record, and tells the destinations that held a history before. */
  constructor(services: { disk: Disk; random: Random }, dir: string, path: string, destinations: readonly Destination[]) {
    this.#disk = services.disk;
    this.#random = services.random;
    this.#dir = dir;
    const before = readRecord(this.#disk, dir)?.destinations ?? [];
    const held = new Set(before.filter((one) => one.held).map(({ url }) => url));
    this.#record = { path, destinations: destinations.map(({ url }) => ({ url, held: held.has(url) })) };
    for (const destination of destinations) if (held.has(destination.url)) destination.expectHistory();
    writeRecord(this.#disk, dir, this.#record, this.#random);
  }

  /** A destination holds something now. */
  noteHeld(url: string): void {
    if (this.#record.destinations.every((one) => one.url !== url || one.held)) return;
    const destinations = this.#record.destinations.map((one) => (one.url === url ? { url, held: true } : one));
    this.#record = { ...this.#record, destinations };
    writeRecord(this.#disk, this.#dir, this.#record, this.#random);
  }
}
