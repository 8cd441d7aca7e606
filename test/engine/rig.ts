// A database, an agent that follows it, a folder it is copied to, and the proof that what comes back is the same.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import { Agent, type DatabaseAgent } from '../../main/engine/agent/agent.ts';
import type { DatabaseSettings } from '../../main/engine/agent/settings.ts';
import { systemClock } from '../../main/engine/base/clock.ts';
import { type Disk, systemDisk } from '../../main/engine/base/disk.ts';
import { systemRandom } from '../../main/engine/base/random.ts';
import type { CaptureEvent } from '../../main/engine/capture/context.ts';
import type { Destination } from '../../main/engine/destination/destination.ts';
import { fileDestination } from '../../main/engine/destination/file/file.ts';
import { InlineRunner } from '../../main/engine/jobs/inline.ts';
import type { Target } from '../../main/engine/restore/point.ts';
import { restoreToFile, type RestoreResult } from '../../main/engine/restore/restore.ts';
import { systemOutputDisk } from '../../main/engine/restore/output-disk.ts';

const random = systemRandom;
const clock = systemClock;

export class Rig {
  readonly dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
  readonly path = join(this.dir, 'app.db');
  readonly home = join(this.dir, 'home');
  readonly destination: Destination = fileDestination({ path: join(this.dir, 'replica'), random });
  readonly events: CaptureEvent[] = [];
  #agent: Agent | undefined;
  #database: DatabaseAgent | undefined;
  #restored = 0;

  /** The agent begins to follow the database. */
  async follow(settings: Partial<DatabaseSettings> = {}, disk: Disk = systemDisk): Promise<DatabaseAgent> {
    this.#agent = new Agent({ home: this.home, clock, random, disk, jobs: new InlineRunner() });
    this.#database = await this.#agent.add({ path: this.path, destinations: [this.destination], settings });
    this.#database.events.on((event) => this.events.push(event));
    return this.#database;
  }

  get database(): DatabaseAgent {
    if (this.#database === undefined) throw new Error('nothing is followed');
    return this.#database;
  }

  /** Everything committed so far is at the destination afterwards. */
  sync(): Promise<void> {
    return this.database.sync();
  }

  async unfollow(): Promise<void> {
    await this.#agent?.stop();
    this.#agent = undefined;
  }

  /** Restores to a new file. */
  async restore(target: Target = { kind: 'latest' }): Promise<RestoreResult & { readonly output: string }> {
    const output = join(this.dir, `restored-${++this.#restored}.db`);
    const jobs = new InlineRunner();
    const how = { overwrite: 'refuse', check: 'quick', jobs, disk: systemOutputDisk, random, clock } as const;
    return { ...(await restoreToFile({ destination: this.destination, target, output, ...how })), output };
  }

  /** Syncs, restores, and expects the same bytes as SQLite sees in the source, and the checksum of the capture. */
  async expectSame(): Promise<RestoreResult> {
    await this.sync();
    const status = this.database.status();
    const result = await this.restore();
    expect(result.checksum).toBe(status.checksum);
    expect(result.proved).toBe('recorded');
    expect(sha256(readFileSync(result.output))).toBe(sha256(imageOf(this.path)));
    return result;
  }

  /** Why pages were compared instead of the log being followed. */
  get comparisons(): string[] {
    return this.events.flatMap((event) => (event.kind === 'compared' ? [event.reason] : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unfollow().catch(() => undefined);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The database as SQLite sees it now, log included, as the bytes of one file. */
export function imageOf(path: string): Buffer {
  const db = new Sqlite(path, { readonly: true, timeout: 5000 });
  try {
    return db.serialize();
  } finally {
    db.close();
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
