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

  /** Every destination has what is up to `held`; levels are made of what is after `wanted`. */
  prune(held: Txid, wanted: Txid): void {
    const { ledger } = this.#options;
    let from = wanted < held ? wanted : held;
    for (const file of ledger.spool.from(from + 1n)) {
      const kept = ledger.spool.backlog(from).bytes - ledger.spool.backlog(held).bytes;
      if (kept <= FOR_LEVELS || file.max > held) break;
      from = file.max;
    }
    ledger.prune(from);
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
    const { ledger, disk, random, jobs, stands } = this.#options;
    const head = ledger.known?.position.txid ?? 0n;
    const files = mergeable(ledger.spool, { after: this.#after(), head, stands: stands() });
    if (files === undefined) return 'nothing';
    const scratch = new FolderScratch(disk, random, join(ledger.dir, SPOOL_DIR));
    try {
      return await mergeSpool(ledger.spool, files, { jobs, scratch, signal: this.#stopping.signal });
    } catch {
      return 'nothing';
    }
  }
}
