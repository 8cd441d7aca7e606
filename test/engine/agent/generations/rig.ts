// A database, an agent that copies it to a folder in the format of Litestream 0.3 or 0.4, and the proof that it comes back.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Agent, type DatabaseAgent } from '../../../../main/engine/agent/agent.ts';
import type { AgentServices, GenerationsAbout } from '../../../../main/engine/agent/services.ts';
import type { DatabaseSettings } from '../../../../main/engine/agent/settings.ts';
import { type Clock, systemClock } from '../../../../main/engine/base/clock.ts';
import { type Disk, systemDisk } from '../../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { fileDestination } from '../../../../main/engine/destination/file/file.ts';
import { fileObjects } from '../../../../main/engine/destination/file/object-store.ts';
import type { ObjectStore } from '../../../../main/engine/destination/objects.ts';
import type { GenerationClient, GenerationNaming } from '../../../../main/engine/generations/client.ts';
import { generationClient } from '../../../../main/engine/generations/stored.ts';
import type { WriteBounds } from '../../../../main/engine/generations/write/sender.ts';
import { InlineRunner } from '../../../../main/engine/jobs/inline.ts';
import { latest, restoreLikeLitestream } from '../../generations/litestream3.ts';
import { imageOf, sha256 } from '../../rig.ts';

export interface GenerationRigOptions {
  readonly naming?: GenerationNaming;
  /** Where the copy is; in a folder when absent. */
  readonly place?: () => ObjectStore;
  readonly bounds?: WriteBounds;
  readonly about?: Partial<GenerationsAbout>;
  readonly clock?: Clock;
  /** What stands between the copy and its place. */
  readonly between?: (client: GenerationClient) => GenerationClient;
}

export class GenerationRig {
  readonly dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
  readonly path = join(this.dir, 'app.db');
  readonly home = join(this.dir, 'home');
  readonly replica = join(this.dir, 'replica');
  /** Another one than the copy's own. */
  readonly client: GenerationClient;
  readonly #options: GenerationRigOptions;
  readonly #clock: Clock;
  #agent: Agent | undefined;
  #database: DatabaseAgent | undefined;
  #restored = 0;

  constructor(options: GenerationRigOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.client = this.#open();
  }

  #open(): GenerationClient {
    const { naming = 'flat-8', place = () => fileObjects({ path: this.replica, random: systemRandom }) } = this.#options;
    return generationClient(place(), { naming });
  }

  async follow(settings: Partial<DatabaseSettings> = {}, disk: Disk = systemDisk): Promise<DatabaseAgent> {
    const services: Omit<AgentServices, 'pulse' | 'claims' | 'merges'> = {
      home: this.home,
      clock: this.#clock,
      random: systemRandom,
      disk,
      jobs: new InlineRunner(),
    };
    this.#agent = new Agent(services);
    const { between = (client: GenerationClient) => client, about, bounds } = this.#options;
    const client = between(this.#open());
    const generations = { ...about, client, ...(bounds && { bounds }) };
    this.#database = await this.#agent.add({
      path: this.path,
      destinations: [fileDestination({ path: this.replica, random: systemRandom })],
      settings,
      about: () => ({ generations }),
    });
    return this.#database;
  }

  get database(): DatabaseAgent {
    if (this.#database === undefined) throw new Error('nothing is followed');
    return this.#database;
  }

  sync(): Promise<void> {
    return this.database.sync();
  }

  async unfollow(): Promise<void> {
    await this.#agent?.stop();
    this.#agent = undefined;
  }

  /** As SQLite sees it now. */
  image(): Buffer {
    return imageOf(this.path);
  }

  /** What Litestream would bring back is what SQLite sees in the source. */
  async expectSame(): Promise<void> {
    const output = join(this.dir, `restored-${++this.#restored}.db`);
    await restoreLikeLitestream(this.client, await latest(this.client), output);
    expect(sha256(readFileSync(output))).toBe(sha256(this.image()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unfollow().catch(() => undefined);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
