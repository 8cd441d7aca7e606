// Keeps the spool of one database within its bounds: what every destination has goes, but for what levels are still to be
// made of; what waits for a destination that is away becomes one file when it is too much.
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Disk } from '../base/disk.ts';
import type { Mutex } from '../base/mutex.ts';
import type { Random } from '../base/random.ts';
import { type Ledger, SPOOL_DIR } from '../capture/ledger.ts';
import { mergeable, mergeSpool } from '../capture/spool-quota.ts';
import type { JobRunner } from '../jobs/job.ts';
import { FolderScratch } from '../ltx/scratch.ts';
import type { Txid } from '../ltx/txid.ts';

/** Bytes of captured files that stay for levels although every destination has them. */
const FOR_LEVELS = 256 << 20;
/** Bytes of captured files that stay for those who follow, beside: at least, at most; in between twice the database. */
const FOR_FOLLOWERS = { least: 16 << 20, most: 256 << 20 };
/** After a merge that came to nothing, ms. */
const PAUSE = 30_000;

export interface SpoolKeeperOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly disk: Disk;
  readonly random: Random;
  readonly jobs: JobRunner;
  readonly turn: Mutex;
  /** Most bytes that may wait; more when the database is bigger. */
  readonly quota: number;
  /** Where each destination is known to stand. */
  readonly stands: () => readonly Txid[];
  /** Where each of those is who follow. */
  readonly followers: () => readonly Txid[];
}

/** What may go. */
export interface Needs {
  /** Every destination has what is up to here. */
  readonly held: Txid;
  /** Levels are made of what is after it. */
  readonly levels: Txid;
  /** Those who follow need what is after it, and so may those who come back. */
  readonly followers: Txid;
}

export class SpoolKeeper {
  readonly #options: SpoolKeeperOptions;
  readonly #stopping = new AbortController();
  #merging: Promise<void> | undefined;
  /** Monotonic ms. */
  #notBefore = 0;

  constructor(options: SpoolKeeperOptions) {
    this.#options = options;
  }

  prune({ held, levels, followers }: Needs): void {
    const forLevels = this.#from(levels, held, FOR_LEVELS);
    const forFollowers = this.#from(followers, held, this.#roomForFollowers());
    this.#options.ledger.prune(forLevels < forFollowers ? forLevels : forFollowers);
  }

  /** From where on there are at most `room` bytes of what every destination has; not before `wanted`. */
  #from(wanted: Txid, held: Txid, room: number): Txid {
    const { spool } = this.#options.ledger;
    let from = wanted < held ? wanted : held;
    for (const file of spool.from(from + 1n)) {
      const kept = spool.backlog(from).bytes - spool.backlog(held).bytes;
      if (kept <= room || file.max > held) break;
      from = file.max;
    }
    return from;
  }

  /** Who is further behind than that gets the whole database for less. */
  #roomForFollowers(): number {
    const { pageSize = 0, commit = 0 } = this.#options.ledger.known?.position ?? {};
    return Math.min(FOR_FOLLOWERS.most, Math.max(FOR_FOLLOWERS.least, 2 * pageSize * commit));
  }

  /** Something was captured. */
  poke(): void {
    if (this.#merging !== undefined || this.#stopping.signal.aborted || !this.#isOver()) return;
    if (this.#options.clock.monotonic() < this.#notBefore) return;
    this.#merging = this.#merge().finally(() => {
      this.#merging = undefined;
    });
  }

  /** Resolves when no merging is under way. */
  async settled(): Promise<void> {
    await this.#merging;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
  }

  #isOver(): boolean {
    const { ledger, quota } = this.#options;
    const { pageSize = 0, commit = 0 } = ledger.known?.position ?? {};
    return ledger.spool.backlog(this.#after()).bytes > Math.max(quota, pageSize * commit);
  }

  #after(): Txid {
    const stands = this.#options.stands();
    return stands.length === 0 ? 0n : stands.reduce((least, txid) => (txid < least ? txid : least));
  }

  async #merge(): Promise<void> {
    const { clock, turn } = this.#options;
    while (this.#isOver() && !this.#stopping.signal.aborted) {
      const outcome = await turn.run(() => this.#mergeOnce());
      if (outcome === 'replaced') continue;
      this.#notBefore = clock.monotonic() + PAUSE;
      return;
    }
  }

  /** A merge that fails changes nothing; what only time or a person can help is tried again later. */
  async #mergeOnce(): Promise<'replaced' | 'busy' | 'nothing'> {
    const { ledger, disk, random, jobs, stands, followers } = this.#options;
    const head = ledger.known?.position.txid ?? 0n;
    const files = mergeable(ledger.spool, { after: this.#after(), head, stands: [...stands(), ...followers()] });
    if (files === undefined) return 'nothing';
    const scratch = new FolderScratch(disk, random, join(ledger.dir, SPOOL_DIR));
    try {
      return await mergeSpool(ledger.spool, files, { jobs, scratch, signal: this.#stopping.signal });
    } catch {
      return 'nothing';
    }
  }
}
