// A database that lives for days in seconds: an app writes, an agent follows, hours pass at once.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Agent, type AddOptions, type DatabaseAgent } from '../../../../main/engine/agent/agent.ts';
import type { DatabaseSettings } from '../../../../main/engine/agent/settings.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { restoreToFile } from '../../../../main/engine/restore/restore.ts';
import { systemOutputDisk } from '../../../../main/engine/restore/output-disk.ts';
import { AppProcess } from '../../../tools/app-process.ts';
import { imageOf, sha256 } from '../../rig.ts';
import { ShiftedClock } from '../../shifted-clock.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export class Lived {
  readonly dir = mkdtempSync(join(tmpdir(), 'tidemark-lived-'));
  readonly path = join(this.dir, 'app.db');
  readonly folder = join(this.dir, 'replica');
  readonly clock = new ShiftedClock();
  /** Of the database after each transaction that was captured. */
  readonly images = new Map<bigint, string>();
  app = new AppProcess(this.path);
  #agent: Agent | undefined;
  #database: DatabaseAgent | undefined;
  #restored = 0;

  static async begin(journal: 'wal' | 'delete' = 'wal'): Promise<Lived> {
    const lived = new Lived();
    await lived.app.exec(`PRAGMA journal_mode = ${journal}; CREATE TABLE t(id INTEGER PRIMARY KEY, a)`);
    return lived;
  }

  get database(): DatabaseAgent {
    return this.#database!;
  }

  destination(name = 'replica'): Destination {
    return fileDestination({ path: join(this.dir, name), random: systemRandom });
  }

  async follow(settings: Partial<DatabaseSettings>, more: Partial<AddOptions> = {}): Promise<DatabaseAgent> {
    const services = { clock: this.clock, random: systemRandom, disk: systemDisk, jobs: new InlineRunner() };
    this.#agent = new Agent({ home: join(this.dir, 'home'), ...services });
    const destinations = [this.destination()];
    this.#database = await this.#agent.add({ path: this.path, destinations, settings, ...more });
    return this.#database;
  }

  async unfollow(): Promise<void> {
    await this.#agent?.stop();
    this.#agent = undefined;
  }

  /** One change, captured and copied, and the image kept. */
  async change(): Promise<void> {
    await this.app.exec('INSERT INTO t(a) VALUES (randomblob(300))');
    await this.database.sync();
    await this.database.settled(new AbortController().signal);
    this.images.set(this.database.status().txid, sha256(imageOf(this.path)));
  }

  /** A change every `hours`. */
  async live(changes: number, hours: number): Promise<void> {
    for (let n = 0; n < changes; n++) {
      this.clock.advance(hours * HOUR);
      await this.change();
    }
  }

  /** Restores a transaction and expects the database as it was then. */
  async expectPoint(txid: bigint): Promise<void> {
    const output = join(this.dir, `restored-${++this.#restored}.db`);
    const how = { overwrite: 'refuse', check: 'quick', jobs: new InlineRunner(), disk: systemOutputDisk } as const;
    const target = { kind: 'txid', txid } as const;
    const options = { destination: this.destination(), target, output, ...how, random: systemRandom, clock: this.clock };
    await restoreToFile(options);
    expect(createHash('sha256').update(readFileSync(output)).digest('hex')).toBe(this.images.get(txid));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unfollow().catch(() => undefined);
    await this.app.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
